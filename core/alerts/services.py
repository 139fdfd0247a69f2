"""Raising alerts from what a query finds, and closing those whose cause is gone."""

from datetime import datetime
from typing import Any

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
    SELECT FROM ({found}) AS found (subject_id, stage, organisation_id, area, params)
    WHERE found.subject_id::text = kept.subject_id AND found.stage = kept.stage)
"""
NOTHING = "SELECT NULL, NULL, NULL::uuid, NULL, NULL::jsonb WHERE false"


def settle_from(kind: str, subject_type: str, found: "QuerySet[Any, Any]", *, at: datetime) -> list[tuple[str, str]]:
    """Bring the alerts of a kind in line with what a query finds now: raise what is new, close what is gone.

    `found` gives, by `values_list` and in this order: subject id, stage, organisation id, area, params (jsonb).
    Gives the (subject, stage) of those raised just now.
    """
    sql, params = _statement(found)
    with act("settle_alerts", by=CLOCK), connection.cursor() as cursor:
        cursor.execute(CLOSE.format(found=sql), [at, kind, subject_type, *params])
        cursor.execute(RAISE.format(found=sql), [kind, subject_type, at, *params])
        return [(subject, stage) for subject, stage in cursor.fetchall()]


def _statement(found: "QuerySet[Any, Any]") -> tuple[str, list[Any]]:
    try:
        sql, params = found.query.sql_with_params()
    except EmptyResultSet:
        return NOTHING, []
    return sql, list(params)
