"""Permits past their last day: closed by the clock with their reason, unless the worker is still here."""

from datetime import date

import pytest

from permits.enums import EndReason, PermitStatus, RequestStatus
from permits.models import Extension, Permit
from permits.services.lifetime import lapses
from tests.factories import World, shanghai
from tests.permits.presence_steps import entered, granted, left, permitted
from workers.models import Offer

LAST = date(2027, 4, 15)
AFTER = shanghai(date(2027, 4, 16), 0, 30)


@pytest.fixture
def permit(demand: World) -> Permit:
    return permitted(demand)


def test_a_permit_is_open_on_its_last_day_and_closed_after_it(permit: Permit) -> None:
    closed = [
        lapses.close_run_out(at=shanghai(LAST, 23, 59)),
        lapses.close_run_out(at=AFTER),
        lapses.close_run_out(at=AFTER),
    ]

    permit.refresh_from_db()
    assert closed == [0, 1, 0]
    assert (permit.status, permit.ended_on, permit.end_reason) == (PermitStatus.CLOSED, LAST, EndReason.NOT_TAKEN_UP)


def test_whoever_came_and_left_has_ended_the_season(permit: Permit, demand: World) -> None:
    left(entered(permit, shanghai(date(2026, 11, 20)), demand), shanghai(date(2027, 4, 1)), demand)

    lapses.close_run_out(at=AFTER)

    permit.refresh_from_db()
    assert permit.end_reason == EndReason.SEASON_OVER


def test_a_permit_stays_open_while_its_worker_is_here(permit: Permit, demand: World) -> None:
    entered(permit, shanghai(date(2026, 11, 20)), demand)

    assert lapses.close_run_out(at=AFTER) == 0


def test_a_permit_is_followed_by_its_renewal_though_the_worker_is_here(permit: Permit, demand: World) -> None:
    following = permitted(demand, filing=permit.filing, first_on=date(2027, 4, 16), last_on=date(2027, 5, 15))
    Permit.objects.filter(pk=following.pk).update(worker=permit.worker, succeeds=permit)
    entered(permit, shanghai(date(2026, 11, 20)), demand)

    lapses.close_run_out(at=AFTER)

    permit.refresh_from_db()
    assert permit.end_reason == EndReason.RENEWED


def test_a_permit_whose_extension_is_undecided_stays_open(permit: Permit) -> None:
    Extension.objects.create(
        permit=permit,
        status=RequestStatus.ASKED,
        reason="harvest goes on",
        asked_at=AFTER,
        ends_on=date(2027, 4, 30),
        ended_before_on=LAST,
        receipt_until=date(2027, 4, 20),
    )

    assert lapses.close_run_out(at=AFTER) == 0
    assert lapses.close_run_out(at=shanghai(date(2027, 4, 21))) == 1


def test_the_post_of_who_never_came_is_free_while_its_days_go_on(demand: World) -> None:
    of = granted(demand, ends_on=date(2027, 5, 31))
    came, never = (permitted(demand, filing=of) for _permit in range(2))
    left(entered(came, shanghai(date(2026, 11, 20)), demand), shanghai(date(2027, 4, 1)), demand)

    lapses.close_run_out(at=AFTER)

    vacated = dict(Offer.objects.values_list("worker", "vacated_at"))
    assert vacated == {came.worker_id: None, never.worker_id: AFTER}
