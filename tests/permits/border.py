"""What happens at the border in tests: a permit, its holder, and what posts and the other side tell of them."""

from datetime import date, datetime, timedelta
from typing import Any

from accounts.models import Member
from permits.models import Anomaly, Crossing, Permit, Stay
from permits.services.border.crossings import Claim, record_each
from tests import factories
from tests.factories import World, numbers, shanghai

FIRST_ON, LAST_ON = date(2026, 11, 15), date(2027, 4, 30)
MORNING = shanghai(FIRST_ON, 7, 10)
MINUTE, HOUR, DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


def permit(world: World, **given: Any) -> Permit:
    """A seasonal permit through Aidian, from 15 November to 30 April."""
    filing = factories.filing(world.mandate, status="granted")
    return factories.permitted(filing, world.intermediary, **({"first_on": FIRST_ON, "last_on": LAST_ON} | given))


def claim(of: Permit, direction: str, at: datetime, **given: Any) -> Claim:
    """A crossing at Aidian under a permit."""
    return Claim(
        **({"permit_number": of.reference, "key": f"k{next(numbers)}"} | given), direction=direction, occurred_at=at
    )


def tell(by: Member, *claims: Claim, at: datetime | None = None) -> list[Crossing]:
    """Tell of crossings, a minute after the last of them."""
    return record_each(claims, by=by, at=at or max(one.occurred_at for one in claims) + MINUTE)


def stays(of: Permit) -> list[tuple[datetime | None, datetime | None, bool]]:
    """Entry and exit of each stay of the holder, and whether the end is unknown."""
    kept = Stay.objects.filter(worker=of.worker_id).order_by("entered_at", "left_at")
    return [(stay.entered_at, stay.left_at, stay.is_end_unknown) for stay in kept]


def odd(of: Permit) -> list[str]:
    """The kinds of anomaly of the holder's crossings."""
    return sorted(Anomaly.objects.filter(worker=of.worker_id).values_list("kind", flat=True))
