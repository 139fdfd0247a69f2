"""The place of a code in the status list: the permit's own number, until a code says more than its permit does.

What a variation changed and a reversed extension took back still stands on papers: the place of their code is marked
as ended, and the next code gets a new one. A permit that was only extended keeps its place: its old paper says too
little, not too much, and whoever shows it may still work.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Final
from uuid import UUID

from django.db import connection, transaction

from papers.models import FormerCode, PermitCode

PLACES: Final = """
SELECT permit.id, coalesce(code.index, permit.number), changed.times,
    code.variations < changed.times OR code.last_on > permit.last_on
FROM permits_permit AS permit
LEFT JOIN papers_permitcode AS code ON code.permit_id = permit.id
CROSS JOIN LATERAL (
    SELECT count(*) AS times FROM permits_variation AS variation
    WHERE variation.permit_id = permit.id AND variation.status = 'granted'
) AS changed
WHERE permit.id = ANY (%s)
"""
# From the few that were changed to their codes, however many codes there are.
OLD: Final = """
SELECT index FROM papers_formercode WHERE last_on >= %s
UNION ALL
SELECT code.index
FROM (
    SELECT permit_id, count(*) AS times FROM permits_variation WHERE status = 'granted' GROUP BY permit_id
) AS changed
JOIN papers_permitcode AS code ON code.permit_id = changed.permit_id
WHERE code.variations < changed.times AND code.last_on >= %s
UNION ALL
SELECT code.index
FROM (SELECT DISTINCT permit_id FROM permits_extension WHERE status = 'reversed') AS changed
JOIN papers_permitcode AS code ON code.permit_id = changed.permit_id
JOIN permits_permit AS permit ON permit.id = changed.permit_id
WHERE code.last_on > permit.last_on AND code.last_on >= %s
"""
NEXT: Final = "SELECT nextval('permits_permit_number') FROM generate_series(1, %s)"


@dataclass(frozen=True, slots=True)
class Place:
    """Where a code stands in the status list, by how many variations, and whether it says more than its permit."""

    index: int
    variations: int
    is_old: bool


def places_of(permit_ids: Collection[UUID]) -> dict[UUID, Place]:
    """The places of the codes of permits, as they are; where none was signed yet, as it will be."""
    with connection.cursor() as cursor:
        cursor.execute(PLACES, [list(permit_ids)])
        return {key: Place(index, times, bool(is_old)) for key, index, times, is_old in cursor.fetchall()}


def renumbered(permit_ids: Collection[UUID]) -> dict[UUID, Place]:
    """The places that codes are to have: a new one where the last code says more than its permit."""
    places = places_of(permit_ids)
    old = [key for key, place in places.items() if place.is_old]
    return places | _moved(old) if old else places


def old_places(since: date) -> list[int]:
    """The places of codes that say more than their permits, and a last day that is not before `since`."""
    with connection.cursor() as cursor:
        cursor.execute(OLD, [since, since, since])
        return [index for (index,) in cursor.fetchall()]


@transaction.atomic
def _moved(old: Collection[UUID]) -> dict[UUID, Place]:
    """Give these codes new places; of two who print at once, the second finds it done."""
    rows = {row.pk: row for row in PermitCode.objects.select_for_update().filter(permit__any=list(old)).order_by("pk")}
    places = places_of(old)
    codes = [row for key, row in rows.items() if places[key].is_old]
    FormerCode.objects.bulk_create(
        [FormerCode(index=row.index, permit_id=row.pk, last_on=row.last_on) for row in codes]
    )
    for row, index in zip(codes, _next(len(codes)), strict=True):
        place = places[row.pk] = Place(index, places[row.pk].variations, is_old=False)
        row.index, row.variations = place.index, place.variations
    PermitCode.objects.bulk_update(codes, ["index", "variations"])
    return places


def _next(number: int) -> list[int]:
    with connection.cursor() as cursor:
        cursor.execute(NEXT, [number])
        return [index for (index,) in cursor.fetchall()]
