"""From what posts tell to what becomes of a case: late, lost and corrected records, through the same services."""

from datetime import date

import pytest

from accounts.models import Member
from permits.enums import CaseClosing, CaseStatus, PermitClass, ReturnStatus
from permits.models import OverstayCase, Permit, Return
from permits.services.follow_up import cases, returns
from tests.factories import World, shanghai
from tests.permits.border import claim, permit, tell

DAY = date(2027, 3, 3)
MIDNIGHT = shanghai(date(2027, 3, 4), 0, 0)
LATER = shanghai(date(2027, 3, 6), 9)


@pytest.fixture
def commuter(demand: World, post_officer: Member) -> Permit:
    """A commuter who went in at ten past seven on 3 March."""
    held = permit(demand, permit_class=PermitClass.COMMUTER)
    tell(post_officer, claim(held, "in", shanghai(DAY, 7, 10)))
    return held


def the_clock_asks(at: object = MIDNIGHT) -> OverstayCase | None:
    cases.clear_due(at=at)  # type: ignore[arg-type]
    cases.suspect_due(at=at)  # type: ignore[arg-type]
    cases.tell_due(at=at)  # type: ignore[arg-type]
    cases.note_exits(at=at)  # type: ignore[arg-type]
    return OverstayCase.objects.first()


def test_a_commuter_seen_out_at_five_to_midnight_is_not_suspected(commuter: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(commuter, "out", shanghai(DAY, 23, 55)), at=shanghai(DAY, 23, 56))

    assert the_clock_asks() is None


def test_an_exit_in_time_that_is_told_days_later_clears_the_commuter(commuter: Permit, post_officer: Member) -> None:
    suspected = the_clock_asks()
    assert suspected is not None

    tell(post_officer, claim(commuter, "out", shanghai(DAY, 19)), at=LATER)
    cleared = the_clock_asks(LATER)

    assert cleared is not None
    assert (suspected.status, cleared.status, cleared.closing) == (
        CaseStatus.NOTIFIED,
        CaseStatus.CLOSED,
        CaseClosing.LEFT_IN_TIME,
    )


def test_a_late_exit_stays_with_the_officers(commuter: Permit, post_officer: Member) -> None:
    the_clock_asks()

    tell(post_officer, claim(commuter, "out", shanghai(date(2027, 3, 5), 19)), at=LATER)
    case = the_clock_asks(LATER)

    assert case is not None
    assert (case.status, case.left_on) == (CaseStatus.NOTIFIED, date(2027, 3, 5))


def test_who_comes_in_again_without_an_exit_seen_is_not_known_and_no_case(
    commuter: Permit, post_officer: Member
) -> None:
    the_clock_asks()

    tell(post_officer, claim(commuter, "in", shanghai(date(2027, 3, 5), 7)), at=shanghai(date(2027, 3, 5), 7, 1))
    cleared = the_clock_asks(shanghai(date(2027, 3, 5), 8))

    assert cleared is not None
    assert (cleared.status, cleared.closing) == (CaseStatus.CLOSED, CaseClosing.DATA_ERROR)


def test_going_home_for_good_is_a_return_only_after_the_permit(demand: World, post_officer: Member) -> None:
    held = permit(demand)
    tell(post_officer, claim(held, "in", shanghai(date(2026, 11, 20), 8)), at=shanghai(date(2026, 11, 20), 9))
    tell(post_officer, claim(held, "out", shanghai(date(2027, 2, 1), 8)), at=shanghai(date(2027, 2, 1), 9))
    tell(post_officer, claim(held, "in", shanghai(date(2027, 2, 20), 8)), at=shanghai(date(2027, 2, 20), 9))
    tell(post_officer, claim(held, "out", shanghai(date(2027, 4, 29), 8)), at=shanghai(date(2027, 4, 29), 9))

    begun = [returns.note_exits(at=shanghai(day, 1)) for day in (date(2027, 2, 2), date(2027, 4, 30), date(2027, 5, 1))]

    assert begun == [0, 0, 1]
    assert Return.objects.get().status == ReturnStatus.EXIT_SEEN
