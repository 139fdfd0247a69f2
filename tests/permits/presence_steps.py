"""Presence as a post and the computing of stays leave it, for tests that begin further on."""

from datetime import date, datetime, timedelta
from typing import Any

from core.dates import day_of
from employers.models import Filing
from permits.enums import Direction, Source
from permits.models import Crossing, Permit, Stay
from permits.rules.counting import last_lawful_on
from tests import factories
from tests.factories import World, numbers


def granted(world: World, **given: Any) -> Filing:
    """A filing of that world's employer that holds posts, as after its grant."""
    return factories.filing(world.mandate, status="granted", **given)


def permitted(world: World, **given: Any) -> Permit:
    """A permit on such a filing, from 15 November 2026 to 15 April 2027 unless said otherwise."""
    of = given.pop("filing", None) or granted(world)
    values = {"first_on": date(2026, 11, 15), "last_on": date(2027, 4, 15)}
    return factories.permitted(of, world.intermediary, **(values | given))


def crossed(permit: Permit, direction: str, at: datetime, world: World, gate: str = "aidian") -> Crossing:
    """A crossing that the world's post recorded."""
    return Crossing.objects.create(
        worker_id=permit.worker_id,
        permit=permit,
        direction=direction,
        port=factories.port(gate),
        occurred_at=at,
        told_at=at,
        recorded_at=at + timedelta(minutes=1),
        source=Source.POST,
        organisation=world.organisations["post"],
        key=f"k{next(numbers)}",
    )


def entered(permit: Permit, at: datetime, world: World) -> Stay:
    """A stay that began then, with its last lawful day."""
    entry = crossed(permit, Direction.IN, at, world)
    last = last_lawful_on(permit_last_on=permit.last_on, entered_on=day_of(at), longest_stay_days=permit.stay_days)
    return Stay.objects.create(
        worker_id=permit.worker_id, permit=permit, entry=entry, entered_at=at, last_lawful_on=last
    )


def left(stay: Stay, at: datetime, world: World) -> Stay:
    """The same stay, ended by an exit."""
    assert stay.permit is not None
    stay.exit, stay.left_at = crossed(stay.permit, Direction.OUT, at, world), at
    stay.save()
    return stay
