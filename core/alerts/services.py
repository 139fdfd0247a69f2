"""Raising alerts from what a query finds, and closing those whose cause is gone: one statement each."""

import json
from collections.abc import Collection, Iterable
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from core.actors import CLOCK
from core.audit.services import act

RAISE = """
INSERT INTO alerts_alert AS kept
    (kind, subject_type, subject_id, stage, organisation_id, area, params, raised_at)
SELECT %s, %s, found.subject_id::text, found.stage, found.organisation_id, found.area, found.params, %s
FROM ({found}) AS found (subject_id, stage, organisation_id, area, params)
ON CONFLICT (kind, subject_type, subject_id, stage) DO UPDATE
    SET closed_at = NULL, raised_at = excluded.raised_at, params = excluded.params,
        organisation_id = excluded.organisation_id, area = excluded.area
    WHERE kept.closed_at IS NOT NULL
RETURNING subject_id, stage
"""
CLOSE = """
UPDATE alerts_alert AS kept SET closed_at = %s
WHERE kind = %s AND subject_type = %s AND closed_at IS NULL AND NOT EXISTS (
    SELECT FROM ({found}) AS found (subject_id, stage)
    WHERE found.subject_id::text = kept.subject_id AND found.stage = kept.stage)
"""
GIVEN = (
    "SELECT subject_id, stage, organisation_id, area, params FROM jsonb_to_recordset(%s)"
    " AS given (subject_id text, stage text, organisation_id uuid, area text, params jsonb)"
)
STILL = "SELECT subject_id, stage FROM jsonb_to_recordset(%s) AS given (subject_id text, stage text)"
STILL_FOUND = "SELECT subject_id, stage FROM ({found}) AS found (subject_id, stage, organisation_id, area, params)"
NOTHING = "SELECT NULL, NULL, NULL::uuid, NULL, NULL::jsonb WHERE false"


@dataclass(frozen=True, slots=True)
class Cause:
    """Why an alert is raised: the record, the step of the ladder, and whom it concerns."""

    subject_id: object
    stage: str = ""
    organisation_id: UUID | None = None
    area: str = ""
    params: dict[str, Any] = field(default_factory=dict)


def raise_each(kind: str, subject_type: str, causes: Iterable[Cause], *, at: datetime) -> list[tuple[str, str]]:
    """Raise an alert for each cause that has none open; give the (subject, stage) of those raised just now."""
    return _raise(kind, subject_type, GIVEN, [_json(map(asdict, causes))], at)


def raise_from(kind: str, subject_type: str, found: "QuerySet[Any, Any]", *, at: datetime) -> list[tuple[str, str]]:
    """Raise alerts straight from a query, as `raise_each` does.

    `found` gives, by `values_list` and in this order: subject id, stage, organisation id, area, params (jsonb).
    """
    sql, params = _statement(found)
    return _raise(kind, subject_type, sql, params, at)


def close_gone(kind: str, subject_type: str, still: Collection[tuple[object, str]], *, at: datetime) -> int:
    """Close the open alerts of a kind but those whose (subject, stage) is `still` there."""
    rows = [{"subject_id": str(subject), "stage": stage} for subject, stage in still]
    with connection.cursor() as cursor:
        cursor.execute(CLOSE.format(found=STILL), [at, kind, subject_type, _json(rows)])
        return int(cursor.rowcount)


def settle_from(kind: str, subject_type: str, found: "QuerySet[Any, Any]", *, at: datetime) -> list[tuple[str, str]]:
    """Bring the alerts of a kind in line with what a query finds now: raise what is new, close what is gone."""
    sql, params = _statement(found)
    still = STILL_FOUND.format(found=sql)
    with act("settle_alerts", by=CLOCK), connection.cursor() as cursor:
        cursor.execute(CLOSE.format(found=still), [at, kind, subject_type, *params])
        return _raise(kind, subject_type, sql, params, at)


def _raise(kind: str, subject_type: str, found: str, params: list[Any], at: datetime) -> list[tuple[str, str]]:
    with connection.cursor() as cursor:
        cursor.execute(RAISE.format(found=found), [kind, subject_type, at, *params])
        return [(subject, stage) for subject, stage in cursor.fetchall()]


def _statement(found: "QuerySet[Any, Any]") -> tuple[str, list[Any]]:
    try:
        sql, params = found.query.sql_with_params()
    except EmptyResultSet:
        return NOTHING, []
    return sql, list(params)


def _json(rows: Iterable[dict[str, Any]]) -> str:
    return json.dumps(list(rows), default=str)
