"""Opening a person's record: an event by whoever does it, for oversight with its purpose, and within a ceiling."""

from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.rules import PARTIES
from core.actors import Actor
from core.audit.models import Event
from core.audit.services import act, note, record
from core.errors import Conflict, Invalid
from core.permissions import Permission as P
from core.workflow import allow
from workers.models import Complaint, CostStatement, Worker

PURPOSE_MISSING = _("Say for what purpose you open a person's record.")
CEILING_REACHED = _(
    "You have opened %(most)s persons' records within an hour, which is the most: go on later. Oversight is told; "
    "if your work takes more, ask your head."
)
REFUSED = "refuse_opening"
HOUR = timedelta(hours=1)


def open_person(worker_id: UUID, purpose: str = "", *, by: Actor, **details: object) -> None:
    """Write down that `by`, who sees it, opens a person's record; oversight may do so for a stated purpose only.

    Raises `Conflict` for a member of an office who has opened as many within an hour as one may; that is an event too.
    """
    said = _said(purpose, by=by)
    with act("open", by=by, **details, **said):
        is_one_more = _is_over_ceiling(worker_id, by=by)
        if not is_one_more:
            record("open", Worker(pk=worker_id), by=by, **details, **said)
    if is_one_more:
        note(REFUSED, "accounts.member", str(by.actor_id), by=by)
        raise Conflict("openings_ceiling", CEILING_REACHED, most=settings.OPENINGS_AN_HOUR)


def open_grievance(grievance: Complaint | CostStatement, purpose: str = "", *, by: Actor) -> None:
    """Write down that an office reads what a worker said, on that record itself: a gap in the count of the person's
    events would tell others that somebody was there."""
    said = _said(purpose, by=by)
    if isinstance(grievance, Complaint):
        record("open", grievance, by=by, **said)
    else:
        # Its row cannot be held: it only grows.
        note("open", CostStatement._meta.label_lower, str(grievance.pk), by=by, **said)


def _is_over_ceiling(worker_id: UUID, *, by: Actor) -> bool:
    """Whether this would be one person more than an office's member, or its program, may open within an hour."""
    if by.actor_id is None or by.kind in PARTIES or by.kind == "worker":
        return False
    with connection.cursor() as cursor:  # two at once would both be the last
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"openings {by.actor_id}"])
    lately = Event.objects.filter(
        actor_id=by.actor_id, verb="open", subject_type=Worker._meta.label_lower, at__gt=Now() - HOUR
    )
    opened = set(lately.order_by().values_list("subject_id", flat=True).distinct())
    return str(worker_id) not in opened and len(opened) >= settings.OPENINGS_AN_HOUR


def _said(purpose: str, *, by: Actor) -> dict[str, str]:
    if by.kind == "oversight":
        allow(P.OPEN_PERSON, by=by)
        if not purpose.strip():
            raise Invalid("purpose_missing", PURPOSE_MISSING, field="purpose")
    return {"purpose": purpose.strip()} if purpose.strip() else {}
