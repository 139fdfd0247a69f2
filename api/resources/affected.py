"""Whose job is lost when an intermediary or an employer is stopped, and whom each worker could turn to first."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.resource import Look
from core.actors import Actor
from core.dates import day_of
from permits.services import affected


class AffectedPermitOut(serializers.Serializer[Any]):
    """An open permit, of those one sees, and open demand in its county, most alike first."""

    permit = serializers.UUIDField()
    reference = serializers.CharField()
    worker = serializers.UUIDField()
    employer = serializers.UUIDField()
    last_on = serializers.DateField()
    others = serializers.ListField(child=serializers.UUIDField(), help_text="filings with posts left")


def by_licence(key: UUID, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """The open permits that hang on a licence."""
    return _told(affected.by_licence(key, by=by, today=day_of(at)))


def by_employer(key: UUID, *, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """The open permits with an employer."""
    return _told(affected.by_employer(key, by=by, today=day_of(at)))


def _told(found: Iterable[affected.Affected]) -> list[dict[str, Any]]:
    return [
        {
            "permit": each.permit.pk,
            "reference": each.permit.reference,
            "worker": each.permit.worker_id,
            "employer": each.permit.employer_id,
            "last_on": each.permit.last_on,
            "others": [filing.pk for filing in each.others],
        }
        for each in found
    ]


UNDER_LICENCE = Look(
    "affected-permits",
    by_licence,
    AffectedPermitOut,
    "The open permits that hang on it, and whom each worker could turn to first.",
    many=True,
    of_one=True,
)
WITH_EMPLOYER = Look(
    "affected-permits",
    by_employer,
    AffectedPermitOut,
    "The open permits with it, and whom each worker could turn to first.",
    many=True,
    of_one=True,
)
