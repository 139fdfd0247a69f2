"""Opening a person's record: an event by whoever does it, and for oversight with its purpose (design §8)."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import record
from core.errors import Invalid
from core.permissions import Permission as P
from core.workflow import allow
from workers.models import Worker

PURPOSE_MISSING = _("Say for what purpose you open a person's record.")


def open_person(worker_id: UUID, purpose: str = "", *, by: Actor, **details: object) -> None:
    """Write down that `by`, who sees it, opens a person's record; oversight may do so for a stated purpose only."""
    if by.kind == "oversight":
        allow(P.OPEN_PERSON, by=by)
        if not purpose.strip():
            raise Invalid("purpose_missing", PURPOSE_MISSING, field="purpose")
    if purpose.strip():
        details["purpose"] = purpose.strip()
    record("open", Worker(pk=worker_id), by=by, **details)
