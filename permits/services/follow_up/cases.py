"""Overstay cases: suspected from the records, told, answered, decided by people; never a verdict of its own.

The clock suspects, tells and clears; only two officers of different units can find against a worker (PIPL art. 24).
"""

from collections.abc import Collection, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind
from accounts.models import Organisation
from accounts.services.letters import tell_each
from core.actors import CLOCK, Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, one_of
from core.errors import Conflict, Invalid
from core.permissions import Permission as P
from core.workflow import allow, move, move_all
from employers.services.demand.reasons import reason_of
from permits.enums import CaseClosing
from permits.models import OverstayCase, OverstayConfirmation
from permits.rules.cases import closing_for_exit, may_confirm, response_due
from permits.services import offices
from permits.services.follow_up import case_evidence
from permits.workflow import OVERSTAY
from scheme.rules.choice import chain
from scheme.services.in_force import parameters_of, read_agreement
from workers.services.worker_letters import tell_workers

LONGEST_ANSWER = 1000
BY_EXIT = (CaseClosing.LEFT_IN_TIME, CaseClosing.LEFT_LATE)


def suspect_due(*, at: datetime) -> int:
    """Open a case for every stay past its last lawful day without an exit, a receipt, a measure or a shut border.

    Once a stay, safe to run twice. Each lists its evidence: what was seen, and what was looked for in vain.
    """
    with act("suspect", by=CLOCK):
        return case_evidence.suspect(at=at, today=day_of(at))


def tell_due(*, at: datetime) -> int:
    """Tell every worker who is suspected, in Vietnamese, and until when to answer; safe to run twice."""
    due = OverstayCase.objects.filter(permit__isnull=False).select_related("permit")
    return move_all(
        due, OVERSTAY["tell"], also=lambda batch: _tell(batch, at=at), fields=["notified_at", "answer_by_on"]
    )


def clear_due(*, at: datetime) -> int:
    """Close the cases whose suspicion the records no longer bear out; only ever for the worker, safe to run twice."""
    found = case_evidence.cleared(today=day_of(at))

    def close_(batch: Sequence[OverstayCase]) -> None:
        for case in batch:
            case.closing, left_on = found[case.pk]
            case.left_on, case.closed_at = left_on or case.left_on, at
        # What was only proposed falls with the suspicion: there is nothing left to sign.
        OverstayConfirmation.objects.filter(case__in=batch, decided_by=None).delete()
        told = [case for case in batch if case.notified_at is not None]
        tell_workers([_letter(case, "overstay_closed") for case in told], at=at)

    return move_all(
        OverstayCase.objects.filter(pk__in=list(found)),
        OVERSTAY["clear"],
        also=close_,
        fields=["closing", "left_on", "closed_at"],
    )


def note_exits(*, at: datetime) -> int:
    """Note in open cases the exit that was seen after the last lawful day; an officer says what follows."""
    with act("note_exit", by=CLOCK):
        return case_evidence.write_exits(today=day_of(at))


def notify(case_id: UUID, *, by: Actor, at: datetime) -> OverstayCase:
    """Tell the worker of a suspicion at once, instead of the clock."""
    cases = OverstayCase.objects.visible_to(by).select_related("permit")
    with move(cases, case_id, OVERSTAY["notify"], by=by) as case:
        _tell([case], at=at)
    return case


def contest(case_id: UUID, text: str, *, by: Actor, at: datetime) -> OverstayCase:
    """Answer a suspicion, in the worker's own words; the bureau in charge and the department at home are told."""
    cases = OverstayCase.objects.visible_to(by).select_related("permit")
    with move(cases, case_id, OVERSTAY["contest"], by=by) as case:
        case.contest = reason_of(" ".join(text.split()), field="contest", longest=LONGEST_ANSWER)
        case.contested_at = at
        tell_each([(one, *_about(case, "overstay_contested")) for one in _offices(case)], at=at)
    return case


def propose_confirmation(case_id: UUID, reason: str, *, by: Actor, at: datetime) -> OverstayConfirmation:
    """Propose to find that a worker overstayed: the first of two signatures, once the worker could answer."""
    with move(OverstayCase.objects.visible_to(by), case_id, OVERSTAY["propose_confirmation"], by=by) as case:
        _require_ripe(case, today=day_of(at))
        proposed = OverstayConfirmation(case=case, reason=reason_of(reason))
        proposed.propose(by=by, at=at)
        with constraint(OverstayConfirmation, "overstayconfirmation_one_open"):
            proposed.save(force_insert=True)
    return proposed


def confirm(case_id: UUID, *, by: Actor, at: datetime) -> OverstayCase:
    """Find that a worker overstayed: the second signature, of another person of another unit."""
    with move(OverstayCase.objects.visible_to(by), case_id, OVERSTAY["confirm"], by=by) as case:
        _require_ripe(case, today=day_of(at))
        proposed = _proposed(case_id, by=by)
        proposed.decide(by=by, at=at)
        with _second_person():
            proposed.save()
        case.confirmed_at = at
        tell_workers([_letter(case, "overstay_confirmed")], at=at)
    return case


