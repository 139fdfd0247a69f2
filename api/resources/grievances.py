"""What workers paid and what is wrong: for them, protection desks and oversight; for nobody else it is there."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils import timezone
from rest_framework import serializers

from api.inputs import Day, Input, Rows, Text, Whole
from api.openings import opening_grievance
from api.resource import Act, Part, Resource, by_choice, by_id, by_text, by_truth
from api.resources.licences import move
from api.resources.people_shapes import PERSON, OfPerson
from api.resources.registrations import season_key
from api.shapes import Shape, Unread, hexadecimal
from core.actors import Actor
from core.dates import day_of
from core.permissions import Permission as P
from core.sealing import unseal_own
from employers.enums import CostHead
from workers.enums import ComplaintKind, ComplaintStatus
from workers.models import Complaint, ComplaintEntry, CostLine, CostStatement
from workers.services.grievances import complaints, costs
from workers.workflow import COMPLAINT

KINDS = frozenset({"worker", "protection", "oversight"})
CURRENCIES = ["VND", "CNY", "USD"]


class CostLineOut(Shape):
    """One payment: for what, how much in the smallest unit of its currency, to whom, if need be in own words."""

    payee_text = serializers.CharField(allow_null=True)
    computed = {"payee_text": hexadecimal("payee_text_sealed")}

    class Meta:
        model = CostLine
        fields = ("head", "amount", "currency", "payee", "payee_text", "paid_on")


class CostStatementLine(OfPerson):
    """A cost statement as lists give it."""

    season = serializers.CharField(source="season.code")

    class Meta:
        model = CostStatement
        fields = ("id", *PERSON, "season", "stated_at")


class CostStatementShape(CostStatementLine):
    """What a worker says to have paid for a season; no payment at all is a statement, too."""

    lines = CostLineOut(many=True)
    note = Unread(serializers.CharField())
    parts = {"lines": (CostLine, "statement")}
    needs = ("note_sealed", "worker__own_key", *OfPerson.needs)

    class Meta:
        model = CostStatement
        fields = (*CostStatementLine.Meta.fields, "note", "lines")

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Read what is kept encrypted."""
        own = row.pop("_worker__own_key")
        row["note"] = unseal_own(row.pop("_note_sealed"), costs.NOTE, own)
        for line in row["lines"]:
            sealed = line["payee_text"]
            line["payee_text"] = unseal_own(bytes.fromhex(sealed), costs.PAYEE, own) if sealed else None
        return OfPerson.finish(row)


class ComplaintShape(OfPerson):
    """What a worker says is wrong, and with whom; a protection desk answers for it until a day."""

    class Meta:
        model = Complaint
        fields = (
            *("id", "number", *PERSON, "kind", "about", "status", "received_at", "desk", "due_on"),
            *("escalated_at", "answered_at", "referred_to"),
        )


class ComplaintEntryShape(Shape):
    """What was written in a complaint, by the worker or the desk."""

    text = Unread(serializers.CharField())
    needs = ("text_sealed", "complaint__worker__own_key")

    class Meta:
        model = ComplaintEntry
        fields = ("id", "is_from_worker", "text", "written_at")

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Read what is kept encrypted."""
        row["text"] = unseal_own(row.pop("_text_sealed"), complaints.TEXT, row.pop("_complaint__worker__own_key"))
        return row


class PaymentInput(Input):
    """One payment: for what, how much in the smallest unit of its currency, to which body or in own words to whom."""

    head = serializers.ChoiceField(CostHead.choices)
    amount = Whole(max_value=10**14)
    currency = serializers.ChoiceField(CURRENCIES)
    payee = serializers.UUIDField(required=False, allow_null=True)
    payee_text = Text(max_length=200, required=False, allow_blank=True)
    paid_on = Day(required=False, allow_null=True)


class StatementInput(Input):
    """What was paid for a season; no lines where nothing was."""

    season = Text(max_length=20)
    lines = Rows(child=PaymentInput(), max_length=50)
    note = Text(max_length=2000, required=False, allow_blank=True)


class ComplaintInput(Input):
    """What is wrong, and with which body, if it is one."""

    kind = serializers.ChoiceField(ComplaintKind.choices)
    text = Text(max_length=4000)
    about = serializers.UUIDField(required=False, allow_null=True)


class Words(Input):
    """What is said."""

    text = Text(max_length=4000)


class DeskInput(Input):
    """Which desk answers for it; one's own unless another is named."""

    desk = serializers.UUIDField(required=False, allow_null=True)


class ReferInput(Words):
    """To which office it is passed on, and why."""

    to = Text(max_length=120)


def state(*, season: str, lines: Any, by: Actor, at: datetime, note: str = "") -> CostStatement:
    """State what was paid."""
    payments = [costs.Payment(**line) for line in lines]
    return costs.state_costs(payments, note=note, season=season_key(season), by=by, at=at)


def complain(*, kind: str, text: str, by: Actor, at: datetime, about: UUID | None = None) -> Complaint:
    """Say what is wrong."""
    return complaints.receive(kind, text, about=about, by=by, at=at)


def _overdue(records: Any, is_overdue: bool) -> Any:
    overdue = records.overdue_on(day_of(timezone.now()))
    return overdue if is_overdue else records.exclude(pk__in=overdue.values("pk"))


def step(verb: str, does: Any, says: Any, **more: Any) -> Act:
    """An act of the complaint's procedure."""
    return move(COMPLAINT, verb, does, says, **more)


GRIEVANCES = (
    Resource(
        "cost-statements",
        lambda by: CostStatement.objects.visible_to(by),
        CostStatementShape,
        "What workers say to have paid, by their own word.",
        listed=CostStatementLine,
        kinds=KINDS,
        opens=opening_grievance,
        filters={
            "worker": by_id("worker", "by this worker"),
            "season": by_text("season__code", "the season's code"),
        },
        make=Act(
            "state",
            state,
            "State what was paid for a season, in the worker's own words.",
            takes=StatementInput,
            permission=P.COMPLAIN,
        ),
    ),
    Resource(
        "complaints",
        lambda by: Complaint.objects.visible_to(by),
        ComplaintShape,
        "What workers say is wrong; unseen by those it concerns.",
        kinds=KINDS,
        opens=opening_grievance,
        filters={
            "worker": by_id("worker", "by this worker"),
            "status": by_choice(ComplaintStatus, "status", "where it stands"),
            "kind": by_choice(ComplaintKind, "kind", "what it is about"),
            "overdue": by_truth(_overdue, "whether the day for an answer has gone by"),
        },
        make=Act("complain", complain, "Say what is wrong.", takes=ComplaintInput, permission=P.COMPLAIN),
        acts=(
            step("add", complaints.add, "Write more, as the worker.", takes=Words),
            step("take_back", complaints.take_back, "Want nothing more done about it, as the worker."),
            step("assign", complaints.assign, "Take it on, or hand it to another desk.", takes=DeskInput),
            step("answer", complaints.answer, "Answer it.", takes=Words),
            step("refer", complaints.refer, "Pass it on to who can help.", takes=ReferInput),
            step("close", complaints.close, "End it, once answered or passed on."),
        ),
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
