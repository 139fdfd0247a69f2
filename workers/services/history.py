"""What became of a person's record, registration, offer or complaint: each act on it, never by whom."""

from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from core.audit.models import Event
from core.db import one_of
from employers.services.demand.history import Step

UNSAID = ("open", "compare")


def history(records: "QuerySet[Any]", pk: UUID) -> list[Step]:
    """The acts on one of `records`, which are those the asker sees, oldest first; not that somebody looked at it."""
    record = one_of(records, pk)
    events = Event.objects.of(record).exclude(verb__in=UNSAID)
    rows = events.values_list("seq", "verb", "at", "changes__status")
    return [Step(seq, verb, at, became[1] if isinstance(became, list) else became) for seq, verb, at, became in rows]
