"""Until when licences cover: those that follow each other day on day count as one."""

from collections.abc import Collection
from datetime import date
from uuid import UUID

from django.db import connection

from employers.enums import LicenceStatus

COVERED = """
SELECT held.intermediary_id, upper(run) - 1
FROM (
    SELECT intermediary_id, range_agg(daterange(valid_from, valid_until, '[]')) AS runs
    FROM employers_licence WHERE intermediary_id = ANY(%s::uuid[]) AND status = %s GROUP BY intermediary_id
) AS held, unnest(held.runs) AS run
WHERE run @> %s::date
"""


def covered_until_each(intermediaries: Collection[UUID], on: date) -> dict[UUID, date]:
    """The last day without a gap under active licences, for each intermediary that holds one on that day."""
    with connection.cursor() as cursor:
        cursor.execute(COVERED, [list(intermediaries), LicenceStatus.ACTIVE, on])
        return dict(cursor.fetchall())
