"""Whatever happens in a season, in whatever order: posts, permits, stays, alerts and sight hold after every step."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from tests import factories
from tests.factories import World
from tests.season.machine import SeasonMachine
from tests.season.stage import set_up

pytestmark = pytest.mark.django_db

BY_CHANCE = settings(
    derandomize=True,
    database=None,
    suppress_health_check=list(HealthCheck),
    print_blob=False,
    # Finding the shortest season that fails takes minutes, and following every line that is run takes more.
    phases=(Phase.generate,),
)


@pytest.fixture
def machine(two_worlds: tuple[World, World]) -> type[SeasonMachine]:
    """The machine in a place with a granted filing of few posts."""
    factories.wage_floors()
    factories.occupation()
    factories.quotas()
    factories.rule_set()

    class Here(SeasonMachine):
        place = set_up(*two_worlds)

    return Here


def test_a_season_by_chance_agrees_with_the_plain_account(machine: type[SeasonMachine]) -> None:
    run_state_machine_as_test(machine, settings=settings(BY_CHANCE, max_examples=15, stateful_step_count=25))


@pytest.mark.drill
def test_many_seasons_by_chance_agree_with_the_plain_account(machine: type[SeasonMachine]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(BY_CHANCE, max_examples=80, stateful_step_count=40),
    )
