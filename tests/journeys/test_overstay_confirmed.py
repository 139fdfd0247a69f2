"""An overstay that people find: told, the days to answer gone by, two officers of different units, and late home."""

from datetime import date

import pytest

from core.errors import Conflict, Forbidden, Invalid
from permits.models import OverstayCase
from permits.services.follow_up import cases
from tests.factories import World, shanghai
from tests.journeys.seasons import FIRST, begun, crosses, holder, letters

pytestmark = pytest.mark.django_db

TOLD = shanghai(date(2027, 4, 16), 0, 10)
IN_TIME = shanghai(date(2027, 4, 23), 12)
AFTER_DAYS = shanghai(date(2027, 4, 24), 9)


def test_two_officers_find_an_overstay_after_the_worker_had_the_days_to_answer(demand: World) -> None:
    permit = begun(demand)
    crosses(demand, permit, "in", shanghai(FIRST, 8))
    reviewer, approver = demand.member("bureau", "reviewer"), demand.member("bureau", "approver")
    cases.suspect_due(at=TOLD)
    cases.tell_due(at=TOLD)
    case = OverstayCase.objects.visible_to(reviewer).get()

    # Not before the worker could answer, not by one person, not unproposed, and never by the clock.
    with pytest.raises(Conflict, match="may answer until 2027-04-23"):
        cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=IN_TIME)
    with pytest.raises(Conflict, match="Nobody has proposed"):
        cases.confirm(case.pk, by=approver, at=AFTER_DAYS)
    cases.propose_confirmation(
        case.pk, "No exit at any port, the employer has not seen them.", by=reviewer, at=AFTER_DAYS
    )
    with pytest.raises((Forbidden, Invalid)):
        cases.confirm(case.pk, by=reviewer, at=AFTER_DAYS)
    cases.clear_due(at=AFTER_DAYS)
    case.refresh_from_db()
    assert case.status == "notified"

    cases.confirm(case.pk, by=approver, at=AFTER_DAYS)
    case.refresh_from_db()
    assert case.status == "confirmed"
    assert {"overstay_suspected", "overstay_confirmed"} <= letters(holder(permit))

    # Ten days late the worker is seen leaving: noted by the clock, closed by an officer.
    left = shanghai(date(2027, 4, 25), 16)
    crosses(demand, permit, "out", left)
    assert (cases.clear_due(at=left), cases.note_exits(at=left)) == (0, 1)
    closed = cases.close(case.pk, "left_late", "Seen at Aidian on the 25th.", by=reviewer, at=left)
    assert (closed.status, closed.left_on) == ("closed", date(2027, 4, 25))
