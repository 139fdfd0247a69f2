"""Returns: seen by the clock, confirmed at home, settled by the employer, closed out by the bureau."""

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from permits.enums import CaseStatus, EndReason, PermitStatus, ReturnStatus
from permits.models import OverstayCase, Permit, Return, Stay
from permits.rules.returns import OpenItem
from permits.services.follow_up import returns
from permits.services.lifetime import lapses
from tests.factories import World, as_worker, shanghai
from tests.permits.presence_steps import entered, granted, left, permitted
from workers.enums import ComplaintKind
from workers.models import Complaint

HOME = date(2027, 4, 14)
AFTER = shanghai(date(2027, 4, 16), 1)
LATER = shanghai(date(2027, 4, 20), 9)


def gone_home(world: World, on: date = HOME, **given: object) -> Permit:
    """A permit whose worker came in November and left for good on that day."""
    permit = permitted(world, **given)
    left(entered(permit, shanghai(date(2026, 11, 20)), world), shanghai(on), world)
    return permit


@pytest.fixture
def seen(demand: World) -> Return:
    """A return whose exit was seen on the day before the permit's last."""
    gone_home(demand)
    returns.note_exits(at=AFTER)
    return Return.objects.select_related("registration", "worker", "permit").get()


@pytest.fixture
def settled(seen: Return, department_officer: Member, employer_clerk: Member) -> Return:
    """The same, confirmed at home, the wage paid and the papers given back."""
    returns.confirm_each([seen.pk], by=department_officer, at=LATER)
    returns.settle_wage_each([seen.pk], settled_on=HOME, by=employer_clerk, at=LATER)
    returns.return_papers_each([seen.pk], returned_on=HOME, by=employer_clerk, at=LATER)
    return seen


def test_a_return_begins_when_the_last_permit_is_over_and_the_exit_was_seen(demand: World) -> None:
    gone_home(demand)

    begun = [returns.note_exits(at=at) for at in (shanghai(date(2027, 4, 15), 23), AFTER, AFTER)]

    found = Return.objects.get()
    assert begun == [0, 1, 0]
    assert (found.status, found.left_on, found.last_lawful_on) == (ReturnStatus.EXIT_SEEN, HOME, date(2027, 4, 15))


def test_leaving_for_tet_is_no_return(demand: World) -> None:
    permit = permitted(demand)
    left(entered(permit, shanghai(date(2026, 11, 20)), demand), shanghai(date(2027, 2, 3)), demand)

    assert returns.note_exits(at=shanghai(date(2027, 2, 10))) == 0


def test_who_is_still_here_or_left_unseen_has_not_returned(demand: World) -> None:
    stay = entered(permitted(demand), shanghai(date(2026, 11, 20)), demand)

    here = returns.note_exits(at=AFTER)
    Stay.objects.filter(pk=stay.pk).update(is_end_unknown=True)
    unseen = returns.note_exits(at=AFTER)

    assert (here, unseen) == (0, 0)


def test_a_permit_given_back_before_its_last_day_begins_a_return(demand: World) -> None:
    permit = gone_home(demand, date(2027, 3, 1))
    Permit.objects.filter(pk=permit.pk).update(
        status=PermitStatus.SURRENDERED, ended_on=date(2027, 3, 1), end_reason=EndReason.BY_WORKER
    )

    assert returns.note_exits(at=shanghai(date(2027, 3, 2))) == 1


def test_the_end_of_the_season_begins_a_return_whatever_the_permit_says(demand: World) -> None:
    gone_home(demand, date(2027, 5, 20), last_on=date(2027, 6, 30))

    assert returns.note_exits(at=shanghai(date(2027, 5, 31))) == 0
    assert returns.note_exits(at=shanghai(date(2027, 6, 1))) == 1


def test_a_closed_permit_that_was_never_taken_up_begins_no_return(demand: World) -> None:
    permitted(demand)
    lapses.close_run_out(at=AFTER)

    assert returns.note_exits(at=AFTER) == 0


def test_who_comes_back_has_not_returned_and_returns_anew(seen: Return, demand: World) -> None:
    stay = entered(seen.permit, shanghai(date(2027, 4, 17)), demand)

    returns.note_exits(at=shanghai(date(2027, 4, 17), 13))
    assert not Return.objects.exists()

    left(stay, shanghai(date(2027, 4, 18)), demand)
    returns.note_exits(at=shanghai(date(2027, 4, 18), 13))
    assert Return.objects.get().left_on == date(2027, 4, 18)


def test_an_exit_that_is_told_anew_is_still_the_same_return(seen: Return) -> None:
    Stay.objects.update(left_at=shanghai(date(2027, 4, 15), 8))

    returns.note_exits(at=LATER)

    assert Return.objects.get(pk=seen.pk).left_on == date(2027, 4, 15)


def test_the_department_at_home_confirms_and_no_other(
    seen: Return, department_officer: Member, approver: Member, two_worlds: tuple[World, World]
) -> None:
    with pytest.raises(Forbidden):
        returns.confirm_each([seen.pk], by=approver, at=LATER)
    with pytest.raises(NotFound):
        returns.confirm_each([seen.pk], by=two_worlds[1].member("department", "officer"), at=LATER)

    [confirmed] = returns.confirm_each([seen.pk], by=department_officer, at=LATER)

    assert (confirmed.status, confirmed.confirmed_by) == (ReturnStatus.CONFIRMED, department_officer.pk)


