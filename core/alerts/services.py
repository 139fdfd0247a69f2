"""Raising alerts from what a query finds, and closing those whose cause is gone."""

import re
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from core.actors import CLOCK
from core.audit.services import act
from core.notices.services.outbox import Told, queuing

# What is found is read once and laid beside what is open already: a full join cannot be done row against row, however
# little the planner knows of either. An alert that stays is left alone, without so much as a lock.
SETTLE = """
WITH differing (subject_id, stage, organisation_id, area, params, also, open_id) AS MATERIALIZED (
    SELECT found.*, open.id
    FROM ({found}) AS found (subject_id, stage, organisation_id, area, params, also)
    FULL JOIN (
        SELECT kept.id, kept.subject_id, kept.stage FROM alerts_alert AS kept
        WHERE kept.kind = %s AND kept.subject_type = %s AND kept.closed_at IS NULL
    ) AS open ON open.subject_id = found.subject_id::text AND open.stage = found.stage
    WHERE open.id IS NULL OR found.subject_id IS NULL
),
closed AS (
    UPDATE alerts_alert AS kept SET closed_at = %s
    FROM differing WHERE kept.id = differing.open_id
),
raised AS (
    INSERT INTO alerts_alert AS kept
        (kind, subject_type, subject_id, stage, organisation_id, area, params, also, raised_at)
    SELECT %s, %s, new.subject_id::text, new.stage, new.organisation_id, new.area, new.params, new.also, %s
    FROM differing AS new WHERE new.open_id IS NULL
    ON CONFLICT (kind, subject_type, subject_id, stage) DO UPDATE
        SET closed_at = NULL, raised_at = excluded.raised_at, params = excluded.params,
            organisation_id = excluded.organisation_id, area = excluded.area, also = excluded.also
        WHERE kept.closed_at IS NOT NULL
    RETURNING subject_id, stage, organisation_id, area, params, also
){told}
"""
COUNT = "SELECT count(*) FROM raised"
LIST = "SELECT subject_id, stage FROM raised"
OWN = "SELECT own.*, '{{}}'::uuid[] FROM ({found}) AS own"
PLACE = re.compile(r"%\((\w+)\)s")
NOTHING = "SELECT NULL::text, NULL::text, NULL::uuid, NULL::text, NULL::jsonb, NULL::uuid[] WHERE false"


class Select(NamedTuple):
    """A SELECT with the values of its places."""

    sql: str
    params: Sequence[Any] = ()

    @classmethod
    def of(cls, sql: str, **values: object) -> "Select":
        """A SELECT whose places are named: each may stand in it several times."""
        return cls(PLACE.sub("%s", sql), [values[name] for name in PLACE.findall(sql)])


def settle_from(
    kind: str,
    subject_type: str,
    found: "QuerySet[Any, Any] | Select",
    *,
    at: datetime,
    telling: Sequence[Told] = (),
    also: Callable[[list[tuple[str, str]]], None] | None = None,
) -> int:
    """Bring the alerts of a kind in line with what a query finds now, and say how many were raised: raise what is new,
    close what is gone, tell of what was raised; one statement for however many, whole or not at all.

    `found` gives in this order: subject id, stage, organisation id, area, params (jsonb), and as a `Select` the ids of
    all others who see it. Each of `telling` gives letters out of `raised`, which has the same
    columns; `also` gets subject and stage of those raised, where there are few.
    """
    sql, params = _statement(found)
    letters = [queuing(*one, at=at) for one in telling]
    told = "".join(f",\ntold_{number} AS ({letter})" for number, (letter, _params) in enumerate(letters))
    values = [*params, kind, subject_type, at, kind, subject_type, at]
    values += [value for _letter, given in letters for value in given]
    with act("settle_alerts", by=CLOCK), connection.cursor() as cursor:
        cursor.execute("SET LOCAL statement_timeout = '10min'")  # nobody waits for it
        cursor.execute(SETTLE.format(found=sql, told=told) + (COUNT if also is None else LIST), values)
        if also is None:
            return int(cursor.fetchall()[0][0])
        raised = [(subject, stage) for subject, stage in cursor.fetchall()]
        also(raised)
        return len(raised)


def _statement(found: "QuerySet[Any, Any] | Select") -> Select:
    if isinstance(found, Select):
        return found
    try:
        sql, params = found.query.sql_with_params()
    except EmptyResultSet:
        return Select(NOTHING)
    return Select(OWN.format(found=sql), list(params))
