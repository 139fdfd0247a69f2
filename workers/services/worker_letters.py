"""Letters to workers: read in the service with a code of their own, and sent to their telephone where there is one."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

import orjson

from accounts.enums import Language
from core.notices.services.delivery import SECRET
from core.notices.services.letters import UNSAID_BY_PHONE, known
from core.notices.services.outbox import TO_PERSONS, Told, queue_from
from core.sealing import seal

# Who was found to be another's double reads letters as that one. The telephone stays as it is kept: encrypted.
READERS = """
SELECT CASE way.channel WHEN 'sms' THEN told.by_phone ELSE told.kind END, reader.id, way.channel, '', way.phone, %s,
    CASE WHEN way.channel = 'sms' AND told.by_phone <> told.kind THEN 'workers.worker' ELSE told.subject_type END,
    CASE WHEN way.channel = 'sms' AND told.by_phone <> told.kind THEN reader.id::text ELSE told.subject_id END,
    CASE WHEN way.channel = 'sms' AND told.by_phone <> told.kind THEN '{{}}' ELSE told.params END, NULL::bytea
FROM {told}
JOIN workers_worker AS person ON person.id = told.worker_id
JOIN workers_worker AS reader ON reader.id = coalesce(person.merged_into_id, person.id)
CROSS JOIN LATERAL (
    SELECT 'in_app' AS channel, NULL::bytea AS phone
    UNION ALL
    SELECT 'sms', reader.phone_sealed WHERE reader.phone_sealed IS NOT NULL
) AS way
"""
ROWS = READERS.format(
    told="""jsonb_to_recordset(%s) AS told (
        worker_id uuid, kind text, by_phone text, subject_type text, subject_id text, params jsonb)"""
)
ALIKE = """(
    SELECT row.worker_id, alike.kind, alike.by_phone, alike.subject_type, row.subject_id, row.params
    FROM (VALUES (%s, %s, %s)) AS alike (kind, by_phone, subject_type)
    CROSS JOIN ({rows}) AS row (worker_id, subject_id, params)
) AS told"""
ONE_READER = """
SELECT %s, person.id, 'sms', '', person.phone_sealed, %s, %s, %s, '{}'::jsonb, %s::bytea
FROM workers_worker AS person WHERE person.id = %s AND person.phone_sealed IS NOT NULL
"""

Row = tuple[UUID, str, str, object, dict[str, Any]]


def tell_workers(rows: Iterable[Row], *, at: datetime) -> int:
    """Tell many workers of many matters: worker id, kind, subject type, subject id, params each; in one statement."""
    names = ("worker_id", "kind", "subject_type", "subject_id", "params")
    told: list[dict[str, Any]] = [dict(zip(names, row, strict=True)) for row in rows]
    for row in told:
        row["by_phone"] = "worker_news" if known(row["kind"]) in UNSAID_BY_PHONE else row["kind"]
    given = [Language.VIETNAMESE, orjson.dumps(told, default=str).decode()]
    return queue_from(ROWS, given, at=at, columns=TO_PERSONS) if told else 0


def workers_told(kind: str, subject_type: str, rows: str) -> Told:
    """One letter of `kind` for each row of a SELECT of: worker id, subject id, params; it is told by phone, too."""
    told = ALIKE.format(rows=rows)
    return Told(READERS.format(told=told), [Language.VIETNAMESE, known(kind), kind, subject_type], TO_PERSONS)


def text_worker(
    worker_id: UUID, kind: str, subject_type: str, subject_id: UUID, secret: dict[str, str], *, at: datetime
) -> int:
    """Send one worker, by telephone only, what nobody may keep: it is encrypted until it is sent, and then blanked."""
    sealed = seal(json.dumps(secret), SECRET)
    given = [known(kind), Language.VIETNAMESE, subject_type, str(subject_id), sealed, worker_id]
    return queue_from(ONE_READER, given, at=at, columns=TO_PERSONS)
