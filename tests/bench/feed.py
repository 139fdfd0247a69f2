"""The feed: written from the record of events, and followed page by page, against a bare SELECT of the same rows."""

import json
import os
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.models import F
from django.utils import timezone

from accounts.models import Token
from exchange.services import feed
from permits.models import Permit
from tests import factories
from tests.bench import ground
from tests.bench.measure import interleave, timed, verdict
from tests.factories import World

EVENTS = int(os.environ.get("FEED_EVENTS", "20000"))
PERMITS, PAGE = 200, 1000
ROUNDS, TURNS = 5, 4
READING, BARE = "pages read, signed and recorded", "bare SELECT of the same rows"
WRITING, COPIED = "entries written and chained", "bare INSERT … SELECT"
GOAL_READING, GOAL_WRITING = 0.1, 0.05
ROWS = (
    "SELECT number, kind, permit, happened_at, last_on FROM exchange_entry WHERE number > %s ORDER BY number LIMIT %s"
)
COPY = """
INSERT INTO pg_temp.plain SELECT row_number() OVER (ORDER BY event.id), event.id, permit.number, event.at
FROM audit_event AS event JOIN permits_permit AS permit ON permit.id = event.subject_id::uuid
WHERE event.subject_type = 'permits.permit' AND (event.changes ? 'status' OR event.changes ? 'last_on')
"""
PLAIN = "CREATE TEMP TABLE plain (number bigint PRIMARY KEY, event_id bigint UNIQUE, permit bigint, at timestamptz)"


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    with tempfile.TemporaryDirectory() as folder:
        settings.SIGNING_KEYS, settings.SIGNING_DRAWS = Path(folder) / "keys", True
        _happen(world)
        _write(say)
        _read(world, say)


def _happen(world: World) -> None:
    """Let permits be suspended and reinstated until there are so many events."""
    filing = factories.filing(world.mandate, status="granted", posts=PERMITS)
    for _ in range(PERMITS):
        factories.permitted(filing, world.intermediary)
    for _ in range(EVENTS // PERMITS - 1):
        Permit.objects.update(last_on=F("last_on") + timedelta(days=1))
    ground.statistics("audit_event", "permits_permit", "exchange_entry")


def _write(say: Callable[[str], None]) -> None:
    written: list[int] = []

    def extend() -> None:
        while not written or written[-1]:
            written.append(feed.extend(at=timezone.now()))

    ours = timed(extend)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)
        bare = timed(lambda: cursor.execute(COPY))
        plain = cursor.rowcount
    say(f"{sum(written):,} entries of the feed, in batches of {feed.BATCH:,}")
    say(f"  {WRITING:32} {sum(written) / ours:10,.0f} a second")
    say(f"  {COPIED:32} {plain / bare:10,.0f} a second")
    say(f"  ours against bare                                  {verdict(bare / ours, GOAL_WRITING)}")


def _read(world: World, say: Callable[[str], None]) -> None:
    by = factories.token(world.organisations["department"], roles=["officer"], scopes=["read_feed"])
    rates = interleave({READING: (_pages(by), EVENTS), BARE: (_rows, EVENTS)}, rounds=ROUNDS, turns=TURNS)
    say(f"Followed by its cursor, {PAGE:,} entries a page")
    for name in rates.rounds:
        say(f"  {name:32} {rates.of(name):10,.0f} entries, {rates.of(name) / PAGE:,.0f} pages a second")
    say(f"  ours against bare                                  {verdict(rates.ratio(READING, BARE), GOAL_READING)}")


def _pages(by: Token) -> Callable[[int], None]:
    def work(number: int) -> None:
        after, told = 0, 0
        while told < number:
            page: dict[str, Any] = feed.read(by=by, at=timezone.now(), after=after, limit=PAGE)
            after, told = page["until"], told + len(json.loads(page["page"])["entries"])

    return work


def _rows(number: int) -> None:
    after, told = 0, 0
    with connection.cursor() as cursor:
        while told < number:
            cursor.execute(ROWS, [after, PAGE])
            rows = cursor.fetchall()
            after, told = rows[-1][0], told + len(rows)
