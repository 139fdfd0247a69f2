"""Crossings as they are told: kept, found again, refused in words, and turned into stays."""

from datetime import date

import pytest

from accounts.models import Member
from core.errors import Forbidden, Invalid
from permits.models import Anomaly, Crossing, Permit, Stay
from permits.services.crossings import Claim, correct, record_each, void
from permits.services.stays import recompute
from tests.factories import World
from tests.permits.border import DAY, HOUR, LAST_ON, MINUTE, MORNING, claim, odd, permit, stays, tell


@pytest.fixture
def held(demand: World) -> Permit:
    return permit(demand)


def test_an_entry_begins_a_stay_with_its_last_lawful_day(held: Permit, post_officer: Member) -> None:
    [crossing] = tell(post_officer, claim(held, "in", MORNING))

    stay = Stay.objects.get()
    assert (crossing.worker_id, crossing.permit_id, crossing.port_id, crossing.source) == (
        held.worker_id,
        held.pk,
        "aidian",
        "post",
    )
    assert (stay.entry_id, stay.permit_id, stay.entered_at, stay.left_at) == (crossing.pk, held.pk, MORNING, None)
    assert stay.last_lawful_on == LAST_ON
    assert recompute([held.worker_id], at=MORNING) == 0


def test_the_exit_that_follows_ends_it(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "in", MORNING))

    [crossing] = tell(post_officer, claim(held, "out", MORNING + 87 * DAY))

    stay = Stay.objects.get()
    assert (stay.exit_id, stay.left_at) == (crossing.pk, MORNING + 87 * DAY)
    assert odd(held) == []
    assert recompute([held.worker_id], at=MORNING) == 0


def test_an_entry_and_its_exit_told_together_are_one_stay(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "out", MORNING + 9 * HOUR), claim(held, "in", MORNING))

    assert stays(held) == [(MORNING, MORNING + 9 * HOUR, False)]
    assert recompute([held.worker_id], at=MORNING) == 0


def test_the_same_key_again_is_the_same_crossing(held: Permit, post_officer: Member) -> None:
    told = claim(held, "in", MORNING)
    [first] = tell(post_officer, told)

    again = tell(post_officer, told, told)

    assert [row.pk for row in again] == [first.pk, first.pk]
    assert Crossing.objects.count() == 1
    assert stays(held) == [(MORNING, None, False)]


def test_a_crossing_of_a_number_nobody_knows_is_kept_and_put_on_the_list(held: Permit, post_officer: Member) -> None:
    unknown = Permit(season=held.season, number=held.number + 1000)

    [crossing] = tell(post_officer, Claim("in", MORNING, "k", permit_number=unknown.reference))

    assert (crossing.worker_id, crossing.permit_id, crossing.stated_number) == (None, None, unknown.reference)
    assert list(Anomaly.objects.values_list("crossing", "worker", "kind")) == [(crossing.pk, None, "no_permit")]
