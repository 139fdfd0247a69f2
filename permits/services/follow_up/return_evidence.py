"""What the records say of ways home: whose last permit of the season is over and whose last stay has ended."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Final
from uuid import UUID

from django.db import connection

from workers.services.identity.doubles import RECORDS

# Registrations without a return, none of whose permits goes on, by their last permit. Permits that have a return of
# their own, nearly all that are over, are left out by two indexes; the rest is looked up row by row (OFFSET 0), not
# joined: a planner takes it for a third of all permits.
OVER: Final = f"""
SELECT DISTINCT ON (offer.registration_id) offer.registration_id, permit.worker_id, permit.id AS permit_id,
    permit.last_on
FROM (
    SELECT ended.id FROM permits_permit AS ended
    WHERE ended.ended_on IS NOT NULL
        AND NOT EXISTS (SELECT FROM permits_return AS own WHERE own.permit_id = ended.id)
    UNION SELECT past.id FROM permits_permit AS past
    WHERE past.status IN ('issued', 'suspended') AND past.last_on < %(today)s::date
    UNION SELECT open.id FROM permits_permit AS open JOIN scheme_season AS gone ON gone.id = open.season_id
    WHERE open.status IN ('issued', 'suspended') AND gone.work_until < %(today)s::date
) AS over
CROSS JOIN LATERAL (SELECT * FROM permits_permit AS one WHERE one.id = over.id OFFSET 0) AS permit
CROSS JOIN LATERAL (
    SELECT taken.registration_id FROM workers_offer AS taken WHERE taken.id = permit.offer_id OFFSET 0) AS offer
JOIN scheme_season AS season ON season.id = permit.season_id
WHERE permit.end_reason <> 'not_taken_up'
    AND NOT EXISTS (SELECT FROM permits_return AS kept WHERE kept.registration_id = offer.registration_id OFFSET 0)
    AND NOT EXISTS (
        SELECT FROM permits_permit AS other
        WHERE other.worker_id = ANY (ARRAY({RECORDS.format(record="permit.worker_id")}))
            AND other.season_id = permit.season_id AND other.status IN ('issued', 'suspended')
            AND other.last_on >= %(today)s::date AND season.work_until >= %(today)s::date OFFSET 0)
ORDER BY offer.registration_id, permit.last_on DESC, permit.id DESC
"""  # noqa: S608 - its part is a constant
# Of these, whose last stay ended by an exit that was seen, under a permit of the same registration.
RETURNED: Final = f"""
SELECT over.*, stay.last_lawful_on, stay.left_at
FROM ({OVER}) AS over
JOIN LATERAL (
    SELECT stay.left_at, stay.is_end_unknown, stay.last_lawful_on, stay.permit_id FROM permits_stay AS stay
    WHERE stay.worker_id = ANY (ARRAY({RECORDS.format(record="over.worker_id")}))
    ORDER BY stay.entered_at DESC LIMIT 1) AS stay ON true
JOIN permits_permit AS under ON under.id = stay.permit_id
JOIN workers_offer AS taken ON taken.id = under.offer_id AND taken.registration_id = over.registration_id
WHERE stay.left_at IS NOT NULL AND NOT stay.is_end_unknown
"""  # noqa: S608 - its part is the constant above
NOTE: Final = f"""
INSERT INTO permits_return (id, registration_id, worker_id, permit_id, status, left_on, last_lawful_on, exit_seen_at)
SELECT uuidv7(), found.registration_id, found.worker_id, found.permit_id, 'exit_seen',
    (found.left_at AT TIME ZONE 'Asia/Shanghai')::date, coalesce(found.last_lawful_on, found.last_on), %(at)s
FROM ({RETURNED}) AS found
ON CONFLICT DO NOTHING
"""  # noqa: S608 - its part is the constant above
LAST: Final = f"""
SELECT kept.id, kept.left_on AS noted_on, stay.last_lawful_on, stay.left_at IS NULL OR stay.is_end_unknown AS is_here,
    (stay.entered_at AT TIME ZONE 'Asia/Shanghai')::date AS entered_on,
    (stay.left_at AT TIME ZONE 'Asia/Shanghai')::date AS left_on
FROM permits_return AS kept
LEFT JOIN LATERAL (
    SELECT * FROM permits_stay AS stay
    WHERE stay.worker_id = ANY (ARRAY({RECORDS.format(record="kept.worker_id")}))
    ORDER BY stay.entered_at DESC LIMIT 1) AS stay ON true
WHERE kept.status = ANY(%(sources)s)
"""  # noqa: S608 - its part is a constant
# Who came back has not returned; an exit that was told anew, for another day, is still the same way home.
CAME_BACK: Final = f"SELECT id FROM ({LAST}) AS last WHERE last.is_here OR last.entered_on > last.noted_on"  # noqa: S608
AMEND: Final = f"""
UPDATE permits_return AS kept
SET left_on = last.left_on, last_lawful_on = coalesce(last.last_lawful_on, kept.last_lawful_on)
FROM ({LAST}) AS last
WHERE kept.id = last.id AND NOT last.is_here AND last.entered_on <= last.noted_on AND last.left_on <> last.noted_on
"""  # noqa: S608 - its part is the constant above


def note(*, at: datetime, today: date) -> int:
    """Write a return for every registration whose worker has gone home, and say how many."""
    with connection.cursor() as cursor:
        cursor.execute(NOTE, {"at": at, "today": today})
        return int(cursor.rowcount)


def amend(sources: Collection[str]) -> int:
    """Put right the day of exit in returns of those statuses, where it was told anew; say how many."""
    with connection.cursor() as cursor:
        cursor.execute(AMEND, {"sources": sorted(sources)})
        return int(cursor.rowcount)


def came_back(sources: Collection[str]) -> list[UUID]:
    """The returns of those statuses whose worker is in the country again, or has been since."""
    with connection.cursor() as cursor:
        cursor.execute(CAME_BACK, {"sources": sorted(sources)})
        return [key for (key,) in cursor.fetchall()]
