"""Following records that were merged to the one that stands for the person."""

from collections.abc import Collection
from uuid import UUID

from django.db import connection

FOLLOW = """
WITH RECURSIVE led AS (
    SELECT id AS asked, id AS now, merged_into_id AS onward FROM workers_worker WHERE id = ANY(%s::uuid[])
    UNION ALL
    SELECT led.asked, worker.id, worker.merged_into_id
    FROM led JOIN workers_worker AS worker ON worker.id = led.onward
)
SELECT asked, now FROM led WHERE onward IS NULL
"""


def standing_for(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The record that stands for each person: itself, unless it was merged into another, which may be merged too."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(FOLLOW, [list(ids)])
        return dict(cursor.fetchall())
