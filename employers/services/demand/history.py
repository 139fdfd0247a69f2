"""What became of a filing: each act on it, and where it stood after; never by whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.actors import Actor
from core.audit.models import Event
from core.db import one_of
from employers.models import Filing


@dataclass(frozen=True, slots=True)
class Step:
    """One act on a filing: its place in the order, what was done, when, and the status it led to, if another."""

    seq: int
    verb: str
    at: datetime | None
    status: str | None


def history(filing_id: UUID, *, by: Actor) -> list[Step]:
    """The acts on a filing, oldest first, for everybody who sees it."""
    filing = one_of(Filing.objects.visible_to(by), filing_id)
    events = Event.objects.of(filing).values_list("seq", "verb", "at", "changes__status")
    return [Step(seq, verb, at, became[1] if isinstance(became, list) else became) for seq, verb, at, became in events]
