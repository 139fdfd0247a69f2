"""What a copy holds, without what differs from run to run: keys, moments, and what is drawn by chance."""

import json
import re
from collections import Counter
from datetime import datetime
from typing import Any

import psycopg
from psycopg import sql

Digest = dict[str, Counter[str]]
LEFT_OUT = {
    "audit_event": "counted by kind of record and verb below",
    "jobs_jobrun": "looked at run by run below",
    "evidence_checkpoint": "how often was sealed; what was sealed are the events",
    "evidence_deposit": "follows the checkpoints",
    "evidence_tile": "hashes over keys and moments",
    "django_session": "nobody logs in here",
    "django_migrations": "the same in every copy",
}
OF_THE_MOMENT = '"out_of_step"'
"""What the reconciler found when it looked is no effect: it depends on what was asked before it."""
COLUMNS = """
SELECT table_name, column_name FROM information_schema.columns JOIN pg_class ON relname = table_name AND relkind = 'r'
WHERE table_schema = 'public' AND relnamespace = 'public'::regnamespace
    AND data_type NOT IN ('uuid', 'bytea', 'timestamp with time zone', 'tstzrange', 'tsvector')
    AND is_identity = 'NO' AND column_default IS NULL
ORDER BY 1, 2
"""
TABLES = "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
EVENTS = "SELECT subject_type, verb, count(*) FROM audit_event GROUP BY 1, 2"
RUNS = "SELECT job, period, finished_at IS NOT NULL FROM jobs_jobrun"
LETTERS = "SELECT kind, channel, count(*) FROM notices_notice GROUP BY 1, 2"
SETTLED = """
SELECT 'letters that wait', count(*) FROM notices_notice WHERE due_at IS NOT NULL AND due_at <= %(at)s
UNION ALL SELECT 'letters given up', count(*) FROM notices_notice WHERE dead_at IS NOT NULL
UNION ALL SELECT 'runs that did not end', count(*) FROM jobs_jobrun WHERE finished_at IS NULL
"""
CHANCE = re.compile(
    r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}|[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:.+Z-]+"
    r"|[0-9a-f]{32,}|[A-Za-z0-9_-]{40,}={0,2}|\"[0-9a-f]{8}\""
)


def digest(connection: "psycopg.Connection[Any]") -> Digest:
    """How often each row of each table is there, in words that two honest runs have in common."""
    named: dict[str, list[str]] = {name: [] for (name,) in connection.execute(TABLES) if name not in LEFT_OUT}
    for table, column in connection.execute(COLUMNS):
        if table in named:
            named[table].append(column)
    found = {table: _rows(connection, table, columns) for table, columns in named.items()}
    found["events"] = Counter({f"{kind} {verb}": number for kind, verb, number in connection.execute(EVENTS)})
    found["runs"] = Counter(str(row) for row in connection.execute(RUNS))
    found["letters"] = Counter({f"{kind} {channel}": number for kind, channel, number in connection.execute(LETTERS)})
    return found


def left_open(connection: "psycopg.Connection[Any]", at: datetime) -> dict[str, int]:
    """What waits, failed or did not end, and how much of each."""
    return {name: number for name, number in connection.execute(SETTLED, {"at": at}) if number}


def lacking(reference: Digest, found: Digest) -> list[str]:
    """What was made, told or done in the reference and is not there; asked twice, a task may find more."""
    made = ("events", "runs", "letters", "alerts_alert")
    return [f"{table}: {row[:300]}" for table in made for row in reference[table] - found[table]]


def _rows(connection: "psycopg.Connection[Any]", table: str, columns: list[str]) -> Counter[str]:
    chosen = sql.SQL(", ").join(map(sql.Identifier, columns)) or sql.SQL("1")
    statement = sql.SQL("SELECT {} FROM {}").format(chosen, sql.Identifier(table))
    written = (json.dumps(row, default=str) for row in connection.execute(statement))
    return Counter(CHANCE.sub("#", row) for row in written if OF_THE_MOMENT not in row)


def differences(reference: Digest, found: Digest) -> list[str]:
    """Each row that is there too often or too seldom, table by table; at most a few of each."""
    told = []
    for table in sorted(reference.keys() | found.keys()):
        more, less = found[table] - reference[table], reference[table] - found[table]
        told += [f"{table}: {number} more of {row[:300]}" for row, number in list(more.items())[:3]]
        told += [f"{table}: {number} less of {row[:300]}" for row, number in list(less.items())[:3]]
    return told
