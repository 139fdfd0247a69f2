"""A worker complains of withheld papers: a protection desk answers, and those it is about see nothing of it."""

from datetime import date

import pytest

from core.alerts.models import Alert
from core.audit.models import Event
from permits.models import Return
from permits.services.follow_up import returns
from tests.factories import World, shanghai
from tests.journeys.seasons import FIRST, LAST, begun, crosses, holder, letters
from workers.models import Complaint
from workers.services.grievances import complaints

pytestmark = pytest.mark.django_db

PARTIES = ("employer", "intermediary", "partner")
AT = shanghai(date(2026, 12, 1), 20)


def seen_by_parties(world: World) -> list[object]:
    """All that could tell a party of a complaint: records, letters, alerts, and the events it reads."""
    members = [world.member(kind, role) for kind in PARTIES for role in ("administrator", "clerk")]
    return [
        (
            Complaint.objects.visible_to(member).count(),
            sorted(letters(member)),
            sorted(Alert.objects.visible_to(member).values_list("kind", "subject_id", "stage")),
            Event.objects.visible_to(member).filter(subject_type__contains="complaint").count(),
        )
        for member in members
    ]


def test_a_complaint_is_answered_and_never_seen_by_those_it_concerns(demand: World) -> None:
    permit = begun(demand)
    crosses(demand, permit, "in", shanghai(FIRST, 8))
    before, worker, desk = seen_by_parties(demand), holder(permit), demand.member("protection", "officer")

    complaint = complaints.receive("papers_held", "Họ giữ hộ chiếu của tôi", about=demand.employer.pk, by=worker, at=AT)
    assert complaint.due_on > AT.date()
    assert "complaint_received" in letters(desk)
    complaints.assign(complaint.pk, by=desk, at=AT)
    complaints.answer(complaint.pk, "Chúng tôi đã lấy lại hộ chiếu", by=desk, at=shanghai(date(2026, 12, 3), 9))
    assert {"complaint_assigned", "complaint_answered"} <= letters(worker)
    assert seen_by_parties(demand) == before

    # Another one is still open when the season is closed out: it holds nothing up, and shows nowhere.
    complaints.receive("wages", "Thiếu lương tháng ba", about=demand.employer.pk, by=worker, at=shanghai(LAST, 20))
    crosses(demand, permit, "out", shanghai(LAST, 21))
    later = shanghai(date(2027, 4, 20), 9)
    returns.note_exits(at=later)
    home, clerk = Return.objects.get(), demand.member("employer", "clerk")
    items = {
        kind: returns.open_items(home.pk, by=demand.member(kind, "clerk")) for kind in ("employer", "intermediary")
    }
    assert "complaint_open" not in {*items["employer"], *items["intermediary"]}
    returns.confirm_each([home.pk], by=demand.member("department", "officer"), at=later)
    returns.settle_wage_each([home.pk], settled_on=LAST, by=clerk, at=later)
    returns.return_papers_each([home.pk], returned_on=LAST, by=clerk, at=later)
    [closed] = returns.close_out_each([home.pk], by=demand.member("bureau", "approver"), at=later)
    assert closed.status == "closed_out"
    assert [count for count, *_rest in seen_by_parties(demand)] == [0] * 6
