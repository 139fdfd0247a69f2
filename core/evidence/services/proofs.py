"""Proofs: that one event is in the tree, and that a tree has only grown."""

import base64
from typing import Any

from django.db import connection

from core.evidence.models import Checkpoint
from core.evidence.rules import tree
from core.evidence.services.sealing import stored

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


def of_event(event_id: int) -> dict[str, Any] | None:
    """What proves that an event is sealed, for anybody who holds the checkpoint; None while it is not yet."""
    latest = Checkpoint.objects.latest_first().first()
    with connection.cursor() as cursor:
        cursor.execute(PLACE.format(said=SAID), [event_id])
        row = cursor.fetchone()
    if latest is None or row is None or row[0] is None:
        return None
    position, said, hashed = row
    path = tree.inclusion(stored, position, latest.size)
    return {
        "event": {"id": event_id, "said": said, "hash": hashed},
        "position": position,
        "path": [base64.b64encode(step).decode() for step in path],
        "checkpoint": latest.note,
    }


def of_growth(before: int, size: int) -> list[bytes]:
    """What proves that the tree of `size` leaves has only grown since it had `before`."""
    return tree.consistency(stored, before, size)
