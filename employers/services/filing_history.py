"""What became of a filing: each act on it, and where it stood after; never by whom."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.models import Event
from core.errors import NotFound
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
    filing = Filing.objects.visible_to(by).filter(pk=filing_id).first()
    if filing is None:
        raise NotFound("not_found", _("There is no such record."))
    events = Event.objects.of(filing).values_list("seq", "verb", "at", "changes__status")
    return [Step(seq, verb, at, became[1] if isinstance(became, list) else became) for seq, verb, at, became in events]
