"""Absence reports and overstay cases: suspicion, the worker's answer, and what people decided."""

from typing import Any

from rest_framework import serializers

from api.openings import opening
from api.resource import Resource, by_choice, by_day, by_id
from api.resources.people_shapes import PERSON, OfPerson
from api.resources.permit_shapes import HEAD, OfPermit
from api.shapes import Shape
from permits.enums import AbsenceKind, AbsenceStatus, CaseStatus
from permits.models import AbsenceReport, OverstayCase, OverstayConfirmation


class AbsenceShape(OfPermit):
    """The employer's word that a worker is not at work, and the worker's answer."""

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


ABOUT: dict[str, Any] = {"permit": by_id("permit", "under this permit")}

CASES = (
    Resource(
        "absence-reports",
        lambda by: AbsenceReport.objects.visible_to(by),
        AbsenceShape,
        "Employers' reports of workers who are not at work.",
        filters={
            **ABOUT,
            "status": by_choice(AbsenceStatus, "status", "where it stands"),
            "kind": by_choice(AbsenceKind, "kind", "what is reported"),
            "answer_until": by_day("answer_by_on__lte", "the worker may answer until this day or earlier"),
        },
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
    ),
    Resource(
        "overstay-confirmations",
        lambda by: OverstayConfirmation.objects.visible_to(by),
        ConfirmationShape,
        "Findings of an overstay: proposed by one officer, decided by another.",
        filters={"case": by_id("case", "in this case")},
    ),
)