def test_a_wage_is_not_settled_tomorrow(seen: Return, employer_clerk: Member) -> None:
    with pytest.raises(Invalid) as refusal:
        returns.settle_wage_each([seen.pk], settled_on=date(2027, 4, 21), by=employer_clerk, at=LATER)

    assert refusal.value.problems[0].field == "wage_settled_on"


def test_closing_out_ends_the_permit_and_says_who_was_in_time(settled: Return, approver: Member) -> None:
    [closed] = returns.close_out_each([settled.pk], by=approver, at=LATER)

    settled.registration.refresh_from_db()
    settled.permit.refresh_from_db()
    assert (closed.status, closed.closed_out_at) == (ReturnStatus.CLOSED_OUT, LATER)
    assert settled.registration.returned_in_time is True
    assert (settled.permit.status, settled.permit.end_reason) == (PermitStatus.CLOSED, EndReason.SEASON_OVER)
    assert set(Notice.objects.filter(kind="return_closed_out").values_list("language", flat=True)) == {"vi"}


def test_who_left_late_does_not_go_first(settled: Return, approver: Member) -> None:
    Stay.objects.update(left_at=shanghai(date(2027, 4, 17)))
    Return.objects.update(left_on=date(2027, 4, 17))

    returns.close_out_each([settled.pk], by=approver, at=LATER)

    settled.registration.refresh_from_db()
    assert settled.registration.returned_in_time is False


@pytest.mark.parametrize(("closing", "in_time"), [("border_closed", True), ("illness", True), ("left_late", False)])
def test_whose_late_exit_was_excused_goes_first_all_the_same(
    settled: Return, approver: Member, closing: str, in_time: bool
) -> None:
    Return.objects.update(left_on=date(2027, 4, 17))
    OverstayCase.objects.create(
        permit=settled.permit,
        worker=settled.worker,
        stay_id=Stay.objects.get().pk,
        entered_on=date(2026, 11, 20),
        last_lawful_on=date(2027, 4, 15),
        status=CaseStatus.CLOSED,
        closing=closing,
        evidence={},
        suspected_at=AFTER,
        closed_at=LATER,
    )

    returns.close_out_each([settled.pk], by=approver, at=LATER)

    settled.registration.refresh_from_db()
    assert settled.registration.returned_in_time is in_time


def test_nothing_is_closed_out_before_wages_are_settled(
    seen: Return, department_officer: Member, approver: Member
) -> None:
    returns.confirm_each([seen.pk], by=department_officer, at=LATER)

    with pytest.raises(Invalid) as refusal:
        returns.close_out_each([seen.pk], by=approver, at=LATER)

    assert refusal.value.problems[0].params["records"] == [str(seen.pk)]
    assert Return.objects.get().status == ReturnStatus.CONFIRMED


def test_nothing_is_closed_out_before_home_has_confirmed(seen: Return, approver: Member) -> None:
    with pytest.raises(Conflict):
        returns.close_out_each([seen.pk], by=approver, at=LATER)


def test_a_complaint_is_listed_only_for_those_who_see_it(
    settled: Return, employer_clerk: Member, intermediary_clerk: Member, protection_officer: Member, approver: Member
) -> None:
    Complaint.objects.create(
        worker=settled.worker, kind=ComplaintKind.values[0], received_at=LATER, due_on=date(2027, 5, 20)
    )

    worker_s = returns.open_items(settled.pk, by=as_worker(settled.worker))
    desk_s = returns.open_items(settled.pk, by=protection_officer)
    others = [returns.open_items(settled.pk, by=one) for one in (employer_clerk, intermediary_clerk, approver)]

    assert worker_s == desk_s == [OpenItem.COMPLAINT_OPEN]
    assert others == [[], [], []]


def test_a_complaint_holds_nothing_up(settled: Return, approver: Member) -> None:
    Complaint.objects.create(
        worker=settled.worker, kind=ComplaintKind.values[0], received_at=LATER, due_on=date(2027, 5, 20)
    )

    [closed] = returns.close_out_each([settled.pk], by=approver, at=LATER)

    assert closed.status == ReturnStatus.CLOSED_OUT


def test_what_is_open_is_listed(seen: Return, employer_clerk: Member) -> None:
    assert returns.open_items(seen.pk, by=employer_clerk) == [
        OpenItem.NOT_CONFIRMED_AT_HOME,
        OpenItem.WAGE_NOT_SETTLED,
        OpenItem.PAPERS_NOT_RETURNED,
    ]


def test_a_crew_is_closed_out_in_as_many_statements_as_one_worker(
    demand: World, department_officer: Member, employer_clerk: Member, approver: Member
) -> None:
    of = granted(demand)

    counts = []
    for crew in (1, 6):
        for _ in range(crew):
            gone_home(demand, filing=of)
        returns.note_exits(at=AFTER)
        ids = list(Return.objects.exclude(status=ReturnStatus.CLOSED_OUT).values_list("pk", flat=True))
        with CaptureQueriesContext(connection) as statements:
            returns.confirm_each(ids, by=department_officer, at=LATER)
            returns.settle_wage_each(ids, settled_on=HOME, by=employer_clerk, at=LATER)
            returns.return_papers_each(ids, returned_on=HOME, by=employer_clerk, at=LATER)
            closed = returns.close_out_each(ids, by=approver, at=LATER)
        counts.append((len(closed), len(statements)))

    [(one, few), (six, many)] = counts
    assert (one, six) == (1, 6)
    assert few == many
