"""Verifying the record of events against itself, against its tree, and against what the witnesses hold.

Faults are found by the database in whole sets and read as they come: memory does not grow with the record.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Any, Final, NamedTuple

from django.db import connection, transaction
from django.db.models import Max

from core import signing
from core.evidence.models import Checkpoint
from core.evidence.rules import notes, tree
from core.evidence.services import gaps
from core.evidence.services.proofs import SAID

# Each record's events, one by one: what each says has its hash, follows the one before, and is of no earlier moment.
# What an event says is hashed before its record's are put in order, so that the sort need not carry it (OFFSET 0).
CHAINS: Final = f"""
SELECT subject, seq, id, fault FROM (
    SELECT told.*, CASE
        WHEN is_altered THEN 'altered'
        WHEN seq <> coalesce(lag(seq) OVER line, 0) + 1 THEN 'gap before it'
        WHEN previous IS DISTINCT FROM lag(hash) OVER line THEN 'does not follow the one before'
        WHEN at < lag(at) OVER line THEN 'older than the one before: the clock was set'
    END AS fault
    FROM (
        SELECT subject_type || ' ' || subject_id AS subject, seq, id, previous, hash, at,
            sha256(convert_to({SAID}, 'UTF8')) IS DISTINCT FROM hash AS is_altered
        FROM audit_event AS event OFFSET 0
    ) AS told WINDOW line AS (PARTITION BY subject ORDER BY seq)
) AS found WHERE fault IS NOT NULL ORDER BY id
"""  # noqa: S608 - one constant in another
# Each leaf beside its event. A tile is read once, and not for each of its leaves (|| '', MATERIALIZED). Up to `settled`
# every event has long been sealed: one that has no leaf came into the past.
LEAVES: Final = """
WITH tiles AS MATERIALIZED (
    SELECT place, hashes || ''::bytea AS hashes, events, subjects FROM evidence_tile WHERE level = 0
),
leaf AS MATERIALIZED (
    SELECT part.id, part.subject, tiles.place * 256 + part.nth - 1 AS position,
        substr(tiles.hashes, (part.nth::int - 1) * 32 + 1, 32) AS hash
    FROM tiles, ROWS FROM (unnest(tiles.events), unnest(tiles.subjects)) WITH ORDINALITY AS part (id, subject, nth)
)
SELECT coalesce(event.subject_type || ' ' || event.subject_id, leaf.subject), event.seq, coalesce(leaf.id, event.id),
    CASE
        WHEN event.id IS NULL THEN 'missing'
        WHEN leaf.id IS NULL THEN 'slipped into the past'
        WHEN leaf.subject <> event.subject_type || ' ' || event.subject_id THEN 'another record''s event was sealed'
        ELSE 'not what was sealed'
    END, leaf.position
FROM leaf FULL JOIN audit_event AS event ON event.id = leaf.id
WHERE event.id IS NULL OR leaf.id IS NULL AND event.id <= {settled}
    OR leaf.subject <> event.subject_type || ' ' || event.subject_id
    OR leaf.hash <> sha256('\\x00'::bytea || int8send(event.id) || event.hash)
ORDER BY 5, 3
"""
# An event whose id was drawn between two checkpoints says a moment between them.
CLOCK: Final = """
SELECT event.subject_type || ' ' || event.subject_id, event.seq, event.id, CASE
    WHEN event.at < span.after THEN 'says a moment before it was drawn: the clock was set'
    ELSE 'says a moment after it was drawn: the clock was set' END
FROM (
    SELECT lag(drawn, 1, 0::bigint) OVER by_number AS first, drawn AS last,
        lag(made_at, 1, '-infinity') OVER by_number - interval '1 minute' AS after,
        made_at + interval '1 minute' AS before
    FROM evidence_checkpoint WINDOW by_number AS (ORDER BY number)
) AS span
JOIN audit_event AS event ON event.id > span.first AND event.id <= span.last
WHERE event.at NOT BETWEEN span.after AND span.before
ORDER BY event.id
"""


class Fault(NamedTuple):
    """Something that is not as it was: what it is about, what is wrong, and between which moments it happened.

    Acknowledged is what two persons vouch for: a checkpoint that was lost when the database was put back.
    """

    about: str
    what: str
    interval: str
    is_acknowledged: bool = False

    def __str__(self) -> str:
        return f"{self.about}: {self.what} ({self.interval})"


def faults(held: Mapping[str, list[str]], *, trusted: frozenset[bytes] = frozenset()) -> Iterator[Fault]:
    """Everything that is wrong; `held` are the notes that each witness holds, `trusted` the public keys known to it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = 0")
        intervals = _Intervals()
        settled = Checkpoint.objects.aggregate(most=Max("settled"))["most"] or 0
        for row in chain(_found(CHAINS), _found(LEAVES.format(settled=settled)), _found(CLOCK)):
            subject, seq, event_id, what, *at = row
            numbered = f"{subject} #{seq}" if seq is not None else subject
            yield Fault(f"{numbered} (event {event_id})", what, intervals.of(event_id, at[0] if at else None))
        yield from _tree_faults(held, trusted)


