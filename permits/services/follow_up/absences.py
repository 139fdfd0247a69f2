"""Reports of absence: the employer's word, the worker's answer, and what an officer finds; a false one is counted."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, one_of
from core.errors import Conflict, Invalid
from core.permissions import Permission as P
from core.workflow import allow, move
from employers.services.demand.reasons import reason_of
from permits.enums import AbsenceKind, AbsenceStatus
from permits.models import AbsenceReport, Permit
from permits.rules.cases import may_confirm, response_due
from permits.services import offices
from permits.workflow import ABSENCE
from scheme.services.in_force import parameters_of, read_agreement
from workers.services.worker_letters import tell_workers

LONGEST_ANSWER = 1000
LONGEST_NOTE = 500


def report(permit_id: UUID, *, kind: str, since_on: date, note: str = "", by: Actor, at: datetime) -> AbsenceReport:
    """Report that a worker is not at work; the worker, the bureau and the department at home are told.

    The employer has as many working days as the rules give; what comes later is taken, and marked as late.
    """
    with act("report_absence", by=by):
        permit = one_of(Permit.objects.visible_to(by).open().select_for_update(of=("self",)), permit_id)
        allow(P.REPORT_ABSENCE, by=by)
        _require(kind, since_on, permit, today=day_of(at))
        made = AbsenceReport(permit=permit, kind=kind, since_on=since_on, reported_at=at)
        made.note = reason_of(note, field="note", longest=LONGEST_NOTE) if note.strip() else ""
        _set_clocks(made, permit, today=day_of(at))
        with constraint(AbsenceReport, "absencereport_one_open"):
            made.save(force_insert=True)
        if kind != AbsenceKind.DIED:
            _tell_worker(made, "absence_reported", at=at)
        _tell_offices(made, "absence_reported_office", at=at)
    return made


def contest(report_id: UUID, text: str, *, by: Actor, at: datetime) -> AbsenceReport:
    """Say that a report is not true, in the worker's own words; those who decide are told."""
    with move(_reports(by), report_id, ABSENCE["contest"], by=by) as found:
        found.contest = reason_of(" ".join(text.split()), field="contest", longest=LONGEST_ANSWER)
        found.contested_at = at
        _tell_offices(found, "absence_contested", at=at)
    return found


def uphold(report_id: UUID, decision: str, *, by: Actor, at: datetime) -> AbsenceReport:
    """Find that a report is true, once the worker has answered or had the days to; the permit stays as it is."""
    with move(_reports(by), report_id, ABSENCE["uphold"], by=by) as found:
        reported_on = day_of(found.reported_at)
        days = (found.answer_by_on - reported_on).days
        if not may_confirm(reported_on, found.contested_at is not None, day_of(at), days):
            words = _("The worker may contest it until %(answer_by_on)s: wait for the answer, or until the day after.")
            raise Conflict("worker_may_answer", words, answer_by_on=found.answer_by_on.isoformat())
        _decide(found, decision, "absence_upheld", at=at)
    return found


def find_false(report_id: UUID, decision: str, *, by: Actor, at: datetime) -> AbsenceReport:
    """Find that a report is false: it counts on the employer's record."""
    with move(_reports(by), report_id, ABSENCE["find_false"], by=by) as found:
        _decide(found, decision, "absence_false", at=at)
    return found


def withdraw(report_id: UUID, *, by: Actor, at: datetime) -> AbsenceReport:
    """Take a report back, by the employer who made it; all who were told of it are told."""
    with move(_reports(by), report_id, ABSENCE["withdraw"], by=by) as found:
        found.decided_at = at
        _tell_worker(found, "absence_withdrawn", at=at)
        _tell_offices(found, "absence_withdrawn", at=at)
    return found


def false_reports_of(employers: Collection[UUID], *, by: Actor) -> dict[UUID, int]:
    """How many reports of each employer were found to be false, among those one sees."""
    found = AbsenceReport.objects.visible_to(by).filter(permit__employer__in=employers, status=AbsenceStatus.FALSE)
    counts = dict.fromkeys(employers, 0)
    for employer in found.values_list("permit__employer", flat=True):
        counts[employer] += 1
    return counts


def _reports(by: Actor) -> "QuerySet[AbsenceReport]":
    return AbsenceReport.objects.visible_to(by).select_related("permit")


def _require(kind: str, since_on: date, permit: Permit, *, today: date) -> None:
    if kind not in AbsenceKind.values:
        raise Invalid("kind_unknown", _("Choose what has happened from the list."), field="kind")
    if not permit.first_on <= since_on <= today:
        words = _("Give the first day of absence: from the permit's first day up to today.")
        raise Invalid("absence_out_of_range", words, field="since_on")


def _set_clocks(made: AbsenceReport, permit: Permit, *, today: date) -> None:
    agreement = read_agreement()
    parameters = parameters_of(agreement.rule_set(permit.county_id, today, season=permit.season_id))
    made.was_late = today > agreement.calendar.after(made.since_on, parameters.employer_report_working_days)
    made.answer_by_on = response_due(today, parameters.absence_answer_days)


def _decide(found: AbsenceReport, decision: str, kind: str, *, at: datetime) -> None:
    found.decision, found.decided_at = reason_of(decision, field="decision", longest=LONGEST_NOTE), at
    _tell_worker(found, kind, at=at)
    tell_each([(found.permit.employer_id, *_about(found, kind))], at=at)


def _tell_worker(found: AbsenceReport, kind: str, *, at: datetime) -> None:
    tell_workers([(found.permit.worker_id, *_about(found, kind))], at=at)


def _tell_offices(found: AbsenceReport, kind: str, *, at: datetime) -> None:
    told = offices.of_each([found.permit])[found.permit_id]
    tell_each([(office, *_about(found, kind)) for office in told], at=at)


def _about(found: AbsenceReport, kind: str) -> tuple[str, str, object, dict[str, object]]:
    days = {"since_on": found.since_on.isoformat(), "answer_by_on": found.answer_by_on.isoformat()}
    return kind, found._meta.label_lower, found.pk, {**days}
