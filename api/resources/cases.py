"""Absence reports and overstay cases: suspicion, the worker's answer, and what people decided."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.inputs import Day, Input, Text
from api.openings import opening
from api.resource import Act, Resource, by_choice, by_day, by_id
from api.resources.licences import move
from api.resources.people_shapes import PERSON, OfPerson
from api.resources.permit_shapes import HEAD, OfPermit
from api.shapes import Shape
from core.actors import Actor
from core.permissions import Permission as P
from permits.enums import AbsenceKind, AbsenceStatus, CaseClosing, CaseStatus
from permits.models import AbsenceReport, OverstayCase, OverstayConfirmation
from permits.services.follow_up import absences, cases
from permits.workflow import ABSENCE, OVERSTAY


class AbsenceShape(OfPermit):
    """The employer's word that a worker is not at work, and when the worker answered; in which words, offices read."""

    contest = serializers.CharField(source="words")

    class Meta:
        model = AbsenceReport
        fields = (
            *(*HEAD, "kind", "status", "since_on", "note", "reported_at", "was_late", "answer_by_on"),
            *("contest", "contested_at", "decided_at", "decision"),
        )


class OverstayShape(OfPerson):
    """A suspicion with its evidence: the last lawful day has passed and no exit was seen."""

    evidence = serializers.DictField()

    class Meta:
        model = OverstayCase
        fields = (
            *("id", *PERSON, "permit", "entered_on", "last_lawful_on", "status", "evidence", "suspected_at"),
            *("notified_at", "answer_by_on", "contest", "contested_at", "confirmed_at", "left_on"),
            *("closed_at", "closing", "note"),
        )


class ConfirmationShape(Shape):
    """The finding that a worker overstayed: by two officers of different units."""

    class Meta:
        model = OverstayConfirmation
        fields = (
            *("id", "case", "reason", "is_declined"),
            *("proposed_by", "proposed_unit", "proposed_at", "decided_by", "decided_unit", "decided_at"),
        )


class ReportInput(Input):
    """Who is not at work, since when, and what is known of it."""

    permit = serializers.UUIDField()
    kind = serializers.ChoiceField(AbsenceKind.choices)
    since_on = Day()
    note = Text(max_length=500, required=False, allow_blank=True)


class OwnWords(Input):
    """The worker's answer, in the worker's own words."""

    text = Text(max_length=1000)


class FindingInput(Input):
    """What was found, and what shows it."""

    decision = Text(max_length=500)


class LongReason(Input):
    """What shows it, and what the worker answered."""

    reason = Text(max_length=500)


class CloseInput(Input):
    """Why the case is closed, what shows it, and the day of an exit that nobody recorded."""

    closing = serializers.ChoiceField(CaseClosing.choices)
    note = Text(max_length=500)
    left_on = Day(required=False, allow_null=True)


def report(*, permit: UUID, by: Actor, at: datetime, **told: Any) -> AbsenceReport:
    """Report that a worker is not at work."""
    return absences.report(permit, **told, by=by, at=at)


ABOUT: dict[str, Any] = {"permit": by_id("permit", "under this permit")}

CASES = (
    Resource(
        "absence-reports",
        lambda by: AbsenceReport.objects.visible_to(by).with_words(by),
        AbsenceShape,
        "Employers' reports of workers who are not at work.",
        filters={
            **ABOUT,
            "status": by_choice(AbsenceStatus, "status", "where it stands"),
            "kind": by_choice(AbsenceKind, "kind", "what is reported"),
            "answer_until": by_day("answer_by_on__lte", "the worker may answer until this day or earlier"),
        },
        make=Act(
            "report",
            report,
            "Report, as the employer, that a worker is not at work; the worker and the offices are told.",
            takes=ReportInput,
            permission=P.REPORT_ABSENCE,
        ),
        acts=(
            move(ABSENCE, "contest", absences.contest, "Say that it is not true, as the worker.", takes=OwnWords),
            move(ABSENCE, "uphold", absences.uphold, "Find that it is true.", takes=FindingInput),
            move(ABSENCE, "find_false", absences.find_false, "Find that it is false.", takes=FindingInput),
            move(ABSENCE, "withdraw", absences.withdraw, "Take it back, as who reported it."),
        ),
    ),
    Resource(
        "overstay-cases",
        lambda by: OverstayCase.objects.visible_to(by),
        OverstayShape,
        "Stays whose last lawful day has passed and whose end nobody saw.",
        opens=opening("worker"),
        filters={
            **ABOUT,
            "worker": by_id("worker", "of this worker"),
            "status": by_choice(CaseStatus, "status", "where it stands"),
        },
        acts=(
            move(OVERSTAY, "notify", cases.notify, "Tell the worker of it now."),
            move(OVERSTAY, "contest", cases.contest, "Answer it, as the worker.", takes=OwnWords),
            move(
                OVERSTAY,
                "propose_confirmation",
                cases.propose_confirmation,
                "Propose to find that the worker overstayed: the first of two signatures.",
                takes=LongReason,
            ),
            move(OVERSTAY, "confirm", cases.confirm, "Find so: the second signature, of another person and unit."),
            Act(
                "decline-confirmation",
                cases.decline_confirmation,
                "Leave the case as it was: what was proposed is declined.",
                permission=P.CONFIRM_OVERSTAY,
            ),
            move(OVERSTAY, "close", cases.close, "Close it, with the reason and what shows it.", takes=CloseInput),
        ),
    ),
    Resource(
        "overstay-confirmations",
        lambda by: OverstayConfirmation.objects.visible_to(by),
        ConfirmationShape,
        "Findings of an overstay: proposed by one officer, decided by another.",
        filters={"case": by_id("case", "in this case")},
    ),
)
