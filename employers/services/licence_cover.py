"""Whether licences cover days: asked for one intermediary or for many at once."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from django.db import connection

from employers.enums import LicenceStatus


def licence_covers(intermediary_id: UUID, first: date, last: date) -> bool:
    """Whether the intermediary's licences in force cover every day from first to last."""
    return licences_cover([(intermediary_id, first, last)])[0]


def licences_cover(wanted: Sequence[tuple[UUID, date, date]]) -> list[bool]:
    """For each intermediary, first and last day: whether its licences in force cover them all, one query for all.

    Licences that follow each other day on day count as one; days out of order are never covered.
    """
    asked = [(number, *one) for number, one in enumerate(wanted) if one[1] <= one[2]]
    columns = [list(column) for column in zip(*asked, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT asked.number FROM unnest(%s::int[], %s::uuid[], %s::date[], %s::date[])
                AS asked(number, intermediary, first, last)
            JOIN employers_licence AS held ON held.intermediary_id = asked.intermediary AND held.status = %s
            GROUP BY asked.number, asked.first, asked.last
            HAVING range_agg(daterange(held.valid_from, held.valid_until, '[]'))
                @> daterange(asked.first, asked.last, '[]')
            """,
            [*columns, LicenceStatus.ACTIVE],
        )
        covered = {number for (number,) in cursor.fetchall()}
    return [number in covered for number in range(len(wanted))]
