"""What the records say of a stay that went past its last lawful day: the evidence, and what speaks for the worker."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db import connection

# What covers a stay after its last lawful day, up to a day: an undecided extension, a measure, or a shut border.
RECEIPT: Final = """EXISTS (
    SELECT FROM permits_extension AS asked
    WHERE asked.permit_id = permit.id AND asked.status = 'asked' AND asked.receipt_until >= {upto})"""
MEASURE: Final = """EXISTS (
    SELECT FROM permits_forcemajeure AS measure
    WHERE measure.status = 'in_force' AND {since} BETWEEN measure.from_on AND measure.until_on
        AND measure.extends_to >= {upto}
        AND measure.area_id IN (permit.province_code || '0000', permit.prefecture_code || '00', permit.county_id)
        AND (measure.ports = '{{}}' OR measure.ports && permit.ports))"""
# Every port of the permit was closed on every day on which the worker could still have left without being late.
SHUT: Final = """(cardinality(permit.ports) > 0 AND NOT EXISTS (
    SELECT FROM unnest(permit.ports) AS gate, generate_series({since}, {upto} - 1, interval '1 day') AS day
    WHERE NOT EXISTS (
        SELECT FROM scheme_portstatus AS state
        WHERE state.port_id = gate AND state.state = 'closed' AND state.valid_from <= day
            AND (state.valid_until IS NULL OR state.valid_until >= day))))"""
ENTERED: Final = "(stay.entered_at AT TIME ZONE 'Asia/Shanghai')::date"
LEFT: Final = "(stay.left_at AT TIME ZONE 'Asia/Shanghai')::date"

# Once a stay. What an officer closed stands; what the clock cleared may come up again when its reason is gone.
SUSPECT: Final = f"""
INSERT INTO permits_overstaycase (id, permit_id, worker_id, stay_id, entered_on, last_lawful_on, status, evidence,
    suspected_at, contest, closing, note)
SELECT uuidv7(), permit.id, stay.worker_id, stay.id, {ENTERED}, stay.last_lawful_on, 'suspected',
    jsonb_build_object(
        'rule', 'last_lawful_day', 'rule_set', permit.rule_set_id, 'permit', permit.id,
        'permit_last_on', permit.last_on, 'stay_days', permit.stay_days, 'last_lawful_on', stay.last_lawful_on,
        'entry', entry.id, 'port', entry.port_id, 'entered_on', {ENTERED},
        'looked_for', jsonb_build_object('exits_until', %(at)s::text, 'receipts_on', %(today)s::date,
            'closed_ports_on', %(today)s::date, 'force_majeure_on', %(today)s::date)),
    %(at)s::timestamptz, '', '', ''
FROM permits_stay AS stay
JOIN permits_permit AS permit ON permit.id = stay.permit_id
JOIN permits_crossing AS entry ON entry.id = stay.entry_id
WHERE stay.left_at IS NULL AND NOT stay.is_end_unknown AND stay.last_lawful_on < %(today)s::date
    AND NOT EXISTS (
        SELECT FROM permits_overstaycase AS kept
        WHERE kept.worker_id = stay.worker_id AND (
            kept.status <> 'closed' AND kept.entered_on = {ENTERED}
            OR kept.status = 'closed' AND kept.note <> '' AND kept.evidence->>'entry' = stay.entry_id::text
                AND kept.last_lawful_on >= stay.last_lawful_on))
    AND NOT {RECEIPT.format(upto="%(today)s::date")}
    AND NOT {MEASURE.format(since="stay.last_lawful_on", upto="%(today)s::date")}
    AND NOT {SHUT.format(since="stay.last_lawful_on", upto="%(today)s::date")}
ON CONFLICT DO NOTHING
"""  # noqa: S608 - its parts are the constants above

# A stay is made anew with every late record: it is known again by its own id, its entry, or its day of entry.
STANDING: Final = f"""
SELECT kept.id, stay.id AS stay_id, stay.is_end_unknown, stay.last_lawful_on, {LEFT} AS left_on,
    coalesce({LEFT}, %(today)s::date) AS upto, kept.last_lawful_on AS since, kept.left_on AS noted_on, kept.permit_id
FROM permits_overstaycase AS kept
LEFT JOIN LATERAL (
    SELECT * FROM permits_stay AS stay
    WHERE stay.worker_id = kept.worker_id
        AND (stay.id = kept.stay_id OR stay.entry_id::text = kept.evidence->>'entry' OR {ENTERED} = kept.entered_on)
    ORDER BY (stay.id = kept.stay_id) DESC, (stay.entry_id::text = kept.evidence->>'entry') DESC, stay.entered_at DESC
    LIMIT 1) AS stay ON true
WHERE kept.status <> 'closed' AND (%(ids)s::uuid[] IS NULL OR kept.id = ANY(%(ids)s::uuid[]))
"""  # noqa: S608 - its parts are the constants above
CLEARED: Final = f"""
SELECT found.id, found.left_on, found.closing FROM (
    SELECT one.id, one.left_on, CASE
        WHEN one.stay_id IS NULL OR one.is_end_unknown OR one.last_lawful_on IS NULL THEN 'data_error'
        WHEN one.left_on <= one.since THEN 'left_in_time'
        WHEN one.last_lawful_on >= one.upto THEN CASE WHEN EXISTS (
            SELECT FROM permits_extension AS given
            WHERE given.permit_id = permit.id AND given.status = 'granted' AND given.ends_on > one.since)
            THEN 'extended' ELSE 'data_error' END
        WHEN {RECEIPT.format(upto="one.upto")} THEN 'receipt_pending'
        WHEN {MEASURE.format(since="one.since", upto="one.upto")} OR {SHUT.format(since="one.since", upto="one.upto")}
            THEN 'border_closed' END AS closing
    FROM ({STANDING}) AS one JOIN permits_permit AS permit ON permit.id = one.permit_id) AS found
WHERE found.closing IS NOT NULL
"""  # noqa: S608 - its parts are the constants above
NOTE_EXITS: Final = f"""
UPDATE permits_overstaycase AS kept SET left_on = found.left_on
FROM (SELECT one.id, one.left_on FROM ({STANDING}) AS one
    WHERE one.stay_id IS NOT NULL AND one.left_on IS DISTINCT FROM one.noted_on) AS found
WHERE kept.id = found.id
"""  # noqa: S608 - its parts are the constants above


def suspect(*, at: datetime, today: date) -> int:
    """Write a case for every open stay past its last lawful day that nothing covers, and say how many."""
    return _change(SUSPECT, {"at": at.isoformat(), "today": today})


def cleared(*, today: date, ids: Iterable[UUID] | None = None) -> dict[UUID, tuple[str, date | None]]:
    """Which open cases, of all or of `ids`, the records clear by now: why, and the day of exit where there is one."""
    with connection.cursor() as cursor:
        cursor.execute(CLEARED, {"today": today, "ids": None if ids is None else list(ids)})
        return {key: (closing, left_on) for key, left_on, closing in cursor.fetchall()}


def write_exits(*, today: date) -> int:
    """Write into open cases the day on which an exit was seen, or take it out where it was none; say how many."""
    return _change(NOTE_EXITS, {"today": today, "ids": None})


def _change(sql: str, params: dict[str, Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return int(cursor.rowcount)