def _found(sql: str) -> Iterator[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute("DECLARE found_faults NO SCROLL CURSOR FOR " + sql)
        try:
            while rows := _next(cursor):
                yield from rows
        finally:
            cursor.execute("CLOSE found_faults")


def _next(cursor: Any) -> list[tuple[Any, ...]]:
    cursor.execute("FETCH 1000 FROM found_faults")
    return list(cursor.fetchall())


class _Intervals:
    """Between which checkpoints an event was sealed; a few numbers of each checkpoint are kept at hand."""

    def __init__(self) -> None:
        self.made = list(Checkpoint.objects.only("number", "made_at", "size", "drawn").order_by("number"))
        self.sizes, self.drawn = ([getattr(one, name) for one in self.made] for name in ("size", "drawn"))

    def of(self, event_id: int, position: int | None) -> str:
        """By the leaf's place in the tree, or else by when the event's id was drawn."""
        at = bisect_left(self.drawn, event_id) if position is None else bisect_right(self.sizes, position)
        return _between(self.made[at - 1] if at else None, self.made[at] if at < len(self.made) else None)


def _between(before: Checkpoint | None, after: Checkpoint | None) -> str:
    start = f"after checkpoint {before.number} of {before.made_at:%Y-%m-%d %H:%M:%S%z}" if before else "from the start"
    end = f"until checkpoint {after.number} of {after.made_at:%Y-%m-%d %H:%M:%S%z}" if after else "not sealed since"
    return f"{start}, {end}"


def _tree_faults(held: Mapping[str, list[str]], trusted: frozenset[bytes]) -> Iterator[Fault]:
    """Compare what the tiles add up to with the checkpoints kept here, then these with the witnesses'."""
    growing, leaves, known, good = tree.Growing(), _leaves(), dict[int, tuple[int, bytes]](), None
    for checkpoint in Checkpoint.objects.order_by("number").iterator(chunk_size=1000):
        about = f"checkpoint {checkpoint.number}"
        what = _wrong(checkpoint, trusted)
        while not what and growing.size < checkpoint.size and (hashed := next(leaves, None)):
            growing.add(hashed)
        if not what and (growing.size != checkpoint.size or growing.root() != bytes(checkpoint.root)):
            what = "the tree is not the one that was signed"
        if what:
            yield Fault(about, what, _between(good, checkpoint))
        else:
            good = checkpoint
        known[checkpoint.number] = (checkpoint.size, bytes(checkpoint.root))
    for witness, written in held.items():
        yield from _told_otherwise(witness, written, known)


def _leaves() -> Iterator[bytes]:
    for (row,) in _found("SELECT hashes FROM evidence_tile WHERE level = 0 ORDER BY place"):
        for at in range(0, len(row), tree.DIGEST):
            yield bytes(row[at : at + tree.DIGEST])


def _wrong(checkpoint: Checkpoint, trusted: frozenset[bytes]) -> str:
    public = bytes(checkpoint.key)
    try:
        told, key, signature = notes.read(checkpoint.note)
    except ValueError:
        return "its note cannot be read"
    if trusted and public not in trusted:
        return "it is signed with a key that is not trusted"
    signed = signing.verifier(signing.ED25519, public).verify(notes.text(told).encode(), signature)
    if not signed or key != notes.key_name(told.origin, public):
        return "its signature is not of its key"
    kept = (checkpoint.number, checkpoint.size, bytes(checkpoint.root), checkpoint.settled, checkpoint.drawn)
    if (told.number, told.size, told.root, told.settled, told.drawn) != kept:
        return "its note says otherwise"
    return ""


def _told_otherwise(witness: str, written: list[str], known: dict[int, tuple[int, bytes]]) -> Iterator[Fault]:
    vouched = gaps.lost_roots()
    for note in written:
        try:
            told, _key, _signature = notes.read(note)
        except ValueError:
            yield Fault(witness, "holds a note that cannot be read", "unknown")
            continue
        here = known.get(told.number)
        if here == (told.size, told.root):
            continue
        what = "is missing here" if here is None else "is another one here"
        interval = f"since checkpoint {max((one for one in known if one < told.number), default=0)}"
        about = f"checkpoint {told.number} of {told.at:%Y-%m-%d %H:%M:%S%z}, held by {witness},"
        yield Fault(about, what, interval, told.root in vouched.get(told.number, ()))
