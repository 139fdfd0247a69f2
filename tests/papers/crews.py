"""Permits as people get them, on the terms that their filing promises."""

from employers.models import Filing
from permits.models import Permit
from tests.factories import World
from tests.permits import steps
from workers.services.agreement.terms import terms_for


def crew_of(world: World, filing: Filing, number: int = 3) -> list[Permit]:
    """The permits of so many workers of a filing."""
    promised = terms_for(filing, steps.FIRST, steps.LAST, at=steps.AT)
    offers = [steps.willing(world, filing, terms=promised) for _ in range(number)]
    return steps.issued(world, *(one.pk for one in steps.applied(world, *offers)))
