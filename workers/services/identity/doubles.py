"""Following records that were merged to the one that stands for the person: one pointer, never a chain."""

from collections.abc import Collection
from typing import Final
from uuid import UUID

from django.db import connection
from django.db.models.functions import Coalesce

from workers.models import Worker

RECORDS: Final = """
SELECT coalesce(own.merged_into_id, own.id) AS id FROM workers_worker AS own WHERE own.id = {record}
UNION ALL
SELECT gone.id FROM workers_worker AS own
JOIN workers_worker AS gone ON gone.merged_into_id = coalesce(own.merged_into_id, own.id) WHERE own.id = {record}
"""
"""All records of the person whose `record` is given, for statements that look at many persons."""

# Of each person asked for, the record that stands and all that point to it. Where nothing is merged, two index look-ups
# each.
OF_PERSONS: Final = """
SELECT record.id, person.id FROM (
    SELECT DISTINCT coalesce(merged_into_id, id) AS id FROM workers_worker WHERE id = ANY(%s)
) AS person CROSS JOIN LATERAL (
    SELECT person.id UNION ALL SELECT gone.id FROM workers_worker AS gone WHERE gone.merged_into_id = person.id
) AS record
"""


def standing_for(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """The record that stands for each of these persons: itself, unless it was merged into another."""
    if not ids:
        return {}
    rows = Worker.objects.filter(pk__any=ids).annotate(standing=Coalesce("merged_into", "pk"))
    return dict(rows.values_list("pk", "standing"))


def records_of(ids: Collection[UUID]) -> dict[UUID, UUID]:
    """Every record of these persons, also those not asked for, with the one that stands; one query."""
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(OF_PERSONS, [list(ids)])
        return dict(cursor.fetchall())
