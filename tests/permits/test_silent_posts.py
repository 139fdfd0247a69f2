"""A post that falls silent: told where one is waited for, and nowhere else."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.alerts.models import Alert
from core.notices.enums import Channel
from core.notices.models import Notice
from permits.services.alerts import sweeps
from scheme.models import PortStatus
from tests import factories
from tests.factories import World, shanghai
from tests.permits.presence_steps import crossed

pytestmark = pytest.mark.django_db
NOW = shanghai(date(2026, 12, 10), 15)
Seen = Callable[[datetime], object]


@pytest.fixture
def seen(demand: World) -> Seen:
    """Somebody is seen at the post at that time."""
    permit = factories.permitted(
        factories.filing(demand.mandate, status="granted"),
        demand.partner,
        first_on=date(2026, 11, 15),
        last_on=date(2027, 3, 31),
    )
    return lambda at: crossed(permit, "in", at, demand)


def silent() -> list[Any]:
    return list(Alert.objects.open().filter(kind="post_silent").values_list("subject_id", flat=True))


@pytest.mark.parametrize(
    ("days", "found"), [([1, 2, 3], True), ([1, 4, 7], True), ([1, 2], False), ([1, 7, 8], False), ([], False)]
)
def test_a_post_is_waited_for_where_three_of_seven_days_had_somebody_in_that_hour(
    demand: World, seen: Seen, days: list[int], found: bool
) -> None:
    for day in days:
        seen(NOW - timedelta(days=day, minutes=20))

    sweeps.of_posts(at=NOW)

    assert silent() == ([str(demand.organisations["post"].pk)] if found else [])


@pytest.mark.parametrize(("minutes", "found"), [(0, False), (59, False), (60, True), (-1, True)])
def test_one_crossing_within_the_hour_is_enough(seen: Seen, minutes: int, found: bool) -> None:
    for day in (1, 2, 3):
        seen(NOW - timedelta(days=day))
    seen(NOW - timedelta(minutes=minutes))

    sweeps.of_posts(at=NOW)

    assert bool(silent()) is found


def test_other_hours_of_other_days_say_nothing_of_this_one(seen: Seen) -> None:
    for day in (1, 2, 3):
        seen(NOW - timedelta(days=day, hours=2))

    sweeps.of_posts(at=NOW)

    assert silent() == []


def test_a_closed_port_is_not_waited_for(demand: World, seen: Seen) -> None:
    for day in (1, 2, 3):
        seen(NOW - timedelta(days=day))
    PortStatus.objects.update_or_create(
        port_id=demand.organisations["post"].port_id,
        valid_from=NOW.date(),
        defaults={"state": "closed", "valid_until": NOW.date()},
    )

    sweeps.of_posts(at=NOW)

    assert silent() == []


def test_the_post_its_bureaus_and_oversight_are_told_once_and_it_closes_when_it_speaks(
    demand: World, seen: Seen
) -> None:
    for day in (1, 2, 3):
        seen(NOW - timedelta(days=day))

    for minutes in (0, 5, 10):
        sweeps.of_posts(at=NOW + timedelta(minutes=minutes))
    told = sorted(
        Notice.objects.filter(kind="post_silent", channel=Channel.IN_APP).values_list("organisation_id", flat=True)
    )
    alert = Alert.objects.get(kind="post_silent")
    seers = [each for each, who in demand.organisations.items() if sees(demand, each, alert)]
    seen(NOW + timedelta(minutes=14))
    sweeps.of_posts(at=NOW + timedelta(minutes=15))

    assert seers == ["bureau", "post", "oversight"]
    assert told == sorted(demand.organisations[each].pk for each in seers)
    assert silent() == []
    assert Alert.objects.get().closed_at == NOW + timedelta(minutes=15)


def sees(world: World, body: str, alert: Alert) -> bool:
    somebody = next(member for (kind, _role), member in world.members.items() if kind == body)
    return alert in Alert.objects.visible_to(somebody)
