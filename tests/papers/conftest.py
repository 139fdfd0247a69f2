"""A season with a crew whose permits can be put on paper."""

import pytest

from employers.models import Filing
from permits.models import Permit
from tests.factories import World
from tests.papers.crews import crew_of
from tests.permits import steps


@pytest.fixture
def season(demand: World) -> World:
    """A world in which permits can be issued."""
    steps.requirements()
    return demand


@pytest.fixture
def filing(season: World) -> Filing:
    """A granted filing with posts for a crew."""
    return steps.hiring(season)


@pytest.fixture
def crew(season: World, filing: Filing) -> list[Permit]:
    """Permits as people get them."""
    return crew_of(season, filing)
