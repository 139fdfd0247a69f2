"""Registrations for a season: taken down by intermediaries, cleared by sending departments."""

from rest_framework import serializers

from api.resource import Resource, by_choice, by_id, by_text
from api.resources.people_shapes import PERSON, OfPerson
from workers.enums import RegistrationStatus
from workers.models import Registration


class RegistrationShape(OfPerson):
    """A worker's wish to work in a season, and what the sending department said."""

    season = serializers.CharField(source="season.code")
    province = serializers.CharField(source="province.code")

    class Meta:
        model = Registration
        fields = (
            *("id", *PERSON, "season", "intermediary", "partner", "province", "status", "registered_at"),
            *("consented_at", "decided_at", "refusal", "contract_number", "priority", "returned_in_time"),
        )


REGISTRATIONS = (
    Resource(
        "registrations",
        lambda by: Registration.objects.visible_to(by),
        RegistrationShape,
        "Workers' registrations for a season.",
        filters={
            "worker": by_id("worker", "of this worker"),
            "season": by_text("season__code", "the season's code"),
            "intermediary": by_id("intermediary", "taken down by this intermediary"),
            "status": by_choice(RegistrationStatus, "status", "where it stands"),
        },
    ),
)
