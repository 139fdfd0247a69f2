"""Recording to whom a worker's data is passed on: the recipient, the ground, what, and for what (PIPL art. 23)."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import QuerySet

from core.actors import Actor
from workers.enums import Ground
from workers.models import Disclosure

PARTS = ("identity", "papers", "contact", "evidence", "offer", "permit", "stay")

INSERT = """
INSERT INTO workers_disclosure (id, worker_id, recipient_id, ground, purpose, parts, actor_id, at)
SELECT uuidv7(), given.worker_id, given.recipient_id, given.ground, given.purpose,
    ARRAY(SELECT jsonb_array_elements_text(given.parts)), %s, %s
FROM jsonb_to_recordset(%s) AS given (worker_id uuid, recipient_id uuid, ground text, purpose text, parts jsonb)
"""

Row = tuple[UUID, UUID, str, str, Sequence[str]]


def pass_on_each(rows: Iterable[Row], *, by: Actor, at: datetime) -> int:
    """Record many passings-on in one statement: worker, recipient organisation, ground, purpose, parts each."""
    names = ("worker_id", "recipient_id", "ground", "purpose", "parts")
    told = list(rows)
    for _worker, _recipient, ground, _purpose, parts in told:
        if ground not in Ground.values or not set(parts) <= set(PARTS):
            raise ValueError(f"There is no such ground or part: {ground} {parts}")
    given = [dict(zip(names, row, strict=True)) for row in told]
    if not given:
        return 0
    with connection.cursor() as cursor:
        cursor.execute(INSERT, [by.actor_id, at, orjson.dumps(given).decode()])
        return int(cursor.rowcount)


def passings_of(worker_id: UUID, *, by: Actor) -> QuerySet[Disclosure]:
    """To whom the data of a worker one may see was passed on, the latest first."""
    return Disclosure.objects.visible_to(by).filter(worker=worker_id).select_related("recipient").order_by("-pk")
