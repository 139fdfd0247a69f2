"""Recording to whom a worker's data is passed on: the recipient, the ground, what, and for what (PIPL art. 23)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from core.actors import Actor
from core.db import constraints
from scheme.enums import Country
from workers.enums import Ground
from workers.models import Disclosure

PARTS = ("identity", "papers", "contact", "evidence", "offer", "permit", "stay")

INSERT = """
WITH given AS (
    SELECT told.*, coalesce(agent.side, CASE WHEN body.kind IN ('department', 'licensing') THEN 'VN' ELSE 'CN' END)
        <> coalesce((SELECT side FROM employers_intermediary WHERE organisation_id = %(passer)s), %(side)s) AS is_abroad
    FROM jsonb_to_recordset(%(rows)s)
        AS told (worker_id uuid, recipient_id uuid, ground text, purpose text, parts jsonb)
    JOIN accounts_organisation AS body ON body.id = told.recipient_id
    LEFT JOIN employers_intermediary AS agent ON agent.organisation_id = told.recipient_id
)
INSERT INTO workers_disclosure
    (id, worker_id, recipient_id, ground, purpose, parts, is_abroad, consent_id, actor_id, at)
SELECT uuidv7(), given.worker_id, given.recipient_id, given.ground, given.purpose,
    ARRAY(SELECT jsonb_array_elements_text(given.parts)), given.is_abroad, standing.id, %(actor)s, %(at)s
FROM given
LEFT JOIN LATERAL (
    SELECT latest.id FROM (
        SELECT id, is_given FROM workers_passingconsent WHERE worker_id = given.worker_id ORDER BY id DESC LIMIT 1
    ) AS latest WHERE given.is_abroad AND latest.is_given
) AS standing ON true
"""

AT_HOME = ("worker", "department", "licensing")
"""Kinds whose place is Viet Nam; an intermediary's is its side, everybody else's is China."""

Row = tuple[UUID, UUID, str, str, Sequence[str]]


def pass_on_each(rows: Iterable[Row], *, by: Actor, at: datetime) -> int:
    """Record many passings-on in one statement: worker, recipient organisation, ground, purpose, parts each.

    None goes to the other country without the worker's separate consent, unless a law demands it (PIPL art. 39; Law
    91/2025 of Viet Nam): the database refuses it, and with it the act that is open.
    """
    names = ("worker_id", "recipient_id", "ground", "purpose", "parts")
    told = list(rows)
    for _worker, _recipient, ground, _purpose, parts in told:
        if ground not in Ground.values or not set(parts) <= set(PARTS):
            raise ValueError(f"There is no such ground or part: {ground} {parts}")
    given = [dict(zip(names, row, strict=True)) for row in told]
    if not given:
        return 0
    said = {
        "rows": orjson.dumps(given).decode(),
        "passer": by.organisation_id,
        "side": Country.VIET_NAM if by.kind in AT_HOME else Country.CHINA,
        "actor": by.actor_id,
        "at": at,
    }
    with constraints(Disclosure, savepoint=False), connection.cursor() as cursor:
        cursor.execute(INSERT, said)
        return int(cursor.rowcount)


def passings_of(worker_id: UUID, *, by: Actor) -> QuerySet[Disclosure]:
    """To whom the data of a worker one may see was passed on, the latest first."""
    return Disclosure.objects.visible_to(by).filter(worker=worker_id).select_related("recipient").order_by("-pk")