def decline_confirmation(case_id: UUID, *, by: Actor, at: datetime) -> OverstayCase:
    """Leave a case as it was: the proposal to confirm it is declined, and another may be made."""
    with act("decline_confirmation", by=by):
        case = one_of(OverstayCase.objects.visible_to(by), case_id)
        allow(P.CONFIRM_OVERSTAY, by=by)
        _decline(_proposed(case_id, by=by), by=by, at=at)
    return case


def close(
    case_id: UUID, closing: str, note: str, *, left_on: date | None = None, by: Actor, at: datetime
) -> OverstayCase:
    """Close a case with its reason and what shows it; `left_on` where an officer knows of an exit nobody recorded.

    A victim is referred to the protection desks of the area. Raises `Invalid` where the reason and the exit disagree.
    """
    cases = OverstayCase.objects.visible_to(by).select_related("permit")
    with move(cases, case_id, OVERSTAY["close"], by=by) as case:
        if closing not in CaseClosing.values:
            raise Invalid(
                "closing_unknown", _("Choose one of the reasons for which a case is closed."), field="closing"
            )
        case.left_on = left_on or case.left_on
        _require_fitting(case, closing, today=day_of(at))
        case.closing, case.note, case.closed_at = closing, reason_of(note, field="note", longest=500), at
        for proposed in OverstayConfirmation.objects.visible_to(by).filter(case=case, decided_by=None):
            _decline(proposed, by=by, at=at)
        if case.notified_at is not None:
            tell_workers([_letter(case, "overstay_closed")], at=at)
        if closing == CaseClosing.VICTIM_REFERRED:
            tell_each([(desk, *_about(case, "overstay_victim_referred")) for desk in _desks(case)], at=at)
    return case


def _tell(cases: Collection[OverstayCase], *, at: datetime) -> None:
    agreement, today = read_agreement(), day_of(at)
    for case in cases:
        assert case.permit is not None
        rules = agreement.rule_set(case.permit.county_id, today, season=case.permit.season_id)
        case.notified_at = at
        case.answer_by_on = response_due(today, parameters_of(rules).overstay_answer_days)
    tell_workers([_letter(case, "overstay_suspected") for case in cases], at=at)


def _require_ripe(case: OverstayCase, *, today: date) -> None:
    """Nothing is found before the worker could answer, nor against what the records show by now."""
    assert case.notified_at is not None and case.answer_by_on is not None  # noqa: PT018 - both come with the letter
    told_on = day_of(case.notified_at)
    days = (case.answer_by_on - told_on).days
    if not may_confirm(told_on, case.contested_at is not None, today, days):
        words = _("The worker may answer until %(answer_by_on)s: wait for the answer, or until the day after.")
        raise Conflict("worker_may_answer", words, answer_by_on=case.answer_by_on.isoformat())
    if case_evidence.cleared(today=today, ids=[case.pk]):
        raise Conflict("case_cleared", _("By what is recorded now the stay was lawful: the case will be closed."))


def _require_fitting(case: OverstayCase, closing: str, *, today: date) -> None:
    if case.left_on is not None and not case.entered_on <= case.left_on <= today:
        words = _("Give the day of exit: from the day of entry up to today.")
        raise Invalid("exit_out_of_range", words, field="left_on")
    if closing in BY_EXIT and (case.left_on is None or closing_for_exit(case.left_on, case.last_lawful_on) != closing):
        words = _("This reason does not fit the day of exit: the last lawful day was %(last)s.")
        raise Invalid("closing_does_not_fit", words, field="closing", last=case.last_lawful_on.isoformat())


def _proposed(case_id: UUID, *, by: Actor) -> OverstayConfirmation:
    proposals = OverstayConfirmation.objects.visible_to(by).select_for_update(of=("self",))
    found: OverstayConfirmation | None = proposals.filter(case=case_id, decided_by=None).first()
    if found is None:
        raise Conflict("confirmation_not_proposed", _("Nobody has proposed to confirm this case: propose it first."))
    return found


def _decline(proposed: OverstayConfirmation, *, by: Actor, at: datetime) -> None:
    proposed.is_declined = True
    proposed.decide(by=by, at=at)
    proposed.save()


def _second_person() -> AbstractContextManager[None]:
    return constraint(OverstayConfirmation, "overstayconfirmation_two_persons")


def _offices(case: OverstayCase) -> list[UUID]:
    return offices.of_each([case.permit])[case.permit.pk] if case.permit else []


def _desks(case: OverstayCase) -> list[UUID]:
    desks = Organisation.objects.filter(kind=Kind.PROTECTION)
    if case.permit is not None:
        desks = desks.filter(area__in=chain(case.permit.county_id)) | desks.filter(area=None)
    return list(desks.order_by("pk").values_list("pk", flat=True))


def _about(case: OverstayCase, kind: str) -> tuple[str, str, object, dict[str, object]]:
    days = {"last_lawful_on": case.last_lawful_on, "answer_by_on": case.answer_by_on, "left_on": case.left_on}
    told: dict[str, object] = {name: day.isoformat() for name, day in days.items() if day is not None}
    return kind, case._meta.label_lower, case.pk, told


def _letter(case: OverstayCase, kind: str) -> tuple[UUID, str, str, object, dict[str, object]]:
    return case.worker_id, *_about(case, kind)
