"""Lists that members take out: asked for, made in the background, told when they are ready, fetched, forgotten."""

import logging
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db.models import F, Func, IntegerField, QuerySet, Sum
from django.utils.translation import gettext_lazy as _

from accounts.models import Export, ExportPart, Member
from accounts.rules import PARTIES
from core.actors import CLOCK, Actor
from core.audit.services import act, record
from core.db import constraint, lock_one, one_of
from core.errors import Conflict
from core.notices.enums import Channel
from core.notices.services.outbox import Envelope, queue_each
from core.permissions import Permission as P
from core.reach import Reach, reach_of, reaching
from core.workflow import allow, demand_fresh

KEPT = timedelta(days=3)
MOST_WAITING = 5
MOST_SHOWN = 50
log = logging.getLogger(__name__)
Piece = tuple[list[UUID], bytes]


@dataclass(frozen=True, slots=True)
class Written:
    """A file as it is being written: how many rows it will have, and its pieces, each with the keys of its rows."""

    rows: int
    pieces: Iterable[Piece]


def ask(kind: str, asked: str, *, file_kind: str, language: str, by: Actor, at: datetime) -> Export:
    """Ask for a list as a file; it is made in the background, and a notice says when it is ready.

    Raises `Stale` without a fresh proof of who asks.
    """
    demand_fresh(by=by)
    with act("ask_export", by=by, list=kind):
        if Export.objects.visible_to(by).unfinished().count() >= MOST_WAITING:
            raise Conflict("exports_waiting", _("Some of your files are still being made: wait for one of them."))
        export = Export(  # type: ignore[misc]
            member_id=by.actor_id,
            kind=kind,
            asked=asked,
            file_kind=file_kind,
            language=language,
            asked_at=at,
            expires_at=at + KEPT,
            organisation_id=by.organisation_id,
            alone_up_to=None if by.kind in PARTIES else settings.EXPORT_ALONE_UP_TO,
        )
        export.propose(by=by, at=at)
        export.save(force_insert=True)
        return export


def to_release(*, by: Actor, at: datetime) -> list[Export]:
    """The files of one's colleagues that wait for a second person, the oldest first."""
    waiting = Export.objects.to_release(by, at).select_related("member")
    return list(waiting.order_by("pk")[:MOST_SHOWN])


def release(export_id: UUID, *, by: Actor, at: datetime) -> None:
    """Let a colleague's file, as large as it is, be made and fetched.

    Raises `Invalid` unless it is another person's of another unit who asked for it, in words of the constraint.
    """
    allow(P.RELEASE_EXPORT, by=by)
    with act("release_export", by=by), constraint(Export, "export_two_persons"):
        export: Export = lock_one(Export.objects.to_release(by, at), export_id)
        export.decide(by=by, at=at)
        export.tries = 0
        export.save()


def make_due(write: Callable[[Export], Written], *, at: datetime) -> int:
    """Make every file that is asked for, one after the other, and say how many are ready.

    Safe to run after a crash: what was begun is begun anew. One that fails keeps none of the others waiting.
    """
    return sum(_made(export, write, at=at) for export in list(Export.objects.due(at)))


def waiting() -> int:
    """How many files are asked for and not made."""
    return Export.objects.unfinished().count()


def progress(exports: Iterable[Export]) -> dict[UUID, int]:
    """How many rows of each file are written."""
    size = Sum(Func(F("keys"), function="cardinality", output_field=IntegerField()))
    parts = ExportPart.objects.filter(export__in=list(exports)).order_by()
    return dict(parts.values_list("export").annotate(written=size))


def keys_of(export: Export) -> Iterator[list[UUID]]:
    """The keys of the rows that went into a file, piece by piece."""
    parts = ExportPart.objects.filter(export=export).exclude(keys=[]).order_by("pk")
    return (list(keys) for keys in parts.values_list("keys", flat=True).iterator(chunk_size=10))


def fetch(export_id: UUID, *, by: Actor, at: datetime) -> Iterator[bytes]:
    """Give a file that is ready to the member who asked for it; each time is an event."""
    export: Export = one_of(Export.objects.visible_to(by), export_id)
    if export.made_at is None or export.expires_at <= at:
        raise Conflict("export_not_ready", _("This file is not ready, or no longer kept: look at the list of files."))
    record("fetch_export", export, by=by, list=export.kind, rows=export.rows)
    parts = ExportPart.objects.filter(export=export).order_by("pk").values_list("content", flat=True)
    return _contents(parts, reach_of(by))


def _contents(parts: "QuerySet[ExportPart, Any]", reach: Reach) -> Iterator[bytes]:
    # The pieces are read while they are sent, when the request is over.
    with reaching(reach):
        pieces = parts.iterator(chunk_size=10)
        first = next(pieces, None)
    if first is not None:
        yield bytes(first)
    yield from map(bytes, pieces)


def forget_over(*, at: datetime) -> int:
    """Drop the files whose days are over."""
    with act("forget_exports", by=CLOCK):
        return Export.objects.over(at).delete()[1].get(Export._meta.label, 0)


def _made(export: Export, write: Callable[[Export], Written], *, at: datetime) -> int:
    try:
        _make(export, write)
    except Exception:  # the others are not to wait for one that cannot be made
        log.exception("An export could not be made", extra={"export": str(export.pk)})
        return 0
    if export.needs_another:
        return 0
    with act("make_export", by=export.member, list=export.kind, rows=export.rows):
        export.made_at = at
        export.save(update_fields=["made_at"])
        queue_each(_letters(export.member, export), at=at)
    return 1


def _make(export: Export, write: Callable[[Export], Written]) -> None:
    # A try counts before it is known how it ends, and its pieces are seen as they come.
    with act("begin_export", by=export.member, list=export.kind):
        ExportPart.objects.filter(export=export).delete()
        export.tries += 1
        export.save(update_fields=["tries"])
    # Made by the clock, but with no more than who asked for it may see.
    with reaching(reach_of(export.member)):
        _write(export, write)


def _write(export: Export, write: Callable[[Export], Written]) -> None:
    written = write(export)
    with act("count_export", by=export.member, list=export.kind):
        export.rows = written.rows
        export.save(update_fields=["rows"])
    if export.needs_another:
        return
    for keys, content in written.pieces:
        ExportPart.objects.create(export=export, keys=keys, content=content)


def _letters(member: Member, export: Export) -> list[Envelope]:
    told: dict[str, Any] = {
        "kind": "export_ready",
        "language": export.language,
        "subject_type": Export._meta.label_lower,
        "subject_id": export.pk,
        "params": {"rows": export.rows},
        "organisation_id": member.organisation_id,
        "member_id": member.pk,
    }
    found = [Envelope(channel=Channel.IN_APP, **told)]
    if Channel.EMAIL in member.letters_by:
        found.append(Envelope(channel=Channel.EMAIL, address=member.email, **told))
    return found
