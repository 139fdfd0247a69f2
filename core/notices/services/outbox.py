"""Writing letters into the outbox, reading those in the service, and bringing dead ones back."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from django.db.models import Count, Min
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.db import lock_one
from core.errors import Conflict
from core.notices.enums import Channel
from core.notices.models import Notice
from core.notices.services.letters import known
from core.permissions import Permission
from core.workflow import allow

BATCH = 1000

# What is read in the service is delivered by being written; everything else waits for the next delivery.
INSERT = """
INSERT INTO notices_notice (id, {columns}, queued_at, due_at, attempts, delivered_at, last_error)
SELECT uuidv7(), {columns}, %s, CASE WHEN channel = 'in_app' THEN NULL ELSE %s END, 0,
    CASE WHEN channel = 'in_app' THEN %s END, ''
FROM ({told}) AS told ({columns})
"""
TO_ORGANISATIONS = "kind, organisation_id, member_id, channel, address, language, subject_type, subject_id, params"
TO_PERSONS = (
    "kind, person_id, channel, address, sealed_address, language, subject_type, subject_id, params, sealed_params"
)


class Told(NamedTuple):
    """Letters as a SELECT of these columns, for a statement that tells of what it did itself."""

    sql: str
    params: Sequence[Any]
    columns: str = TO_ORGANISATIONS


class Waiting(NamedTuple):
    """How the outbox stands: letters that are due, how many seconds the oldest waits, and those given up."""

    due: int
    oldest: float
    dead: int


@dataclass(frozen=True, slots=True)
class Envelope:
    """One letter to one reader on one channel; `params` fill its sentences and hold no personal data."""

    kind: str
    channel: str
    language: str
    subject_type: str
    subject_id: object
    params: dict[str, Any] = field(default_factory=dict)
    organisation_id: UUID | None = None
    member_id: UUID | None = None
    address: str = ""


def waiting(at: datetime) -> Waiting:
    """How the outbox stands at that moment."""
    due = Notice.objects.due(at)
    count, oldest = due.order_by().aggregate(count=Count("pk"), oldest=Min("due_at")).values()
    dead = Notice.objects.filter(dead_at__isnull=False).count()
    return Waiting(count, (at - oldest).total_seconds() if oldest else 0.0, dead)


def queue_each(rows: Iterable[Envelope], *, at: datetime) -> int:
    """Put letters into the outbox, in the transaction that is open, and say how many."""
    notices = [
        Notice(
            kind=known(row.kind),
            channel=row.channel,
            language=row.language,
            subject_type=row.subject_type,
            subject_id=str(row.subject_id),
            params=row.params,
            organisation_id=row.organisation_id,
            member_id=row.member_id,
            address=row.address,
            queued_at=at,
            due_at=None if row.channel == Channel.IN_APP else at,
            delivered_at=at if row.channel == Channel.IN_APP else None,
        )
        for row in rows
    ]
    return len(Notice.objects.bulk_create(notices, batch_size=BATCH))


def queue_from(told: str, params: Sequence[Any], *, at: datetime, columns: str = TO_ORGANISATIONS) -> int:
    """Put letters into the outbox straight from a SELECT of these `columns`; one statement for however many."""
    with connection.cursor() as cursor:
        cursor.execute(*queuing(told, params, columns, at=at))
        return int(cursor.rowcount)


def queuing(
    told: str, params: Sequence[Any], columns: str = TO_ORGANISATIONS, *, at: datetime
) -> tuple[str, list[Any]]:
    """The statement of `queue_from`, for whoever makes it part of one of its own."""
    return INSERT.format(told=told, columns=columns), [at, at, at, *params]


def mark_read(ids: Iterable[UUID], *, by: Actor, at: datetime) -> int:
    """Mark letters that one sees in the service as read, and say how many were not yet."""
    with act("read_letters", by=by):
        mine = Notice.objects.visible_to(by).filter(organisation_id=by.organisation_id, channel=Channel.IN_APP)
        return mine.filter(pk__in=list(ids), read_at=None).update(read_at=at)


def revive(notice_id: UUID, *, by: Actor, at: datetime) -> Notice:
    """Let a letter that was given up be tried again from the beginning."""
    with act("revive", by=by):
        notice = lock_one(Notice.objects.visible_to(by), notice_id)
        allow(Permission.REVIVE_NOTICES, by=by)
        if notice.dead_at is None:
            raise Conflict("notice_not_dead", _("This letter was not given up: it waits or has been delivered."))
        notice.dead_at, notice.due_at, notice.attempts = None, at, 0
        notice.save(update_fields=["dead_at", "due_at", "attempts"])
        return notice
