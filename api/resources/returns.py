"""Returns home, the season's close-out, and force majeure."""

from rest_framework import serializers

from api.resource import Resource, by_choice, by_id, by_text
from api.resources.people_shapes import PERSON, OfPerson
from api.shapes import Shape
from permits.enums import ForceMajeureStatus, ReturnStatus
from permits.models import ForceMajeure, Return


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
            *("permits_found", "reversed_at", "proposed_by", "proposed_unit", "proposed_at"),
            *("decided_by", "decided_unit", "decided_at"),
        )


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
    ),
)
