"""What it costs to seal and to verify events, in processor time, against bare hashing of what they say."""

import tempfile
from collections.abc import Callable
from pathlib import Path

from django.db import connection, connections, transaction
from django.test import override_settings
from django.utils import timezone

from core.evidence.services import proofs, sealing, verification
from tests.bench.measure import processed, verdict
from tests.factories import World

EVENTS = 200_000
FILL = f"""
WITH made AS (
    INSERT INTO audit_event (subject_type, subject_id, seq, verb, changes, details, login, database_role, algorithm, at)
    SELECT 'bench.record', number::text, 1, 'change',
        jsonb_build_object('status', jsonb_build_array('submitted', 'granted'), 'note', repeat('x', 200)), '{{}}', '',
        'bench', 'sha256', clock_timestamp()
    FROM generate_series(0, {EVENTS} - 1) AS number RETURNING id
) SELECT count(*) FROM made
"""
HASH = f"""UPDATE audit_event AS event SET hash = sha256(convert_to({proofs.SAID}, 'UTF8'))
WHERE subject_type = 'bench.record'"""
BARE = f"SELECT count(sha256(convert_to({proofs.SAID}, 'UTF8'))) FROM audit_event AS event"


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    with (
        tempfile.TemporaryDirectory() as folder,
        override_settings(SIGNING_KEYS=Path(folder), SIGNING_DRAWS=True, WITNESSES=[]),
    ):
        _measure(say)


def _measure(say: Callable[[str], None]) -> None:
    sealing.seal(at=timezone.now())
    _fill()
    bare = sum(processed(lambda: _execute(BARE)))
    sealed = sum(processed(lambda: sealing.seal(at=timezone.now())))
    again = sum(processed(lambda: sealing.seal(at=timezone.now())))
    checked = sum(processed(lambda: sum(1 for _fault in verification.faults({}))))
    proved = sum(processed(lambda: proofs.of_event(_middle())))
    say(f"Evidence: processor time for {EVENTS:,} events, a million being {1_000_000 // EVENTS} times as much")
    for name, spent in (("bare hashing", bare), ("sealing", sealed), ("verifying", checked)):
        say(f"  {name:14} {spent:10,.0f} ms")
    say(f"  sealing again with nothing new {again:.0f} ms, proving one {proved:.0f} ms")
    say(f"  sealing, against bare hashing       {verdict(sealed / bare, 3, at_most=True)}")
    say(f"  verifying, against bare hashing     {verdict(checked / bare, 10, at_most=True)}")


def _fill() -> None:
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        cursor.execute("ALTER TABLE audit_event DISABLE TRIGGER USER")
        cursor.execute(FILL)
        cursor.execute(HASH)
        cursor.execute("ALTER TABLE audit_event ENABLE TRIGGER USER")
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE audit_event")


def _execute(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        cursor.fetchall()


def _middle() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT max(id) - 1000 FROM audit_event")
        return int((cursor.fetchone() or (0,))[0])
