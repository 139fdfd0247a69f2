"""Complaints: told by the worker, answered by a desk, escalated when late, and known to nobody they are about."""

import json
from datetime import date, timedelta

import pytest
from django.core.exceptions import ObjectDoesNotExist

from core.alerts.models import Alert
from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from tests import factories
from tests.factories import AT, World
from workers.enums import ComplaintStatus
from workers.models import Complaint, ComplaintEntry
from workers.services.grievances import complaints, escalation

pytestmark = pytest.mark.django_db
WORDS = "Họ giữ hộ chiếu của tôi và trừ lương"
LATE = factories.shanghai(date(2026, 10, 20))


@pytest.fixture
def worker(world: World):
    factories.rule_set()
    return factories.as_worker(factories.worker())


def complained(world: World, worker, **given) -> Complaint:
    about = {"about": world.intermediary.pk}
    return complaints.receive("papers_held", WORDS, **(about | given), by=worker, at=AT)


def told(kind: str) -> set:
    """Whom a letter of that kind went to, in the service."""
    rows = Notice.objects.filter(kind=kind, channel="in_app").values_list("organisation_id", "person_id")
    return {reader for row in rows for reader in row if reader}


def test_a_complaint_is_answered_within_a_term_and_read_by_the_worker(world: World, worker, protection_officer) -> None:
    complaint = complained(world, worker)
    complaints.assign(complaint.pk, by=protection_officer, at=AT)
    complaints.answer(complaint.pk, "Chúng tôi đã lấy lại hộ chiếu", by=protection_officer, at=AT)

    kept, entries = complaints.read(complaint.pk, by=worker)

    assert (kept.status, kept.due_on) == (ComplaintStatus.ANSWERED, date(2026, 9, 22))
    assert [(entry.is_from_worker, entry.text) for entry in entries] == [
        (True, WORDS),
        (False, "Chúng tôi đã lấy lại hộ chiếu"),
    ]
    assert told("complaint_received") == {protection_officer.organisation_id}
    assert told("complaint_assigned") == told("complaint_answered") == {worker.actor_id}


def test_a_telephone_is_told_only_that_there_is_a_letter(world: World, worker, protection_officer) -> None:
    complaint = complained(world, worker)

    complaints.assign(complaint.pk, by=protection_officer, at=AT)

    [message] = Notice.objects.filter(channel="sms").values("kind", "subject_type", "subject_id", "params")
    assert message == {
        "kind": "worker_news",
        "subject_type": "workers.worker",
        "subject_id": str(worker.actor_id),
        "params": {},
    }


def test_what_was_written_is_nowhere_in_plain(world: World, worker, protection_officer) -> None:
    complaint = complained(world, worker)
    complaints.assign(complaint.pk, by=protection_officer, at=AT)
    complaints.refer(complaint.pk, "đã chuyển", to="县公安局", by=protection_officer, at=AT)

    kept = json.dumps(
        [*map(list, Event.objects.values_list("changes", "details")), *Notice.objects.values_list("params", flat=True)],
        ensure_ascii=False,
    )
    assert WORDS not in kept
    assert "đã chuyển" not in kept
    assert all(WORDS.encode() not in bytes(one) for one in ComplaintEntry.objects.values_list("text_sealed", flat=True))


def test_a_complaint_is_never_seen_or_taken_by_the_desk_it_is_about(world: World, worker, protection_officer) -> None:
    other = factories.member(factories.organisation("protection"), "officer")
    complaint = complained(world, worker, about=protection_officer.organisation_id)

    assert not Complaint.objects.visible_to(protection_officer).exists()
    with pytest.raises(NotFound):
        complaints.assign(complaint.pk, by=protection_officer, at=AT)
    with pytest.raises(Invalid, match="never handled by the body it is about"):
        complaints.assign(complaint.pk, desk=protection_officer.organisation_id, by=other, at=AT)
    assert told("complaint_received") == {other.organisation_id}


def test_another_desk_does_not_see_what_one_has_taken_on(world: World, worker, protection_officer) -> None:
    other = factories.member(factories.organisation("protection"), "officer")
    complaint = complained(world, worker)

    complaints.assign(complaint.pk, by=protection_officer, at=AT)

    with pytest.raises(NotFound):
        complaints.answer(complaint.pk, "x", by=other, at=AT)


