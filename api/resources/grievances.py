"""What workers paid and what is wrong: for them, protection desks and oversight; for nobody else it is there."""

from typing import Any

from django.utils import timezone
from rest_framework import serializers

from api.resource import Part, Resource, by_choice, by_id, by_text, by_truth
from api.resources.people_shapes import PERSON, OfPerson
from api.shapes import Shape
from core.dates import day_of
from workers.enums import ComplaintKind, ComplaintStatus
from workers.models import Complaint, ComplaintEntry, CostLine, CostStatement

KINDS = frozenset({"worker", "protection", "oversight"})


class CostLineOut(Shape):
    """One payment: for what, how much in the smallest unit of its currency, to whom."""

    class Meta:
        model = CostLine
        fields = ("head", "amount", "currency", "payee", "paid_on")


class CostStatementShape(OfPerson):
    """What a worker says to have paid for a season."""

    season = serializers.CharField(source="season.code")
    lines = CostLineOut(many=True)
    parts = {"lines": (CostLine, "statement")}

    class Meta:
        model = CostStatement
        fields = ("id", *PERSON, "season", "stated_at", "lines")


class ComplaintShape(OfPerson):
    """What a worker says is wrong, and with whom; a protection desk answers for it until a day."""

    class Meta:
        model = Complaint
        fields = (
            *("id", *PERSON, "kind", "about", "status", "received_at", "desk", "due_on"),
            *("escalated_at", "answered_at", "referred_to"),
        )


class ComplaintEntryShape(Shape):
    """What was written in a complaint."""

    class Meta:
        model = ComplaintEntry
        fields = ("id", "is_from_worker", "written_at")


def _overdue(records: Any, is_overdue: bool) -> Any:
    overdue = records.overdue_on(day_of(timezone.now()))
    return overdue if is_overdue else records.exclude(pk__in=overdue.values("pk"))


GRIEVANCES = (
    Resource(
        "cost-statements",
        lambda by: CostStatement.objects.visible_to(by),
        CostStatementShape,
        "What workers say to have paid, by their own word.",
        kinds=KINDS,
        person="worker",
        filters={
            "worker": by_id("worker", "by this worker"),
            "season": by_text("season__code", "the season's code"),
        },
    ),
    Resource(
        "complaints",
        lambda by: Complaint.objects.visible_to(by),
        ComplaintShape,
        "What workers say is wrong; unseen by those it concerns.",
        kinds=KINDS,
        person="worker",
        filters={
            "worker": by_id("worker", "by this worker"),
            "status": by_choice(ComplaintStatus, "status", "where it stands"),
            "kind": by_choice(ComplaintKind, "kind", "what it is about"),
            "overdue": by_truth(_overdue, "whether the day for an answer has gone by"),
        },
        parts=(
            Part(
                "entries",
                lambda by, key: ComplaintEntry.objects.visible_to(by).filter(complaint=key),
                ComplaintEntryShape,
                "What was written, by the worker and the desk.",
            ),
        ),
    ),
)
