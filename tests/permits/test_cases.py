"""What people do with an overstay case: the worker answers, two officers find, one closes it with its reason."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Member
from core.actors import CLOCK
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from permits.enums import CaseClosing, CaseStatus, PermitClass
from permits.models import OverstayCase, OverstayConfirmation
from permits.services.follow_up import cases
from permits.workflow import OVERSTAY
from tests import factories
from tests.factories import World, as_worker, shanghai
from tests.permits.presence_steps import entered, left, permitted

TOLD = shanghai(date(2027, 1, 1), 0, 30)
IN_TIME = shanghai(date(2027, 1, 8), 12)
AFTER_DAYS = shanghai(date(2027, 1, 9), 9)


@pytest.fixture
def case(demand: World) -> OverstayCase:
    """A case whose worker was told on 1 January and may answer until the 8th."""
    permit = permitted(demand, permit_class=PermitClass.SHORT, last_on=date(2026, 12, 31))
    entered(permit, shanghai(date(2026, 12, 1), 9), demand)
    cases.suspect_due(at=TOLD)
    cases.tell_due(at=TOLD)
    return OverstayCase.objects.select_related("worker").get()


def test_two_officers_of_different_units_confirm_a_case(case: OverstayCase, reviewer: Member, approver: Member) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)
    confirmed = cases.confirm(case.pk, by=approver, at=AFTER_DAYS)

    assert (confirmed.status, confirmed.confirmed_at) == (CaseStatus.CONFIRMED, AFTER_DAYS)
    assert Notice.objects.filter(kind="overstay_confirmed", subject_id=str(case.pk)).exists()


def test_nothing_is_proposed_before_the_worker_had_the_days_to_answer(case: OverstayCase, reviewer: Member) -> None:
    with pytest.raises(Conflict) as refusal:
        cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=IN_TIME)

    assert refusal.value.code == "worker_may_answer"
    assert not OverstayConfirmation.objects.exists()


def test_an_answer_need_not_be_waited_for_any_longer(
    case: OverstayCase, reviewer: Member, approver: Member, department_officer: Member
) -> None:
    cases.contest(case.pk, "I left on foot\nwith my brother.", by=as_worker(case.worker), at=IN_TIME)

    cases.propose_confirmation(case.pk, "The brother was seen, the worker was not.", by=reviewer, at=IN_TIME)

    case.refresh_from_db()
    assert (case.status, case.contest) == (CaseStatus.CONTESTED, "I left on foot with my brother.")
    told = set(Notice.objects.filter(kind="overstay_contested").values_list("organisation_id", flat=True))
    assert told == {approver.organisation_id, department_officer.organisation_id}


def test_another_worker_cannot_answer_nor_see_that_there_is_a_case(case: OverstayCase) -> None:
    with pytest.raises(NotFound):
        cases.contest(case.pk, "It was not me.", by=as_worker(factories.worker()), at=IN_TIME)


@pytest.mark.parametrize("role", ["employer_signatory", "intermediary_clerk"])
def test_parties_do_not_see_a_suspicion(case: OverstayCase, role: str, request: pytest.FixtureRequest) -> None:
    assert not OverstayCase.objects.visible_to(request.getfixturevalue(role)).exists()


def test_one_person_alone_cannot_confirm(case: OverstayCase, reviewer: Member, approver: Member) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)
    OverstayConfirmation.objects.update(proposed_by=approver.pk)

    with pytest.raises(Invalid) as refusal:
        cases.confirm(case.pk, by=approver, at=AFTER_DAYS)

    case.refresh_from_db()
    assert refusal.value.code == "overstayconfirmation_two_persons"
    assert case.status == CaseStatus.NOTIFIED


def test_nobody_confirms_what_nobody_proposed(case: OverstayCase, approver: Member) -> None:
    with pytest.raises(Conflict) as refusal:
        cases.confirm(case.pk, by=approver, at=AFTER_DAYS)

    assert refusal.value.code == "confirmation_not_proposed"


@pytest.mark.parametrize("by", [CLOCK, CLOCK.__class__(login="token", kind="bureau", area="45")])
def test_a_machine_can_neither_propose_nor_confirm(case: OverstayCase, reviewer: Member, by: object) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)

    with pytest.raises((Forbidden, NotFound)):
        cases.confirm(case.pk, by=by, at=AFTER_DAYS)  # type: ignore[arg-type]
    with pytest.raises((Forbidden, NotFound)):
        cases.propose_confirmation(case.pk, "A rule says so.", by=by, at=AFTER_DAYS)  # type: ignore[arg-type]


def test_the_clock_has_no_move_that_goes_against_a_worker() -> None:
    targets = {transition.target for transition in OVERSTAY if transition.permission is None}

    assert targets == {CaseStatus.NOTIFIED, CaseStatus.CLOSED}


def test_the_database_refuses_a_finding_without_two_signatures(case: OverstayCase, reviewer: Member) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)

    with pytest.raises(IntegrityError, match="two officers"), transaction.atomic():
        OverstayCase.objects.filter(pk=case.pk).update(status=CaseStatus.CONFIRMED, confirmed_at=AFTER_DAYS)


def test_a_declined_proposal_is_no_signature_and_another_may_be_made(
    case: OverstayCase, reviewer: Member, approver: Member
) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)
    cases.decline_confirmation(case.pk, by=approver, at=AFTER_DAYS)

    with pytest.raises(IntegrityError, match="two officers"), transaction.atomic():
        OverstayCase.objects.filter(pk=case.pk).update(status=CaseStatus.CONFIRMED)
    cases.propose_confirmation(case.pk, "Looked again at every port.", by=reviewer, at=AFTER_DAYS)
    assert OverstayConfirmation.objects.count() == 2


def test_what_the_records_clear_by_now_is_not_confirmed_though_the_clock_is_late(
    case: OverstayCase, reviewer: Member, approver: Member, demand: World
) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)
    stay = case.worker.stays.get()
    left(stay, shanghai(date(2026, 12, 31), 18), demand)

    with pytest.raises(Conflict) as refusal:
        cases.confirm(case.pk, by=approver, at=AFTER_DAYS)

    assert refusal.value.code == "case_cleared"


def test_a_proposal_falls_with_the_suspicion_when_the_clock_clears_it(
    case: OverstayCase, reviewer: Member, demand: World
) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)
    left(case.worker.stays.get(), shanghai(date(2026, 12, 31), 18), demand)

    cases.clear_due(at=AFTER_DAYS)

    assert not OverstayConfirmation.objects.exists()


def test_an_officer_closes_a_case_for_a_reason_that_fits_the_exit(
    case: OverstayCase, reviewer: Member, demand: World
) -> None:
    left(case.worker.stays.get(), shanghai(date(2027, 1, 2)), demand)
    cases.note_exits(at=IN_TIME)

    with pytest.raises(Invalid) as refusal:
        cases.close(case.pk, CaseClosing.LEFT_IN_TIME, "Seen at the gate.", by=reviewer, at=IN_TIME)
    closed = cases.close(case.pk, CaseClosing.LEFT_LATE, "The bus broke down.", by=reviewer, at=IN_TIME)

    assert refusal.value.code == "closing_does_not_fit"
    assert (closed.status, closed.closing, closed.left_on) == (CaseStatus.CLOSED, "left_late", date(2027, 1, 2))


def test_what_an_officer_closed_is_not_suspected_again(case: OverstayCase, reviewer: Member) -> None:
    cases.close(case.pk, CaseClosing.ILLNESS, "In the county hospital.", by=reviewer, at=IN_TIME)

    assert cases.suspect_due(at=AFTER_DAYS) == 0


def test_a_victim_is_referred_to_the_protection_desk(
    case: OverstayCase, reviewer: Member, protection_officer: Member
) -> None:
    cases.close(case.pk, CaseClosing.VICTIM_REFERRED, "Papers were kept from her.", by=reviewer, at=IN_TIME)

    letter = Notice.objects.get(kind="overstay_victim_referred", member_id=None)
    assert letter.organisation_id == protection_officer.organisation_id


def test_closing_drops_a_proposal_that_waits(case: OverstayCase, reviewer: Member) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)

    cases.close(case.pk, CaseClosing.DATA_ERROR, "Two workers were mixed up.", by=reviewer, at=AFTER_DAYS)

    assert OverstayConfirmation.objects.get().is_declined


def test_a_case_is_not_closed_without_saying_why(case: OverstayCase, reviewer: Member) -> None:
    with pytest.raises(Invalid) as refusal:
        cases.close(case.pk, CaseClosing.DATA_ERROR, " ", by=reviewer, at=IN_TIME)

    case.refresh_from_db()
    assert refusal.value.problems[0].field == "note"
    assert case.status == CaseStatus.NOTIFIED