def test_an_office_s_reading_is_on_the_record(world: World, worker, protection_officer) -> None:
    complaint = complained(world, worker)

    complaints.read(complaint.pk, by=protection_officer)

    assert Event.objects.of(complaint).last().verb == "open"


def test_what_is_added_after_an_answer_gets_a_clock_of_its_own(world: World, worker, protection_officer) -> None:
    complaint = complained(world, worker)
    complaints.assign(complaint.pk, by=protection_officer, at=AT)
    complaints.answer(complaint.pk, "x", by=protection_officer, at=AT)
    complaints.add(complaint.pk, "Vẫn chưa xong", by=worker, at=LATE)

    again = complaints.assign(complaint.pk, by=protection_officer, at=LATE)

    assert again.due_on == date(2026, 11, 10)


def test_a_complaint_taken_back_is_closed(world: World, worker) -> None:
    complaint = complained(world, worker)

    complaints.take_back(complaint.pk, by=worker, at=AT)

    with pytest.raises(Conflict):
        complaints.add(complaint.pk, "x", by=worker, at=AT)


def test_one_worker_does_not_reach_another_s_complaint(world: World, worker) -> None:
    complaint = complained(world, worker)
    other = factories.as_worker(factories.worker())

    with pytest.raises(NotFound):
        complaints.read(complaint.pk, by=other)
    with pytest.raises(NotFound):
        complaints.take_back(complaint.pk, by=other, at=AT)


@pytest.mark.parametrize("role", [("intermediary", "clerk"), ("employer", "signatory"), ("department", "officer")])
def test_nobody_complains_in_a_worker_s_name(world: World, worker, role) -> None:
    with pytest.raises(Forbidden):
        complaints.receive("wages", "x", by=world.member(*role), at=AT)


def test_late_complaints_go_before_desk_and_oversight_once(world: World, worker, protection_officer, auditor) -> None:
    complaint = complained(world, worker)
    complaints.assign(complaint.pk, by=protection_officer, at=AT)

    assert escalation.escalate(at=AT + timedelta(days=1)) == 0
    counts = [escalation.escalate(at=LATE), escalation.escalate(at=LATE)]

    alert = Alert.objects.get(kind="complaint_overdue")
    assert counts == [1, 0]
    assert (alert.organisation_id, alert.also) == (protection_officer.organisation_id, [auditor.organisation_id])
    assert told("complaint_overdue") == {protection_officer.organisation_id, auditor.organisation_id}
    assert Event.objects.of(complaint).last().verb == "escalate"


def test_the_alert_closes_with_the_answer(world: World, worker, protection_officer) -> None:
    complaint = complained(world, worker)
    escalation.escalate(at=LATE)
    complaints.assign(complaint.pk, by=protection_officer, at=LATE)
    complaints.answer(complaint.pk, "x", by=protection_officer, at=LATE)

    escalation.escalate(at=LATE + timedelta(hours=1))

    assert Alert.objects.get(kind="complaint_overdue").closed_at == LATE + timedelta(hours=1)


def test_neither_letter_nor_alert_goes_to_whom_it_is_about(world: World, worker, auditor) -> None:
    complained(world, worker, about=auditor.organisation_id)

    escalation.escalate(at=LATE)

    alert = Alert.objects.get(kind="complaint_overdue")
    assert auditor.organisation_id not in {alert.organisation_id, *alert.also, *told("complaint_overdue")}


@pytest.mark.parametrize("number", [1, 30])
def test_escalating_many_takes_as_many_statements_as_one(
    world: World, worker, number: int, django_assert_num_queries
) -> None:
    for _time in range(number):
        complained(world, worker)

    with django_assert_num_queries(22):
        escalation.escalate(at=LATE)


def test_there_is_no_empty_complaint(world: World, worker) -> None:
    with pytest.raises(Invalid):
        complaints.receive("wages", "  ", by=worker, at=AT)

    with pytest.raises(ObjectDoesNotExist):
        Complaint.objects.get()
