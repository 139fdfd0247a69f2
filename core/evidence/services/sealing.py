"""Sealing: every event becomes a leaf of the tree, and the tree's root is signed and queued for the witnesses."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from django.conf import settings
from django.db import connection, transaction

from core import signing
from core.db import insert_rows
from core.evidence.models import Checkpoint, Deposit, Gap, Tile
from core.evidence.rules import notes, tree

BATCH: Final = 1_000_000
LOCK: Final = "SELECT pg_advisory_xact_lock(hashtextextended('evidence.seal', 0))"
# Who adds events holds this lock on their table from before the first id is drawn until the transaction ends: an id
# drawn by now is visible by now, or its transaction is among these.
WRITERS: Final = """
SELECT DISTINCT virtualtransaction FROM pg_locks
WHERE locktype = 'relation' AND relation = 'audit_event'::regclass AND mode = 'RowExclusiveLock'
    AND database = (SELECT oid FROM pg_database WHERE datname = current_database())
    AND pid IS DISTINCT FROM pg_backend_pid()
"""
DRAWN: Final = "SELECT last_value FROM audit_event_id_seq"
# A leaf says which event, and its hash over all that the event says.
LEAVES: Final = """
WITH known AS MATERIALIZED (
    SELECT unnest(tile.events) AS id FROM evidence_tile AS tile WHERE tile.level = 0 AND tile.highest > %(floor)s
),
fresh AS MATERIALIZED (
    SELECT event.id, event.subject_type || ' ' || event.subject_id AS subject,
        sha256('\\x00'::bytea || int8send(event.id) || event.hash) AS leaf
    FROM audit_event AS event
    WHERE event.id > %(floor)s AND NOT EXISTS (SELECT FROM known WHERE known.id = event.id)
    ORDER BY event.id LIMIT %(batch)s
),
placed AS (SELECT fresh.*, %(size)s + row_number() OVER (ORDER BY fresh.id) - 1 AS position FROM fresh)
INSERT INTO evidence_tile AS tile (level, place, hashes, events, subjects, lowest, highest)
SELECT 0, position / 256, string_agg(leaf, '' ORDER BY position), array_agg(id ORDER BY position),
    array_agg(subject ORDER BY position), min(id), max(id)
FROM placed GROUP BY 2 ORDER BY 2
ON CONFLICT (level, place) DO UPDATE SET hashes = tile.hashes || excluded.hashes,
    events = tile.events || excluded.events, subjects = tile.subjects || excluded.subjects,
    lowest = least(tile.lowest, excluded.lowest), highest = greatest(tile.highest, excluded.highest)
RETURNING place, hashes
"""


class Reach(NamedTuple):
    """Up to which event ids the tree is complete, or will be."""

    settled: int
    horizon: int
    waiting: list[str]


def seal(*, at: datetime) -> Checkpoint:
    """Put every event that is visible by now into the tree and sign its root; also where nothing is new.

    One at a time does this. An event that was committed late becomes a later leaf and is never missed.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(LOCK)
        cursor.execute("SET LOCAL statement_timeout = '3min'")
        latest = Checkpoint.objects.latest_first().first()
        reach, drawn = _reach(latest)
        # Looked at from the old end: what the new one stands behind is in the tree only after this.
        size = _add_all(latest.size if latest else 0, latest.settled if latest else 0)
        root = tree.root(stored, size)
        made = _signed(
            latest,
            notes.Told(
                settings.EVIDENCE_ORIGIN, size, root, _next_number(latest), at, reach.settled, drawn, tree.ALGORITHM
            ),
        )
        made.horizon, made.waiting = reach.horizon, reach.waiting
        insert_rows([made])
        Deposit.objects.bulk_create(
            [Deposit(checkpoint=made, witness=witness, due_at=at) for witness in settings.WITNESSES]
        )
        return made


def stored(level: int, place: int) -> bytes:
    """The hashes of a tile."""
    return bytes(Tile.objects.values_list("hashes", flat=True).get(level=level, place=place))


def _reach(latest: Checkpoint | None) -> tuple[Reach, int]:
    """Move the settled part on once nobody that was writing then is writing still."""
    with connection.cursor() as cursor:
        cursor.execute(DRAWN)
        [drawn] = cursor.fetchone() or (0,)
        cursor.execute(WRITERS)
        writing = [name for (name,) in cursor.fetchall()]
    if latest is None:
        return Reach(0, drawn, writing), drawn
    if set(writing) & set(latest.waiting):
        return Reach(latest.settled, latest.horizon, latest.waiting), drawn
    return Reach(latest.horizon, drawn, writing), drawn


def _add_all(size: int, floor: int) -> int:
    added = BATCH
    while added == BATCH:
        tiles = _add_leaves(size, floor)
        added = sum(len(hashes) for _place, hashes in tiles) // tree.DIGEST - size % tree.WIDTH if tiles else 0
        _add_above(tiles)
        size += added
    return size


def _add_leaves(size: int, floor: int) -> list[tuple[int, bytes]]:
    with connection.cursor() as cursor:
        cursor.execute(LEAVES, {"floor": floor, "size": size, "batch": BATCH})
        return sorted((place, bytes(hashes)) for place, hashes in cursor.fetchall())


def _add_above(tiles: Sequence[tuple[int, bytes]]) -> None:
    """Carry the roots of full tiles up, level by level."""
    level = 0
    while above := tree.grown(list(tiles)):
        level += 1
        start, added = above
        before = stored(level, start // tree.WIDTH) if start % tree.WIDTH else b""
        tiles = list(tree.laid(start, before, added))
        Tile.objects.bulk_create(
            [Tile(level=level, place=place, hashes=hashes) for place, hashes in tiles],
            update_conflicts=True,
            unique_fields=["level", "place"],
            update_fields=["hashes"],
        )


def _next_number(latest: Checkpoint | None) -> int:
    """One more than the last; and beyond those that a database put back has lost, once two persons vouch for them."""
    return max(latest.number if latest else 0, Gap.objects.last_number()) + 1


def _signed(latest: Checkpoint | None, told: notes.Told) -> Checkpoint:
    signer = _signer(latest)
    return Checkpoint(
        number=told.number,
        size=told.size,
        root=told.root,
        algorithm=told.algorithm,
        made_at=told.at,
        settled=told.settled,
        drawn=told.drawn,
        key=signer.public,
        note=notes.signed(told, signer.public, signer.sign(notes.text(told).encode())),
    )


def _signer(latest: Checkpoint | None) -> signing.Signer:
    """The key that EVIDENCE_KEY names; at a developer's desk the one before, or a new one."""
    if settings.EVIDENCE_KEY:
        return signing.signer(bytes.fromhex(settings.EVIDENCE_KEY))
    if not settings.SIGNING_DRAWS:
        raise signing.KeyMissing("EVIDENCE_KEY names no key, so nothing can be sealed (docs/evidence.md).")
    name = signing.key_id(bytes(latest.key)) if latest else b""
    return signing.signer(name) if name and signing.has_private_half(name) else signing.draw()
