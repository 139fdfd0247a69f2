"""Opening a person's record: an event by whoever does it, and for oversight with its purpose (design §8)."""

from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import note, record
from core.errors import Invalid
from core.permissions import Permission as P
from core.workflow import allow
from workers.models import Complaint, CostStatement, Worker

PURPOSE_MISSING = _("Say for what purpose you open a person's record.")


def open_person(worker_id: UUID, purpose: str = "", *, by: Actor, **details: object) -> None:
    """Write down that `by`, who sees it, opens a person's record; oversight may do so for a stated purpose only."""
    record("open", Worker(pk=worker_id), by=by, **details, **_said(purpose, by=by))


def open_grievance(grievance: Complaint | CostStatement, purpose: str = "", *, by: Actor) -> None:
    """Write down that an office reads what a worker said, on that record itself: a gap in the count of the person's
    events would tell others that somebody was there."""
    said = _said(purpose, by=by)
    if isinstance(grievance, Complaint):
        record("open", grievance, by=by, **said)
    else:
        # Its row cannot be held: it only grows.
        note("open", CostStatement._meta.label_lower, str(grievance.pk), by=by, **said)


def _said(purpose: str, *, by: Actor) -> dict[str, str]:
    if by.kind == "oversight":
        allow(P.OPEN_PERSON, by=by)
        if not purpose.strip():
            raise Invalid("purpose_missing", PURPOSE_MISSING, field="purpose")
    return {"purpose": purpose.strip()} if purpose.strip() else {}
