"""The reasons that a letter on paper gives: those of the record it is about, as far as its reader sees that record."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, Final

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.notices.models import Notice
from employers.enums import Outcome, RefusalReason
from employers.models import Decision, Filing, Licence
from employers.services.demand.sentences import sentence as sentence_on_filing
from permits.enums import AbsenceKind, ApplicationRefusal, CaseClosing, EndReason
from permits.models import (
    AbsenceReport,
    EndRequest,
    Extension,
    OverstayCase,
    OverstayConfirmation,
    Permit,
    PermitApplication,
    PermitRevocation,
    Variation,
)
from permits.services.history import reason_given
from permits.services.sentences import sentence
from scheme.services.in_force import read_agreement
from workers.enums import ClearanceRefusal
from workers.models import Registration

ENTERED = _("You entered on %(day)s at %(port)s.")
ENTERED_SOMEWHERE = _("You entered on %(day)s.")
LONGEST = _("The permit runs until %(last)s; after an entry one may stay %(days)s days at most.")
LOOKED_FOR = _(
    "Looked for and not found: an exit, an application for more time, a closed port, a measure for a disaster."
)
SAYS = _("The employer says: %(words)s")

Reading = Callable[[str, Any], list[str]]


def reasons_of(notice: Notice, *, by: Actor) -> list[str]:
    """What the record gives as reasons, in the language at hand: nothing where its letter needs none."""
    found = READINGS.get(notice.subject_type)
    if found is None:
        return []
    model, read = found
    record = model.objects.visible_to(by).filter(pk=notice.subject_id).first()
    return [line for line in read(notice.kind, record) if line] if record else []


def _application(kind: str, application: PermitApplication) -> list[str]:
    if "information_requested" in kind:
        return application.question.splitlines()
    if "refused" not in kind or not application.refusal:
        return []
    return [str(ApplicationRefusal(application.refusal).label), *_failed(application.findings, sentence)]


def _filing(kind: str, filing: Filing) -> list[str]:
    if "information_requested" in kind:
        return filing.question.splitlines()
    if kind != "filing_refused":
        return []
    refused = Decision.objects.filter(filing=filing, outcome=Outcome.REFUSE, reason_code=filing.reason_code)
    decision = refused.select_related("assessment").order_by("-pk").first()
    lines = [str(RefusalReason(filing.reason_code).label)] if filing.reason_code in RefusalReason.values else []
    if decision is None:
        return lines
    findings = decision.assessment.findings if decision.assessment else []
    return [*lines, *_failed(findings, sentence_on_filing), *decision.comment.splitlines()]


def _licence(kind: str, licence: Licence) -> list[str]:
    return [licence.reason] if kind in ("licence_refused", "licence_suspended", "licence_revoked") else []


def _registration(kind: str, registration: Registration) -> list[str]:
    is_refused = kind == "you_were_not_cleared" and registration.refusal
    return [str(ClearanceRefusal(registration.refusal).label)] if is_refused else []


def _request(kind: str, asked: Extension | Variation | EndRequest) -> list[str]:
    return asked.comment.splitlines() if asked.decided_at else []


def _absence(kind: str, report: AbsenceReport) -> list[str]:
    if kind in ("absence_upheld", "absence_false"):
        return report.decision.splitlines()
    if kind not in ("absence_reported", "absence_reported_office"):
        return []
    what = str(AbsenceKind(report.kind).label)
    return [what[:1].upper() + what[1:], *([str(SAYS) % {"words": report.note}] if report.note else [])]


def _overstay(kind: str, case: OverstayCase) -> list[str]:
    if kind == "overstay_suspected":
        return _evidence(case)
    if kind == "overstay_closed" and case.closing:
        what = str(CaseClosing(case.closing).label)
        return [what[:1].upper() + what[1:]]
    if kind != "overstay_confirmed":
        return []
    stands = OverstayConfirmation.objects.filter(case=case, is_declined=False, decided_by__isnull=False)
    decided = stands.order_by("-decided_at").first()
    return [*_evidence(case), *(decided.reason.splitlines() if decided else [])]


def _evidence(case: OverstayCase) -> list[str]:
    ports = {port.code: str(port.name) for port in read_agreement().ports}
    port = ports.get(case.evidence.get("port", ""), "")
    lines = [str(ENTERED if port else ENTERED_SOMEWHERE) % {"day": _day(case.entered_on), "port": port}]
    if {"permit_last_on", "stay_days"} <= case.evidence.keys():
        last = date.fromisoformat(case.evidence["permit_last_on"])
        lines.append(str(LONGEST) % {"last": _day(last), "days": case.evidence["stay_days"]})
    return [*lines, str(LOOKED_FOR)]


def _permit(kind: str, permit: Permit) -> list[str]:
    if kind == "permit_suspended_worker":
        return reason_given(permit, "suspend").splitlines()
    if kind == "permit_revoked_worker":  # the others are told that it ended, not what was said of the worker
        stands = PermitRevocation.objects.filter(permit=permit, is_declined=False, decided_by__isnull=False)
        decided = stands.order_by("-decided_at").first()
        return [decided.reason, decided.legal_basis] if decided else []
    if kind.startswith("permit_ended") and permit.end_reason:
        what = str(EndReason(permit.end_reason).label)
        return [what[:1].upper() + what[1:]]
    return []


def _failed(findings: list[dict[str, Any]], said: Callable[[str, dict[str, Any]], str]) -> list[str]:
    return [said(found["code"], found["params"]) for found in findings if found["result"] == "failed"]


def _day(day: date) -> str:
    return formats.date_format(day, "DATE_FORMAT")


READINGS: Final[Mapping[str, tuple[Any, Reading]]] = {
    model._meta.label_lower: (model, read)
    for model, read in (
        (PermitApplication, _application),
        (Filing, _filing),
        (Licence, _licence),
        (Registration, _registration),
        (Extension, _request),
        (Variation, _request),
        (EndRequest, _request),
        (AbsenceReport, _absence),
        (OverstayCase, _overstay),
        (Permit, _permit),
    )
}
