"""Proofs: that one event is in the tree, and that a tree has only grown."""

import base64
from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.db import connection, models

from core.actors import Actor
from core.audit.models import Event
from core.evidence.models import Checkpoint
from core.evidence.rules import tree
from core.evidence.services.sealing import stored
from core.reach import Beyond, beyond

# The canonical text that the database has hashed; what checks the proof hashes it again and reads it.
SAID = """jsonb_build_array(
    event.algorithm, event.subject_type, event.subject_id, event.seq, event.verb, event.changes, event.details,
    event.actor_id, event.organisation_id, event.unit_id, event.login, event.database_role,
    to_char(event.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), encode(event.previous, 'hex'))::text"""
PLACE = """
SELECT tile.place * 256 + array_position(tile.events, event.id) - 1, {said}, encode(event.hash, 'hex')
FROM audit_event AS event LEFT JOIN evidence_tile AS tile ON tile.level = 0
    AND int8range(tile.lowest, tile.highest, '[]') @> event.id AND event.id = ANY(tile.events)
WHERE event.id = %s
"""


# The first checkpoint that had each of some of a record's events among its leaves.
SEALED = """
SELECT event.seq, sealing.number, sealing.made_at
FROM audit_event AS event
JOIN evidence_tile AS tile ON tile.level = 0
    AND int8range(tile.lowest, tile.highest, '[]') @> event.id AND event.id = ANY(tile.events)
CROSS JOIN LATERAL (
    SELECT number, made_at FROM evidence_checkpoint
    WHERE size >= tile.place * 256 + array_position(tile.events, event.id) ORDER BY size, number LIMIT 1
) AS sealing
WHERE event.subject_type = %s AND event.subject_id = %s AND event.seq = ANY(%s)
"""


class Seal(NamedTuple):
    """Where an event of a record was sealed first."""

    seq: int
    number: int
    at: datetime


class Decision(NamedTuple):
    """An act on a record, and where it is sealed; nowhere yet in its first minutes."""

    seq: int
    verb: str
    at: datetime | None
    seal: Seal | None


@beyond(Beyond.RECOUNTING)
def seals(subject_type: str, subject_id: str, seqs: Iterable[int]) -> dict[int, Seal]:
    """In which checkpoint each of these events of a record was sealed, by `seq`; what is not yet is left out."""
    with connection.cursor() as cursor:
        cursor.execute(SEALED, [subject_type, subject_id, list(seqs)])
        return {seal.seq: seal for seal in map(Seal._make, cursor.fetchall())}


@beyond(Beyond.RECOUNTING)
def of_event(event_id: int, *, with_words: bool = True) -> dict[str, Any] | None:
    """What proves that an event is sealed, for anybody who holds its first checkpoint; None while it is not yet.

    Without its words it shows that nothing was changed, and not what was said: for who may not read the event.
    """
    with connection.cursor() as cursor:
        cursor.execute(PLACE.format(said=SAID), [event_id])
        row = cursor.fetchone()
    if row is None or row[0] is None:
        return None
    position, said, hashed = row
    sealing = Checkpoint.objects.filter(size__gt=position).order_by("size", "number").first()
    if sealing is None:
        return None
    path = tree.inclusion(stored, position, sealing.size)
    words = {"said": said} if with_words else {}
    return {
        "event": {"id": event_id, **words, "hash": hashed},
        "leaf": tree.leaf(event_id.to_bytes(8, "big") + bytes.fromhex(hashed)).hex(),
        "position": position,
        "path": [base64.b64encode(step).decode() for step in path],
        "checkpoint": sealing.note,
    }


def of_growth(before: int, size: int) -> list[bytes]:
    """What proves that the tree of `size` leaves has only grown since it had `before`."""
    return tree.consistency(stored, before, size)


def decisions(record: models.Model, verbs: Collection[str]) -> list[Decision]:
    """The acts of these verbs on a record, oldest first, each with its seal: for who has been shown the record."""
    found = Event.objects.of(record).filter(verb__in=verbs).exclude(changes={})
    events = list(found.values_list("seq", "verb", "at"))
    sealed = seals(record._meta.label_lower, str(record.pk), [seq for seq, _verb, _at in events])
    return [Decision(seq, verb, at, sealed.get(seq)) for seq, verb, at in events]


def of_decision(record: models.Model, seq: int, verbs: Collection[str], *, by: Actor) -> dict[str, Any] | None:
    """The proof of one of these decisions; with its words for who may read the event itself."""
    event = Event.objects.of(record).filter(verb__in=verbs, seq=seq).values_list("pk", flat=True).first()
    if event is None:
        return None
    return of_event(event, with_words=Event.objects.visible_to(by).filter(pk=event).exists())
