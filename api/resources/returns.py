"""Returns home, the season's close-out, and force majeure."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.inputs import Day, Input, Text
from api.resource import Act, Look, Resource, by_choice, by_id, by_text
from api.resources.licences import Reason, move
from api.resources.people_shapes import PERSON, REVERSAL, OfPerson
from api.resources.sets import Chosen, each, one_of_set
from api.shapes import Shape
from core.actors import Actor
from core.permissions import Permission as P
from permits.enums import ForceMajeureStatus, ReturnStatus
from permits.models import ForceMajeure, Return
from permits.services.follow_up import force_majeure, returns
from permits.services.follow_up.force_majeure import Measure
from permits.workflow import FORCE_MAJEURE, RETURN


class ReturnShape(OfPerson):
    """A worker's way home at the end of a season."""

    season = serializers.CharField(source="registration.season.code")

    class Meta:
        model = Return
        fields = (
            *("id", *PERSON, "registration", "permit", "season", "status", "left_on", "last_lawful_on"),
            *("exit_seen_at", "confirmed_at", "wage_settled_on", "papers_returned_on", "closed_out_at"),
        )


class ForceMajeureShape(Shape):
    """An event that keeps people from leaving in time, and to which day it extends their permits."""

    class Meta:
        model = ForceMajeure
        fields = (
            *("id", "status", "name", "legal_basis", "area", "ports", "from_on", "until_on", "extends_to"),
            *("permits_found", "proposed_by", "proposed_unit", "proposed_at"),
            *("decided_by", "decided_unit", "decided_at", *REVERSAL),
        )


class ItemOut(serializers.Serializer[Any]):
    """One thing that is still open of a return."""

    item = serializers.CharField()


class SettledInput(Input):
    """On which day the last wage was paid."""

    settled_on = Day()


class SettledEach(Chosen, SettledInput):
    """Whose, and on which day."""


class ReturnedInput(Input):
    """On which day the papers were given back."""

    returned_on = Day()


class ReturnedEach(Chosen, ReturnedInput):
    """Whose, and on which day."""


class MeasureInput(Input):
    """The event and its legal basis, where and when it holds, and until when permits are extended."""

    name = Text(max_length=120)
    legal_basis = Text(max_length=200)
    area = Text(max_length=6)
    ports = serializers.ListField(
        child=Text(max_length=30), required=False, max_length=50, help_text="those shut; empty for all of the area"
    )
    from_on = Day()
    until_on = Day()
    extends_to = Day()


class DryRunOut(serializers.Serializer[Any]):
    """How many permits a measure would extend, and which it would leave out since another permit follows."""

    count = serializers.IntegerField()
    left_out = serializers.ListField(child=serializers.UUIDField())


class ReversalOut(serializers.Serializer[Any]):
    """How many permits have their old last day again, and which have changed since."""

    restored = serializers.IntegerField()
    kept = serializers.ListField(child=serializers.UUIDField())


def open_items(key: UUID, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """What is still open of a return."""
    return [{"item": str(item)} for item in returns.open_items(key, by=by)]


def _measure(*, ports: Any = (), **told: Any) -> Measure:
    return Measure(ports=tuple(ports), **told)


RETURNS = (
    Resource(
        "returns",
        lambda by: Return.objects.visible_to(by),
        ReturnShape,
        "Workers' way home: exit seen, confirmed at home, season closed out.",
        filters={
            "worker": by_id("worker", "of this worker"),
            "permit": by_id("permit", "of this permit"),
            "status": by_choice(ReturnStatus, "status", "where it stands"),
        },
        common_acts=(
            each(
                "confirm-each",
                returns.confirm_each,
                "Confirm that workers have come home.",
                permission=P.CONFIRM_RETURN,
            ),
            each(
                "settle-wage-each",
                returns.settle_wage_each,
                "Say, as the employer, when the last wages were paid.",
                takes=SettledEach,
                permission=P.REPORT_ARRIVAL,
            ),
            each(
                "return-papers-each",
                returns.return_papers_each,
                "Say, as the employer, when the workers' papers were given back.",
                takes=ReturnedEach,
                permission=P.REPORT_ARRIVAL,
            ),
            each("close-out-each", returns.close_out_each, "Close out the season of workers.", permission=P.CLOSE_OUT),
        ),
        acts=(
            move(RETURN, "confirm", one_of_set(returns.confirm_each), "Confirm that the worker has come home."),
            move(RETURN, "retract", one_of_set(returns.retract_each), "Take back a confirmation given in error."),
            move(
                RETURN,
                "settle_wage",
                one_of_set(returns.settle_wage_each),
                "Say, as the employer, when the last wage was paid.",
                takes=SettledInput,
            ),
            move(
                RETURN,
                "return_papers",
                one_of_set(returns.return_papers_each),
                "Say, as the employer, when the worker's papers were given back.",
                takes=ReturnedInput,
            ),
            move(RETURN, "close_out", one_of_set(returns.close_out_each), "Close out the worker's season."),
        ),
        looks=(Look("open-items", open_items, ItemOut, "What is still open of it.", many=True, of_one=True),),
    ),
    Resource(
        "force-majeure",
        lambda by: ForceMajeure.objects.visible_to(by),
        ForceMajeureShape,
        "Events that extend permits: proposed by one officer, decided by another, reversible.",
        filters={
            "status": by_choice(ForceMajeureStatus, "status", "where it stands"),
            "area": by_text("area", "code of the area"),
        },
        make=Act(
            "propose",
            force_majeure.propose,
            "Propose one, with its dry run: the first of two signatures.",
            takes=MeasureInput,
            permission=P.PROPOSE_FORCE_MAJEURE,
            wraps=("measure", _measure),
        ),
        common_acts=(
            Act(
                "dry-run",
                force_majeure.dry_run,
                "Say which permits one would extend; nothing is kept.",
                takes=MeasureInput,
                gives=DryRunOut,
                permission=P.PROPOSE_FORCE_MAJEURE,
                wraps=("measure", _measure),
            ),
        ),
        acts=(
            move(FORCE_MAJEURE, "approve", force_majeure.approve, "Put it in force: the second signature."),
            move(FORCE_MAJEURE, "decline", force_majeure.decline, "Leave all permits as they are."),
            move(
                FORCE_MAJEURE,
                "propose_reversal",
                force_majeure.propose_reversal,
                "Propose to take it back: the first of two signatures.",
                takes=Reason,
            ),
            move(
                FORCE_MAJEURE,
                "reverse",
                force_majeure.reverse,
                "Take it back as proposed: permits have their old last day, except those that have changed since.",
                gives=ReversalOut,
            ),
            move(FORCE_MAJEURE, "decline_reversal", force_majeure.decline_reversal, "Let it stand."),
        ),
    ),
)
