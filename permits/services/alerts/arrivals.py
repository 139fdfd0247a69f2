"""Alerts about arrivals: nobody has come, or where they sleep is not registered with the police."""

from datetime import datetime
from json import dumps

from core.alerts.services import Select
from core.dates import ZONE, day_of
from permits.services.alerts.raising import Kind
from permits.services.alerts.steps import on_steps, without_arrival
from scheme.services.in_force import parameters_of, read_agreement

PERMIT = "permits.permit"
# Seen at a port under this permit or another, or reported by the employer: either is an arrival. The step is looked up
# last, only for those who did not come.
MISSING = """
SELECT permit.id, step.stage, permit.employer_id, permit.county_id, jsonb_build_object('until', permit.first_on),
    ARRAY[permit.intermediary_id, permit.registrar_id, permit.province_id]
FROM (
    SELECT begun.* FROM permits_permit AS begun
    WHERE begun.status IN ('issued', 'suspended') AND begun.first_on < %(today)s AND begun.last_on >= %(today)s
        AND NOT EXISTS (SELECT FROM permits_arrival AS arrival WHERE arrival.permit_id = begun.id)
        AND NOT EXISTS (
            SELECT FROM permits_stay AS stay
            WHERE stay.worker_id = begun.worker_id AND NOT stay.is_end_unknown AND (
                stay.left_at IS NULL OR stay.left_at >= begun.first_on::timestamp AT TIME ZONE %(zone)s))
    OFFSET 0
) AS permit
CROSS JOIN LATERAL (SELECT {stage} AS stage) AS step
WHERE step.stage IS NOT NULL
"""
# Counted from the entry that was seen, or from the end of the day of arrival that was reported. Who crosses daily
# sleeps at home.
UNREGISTERED = """
SELECT permit.id, CASE WHEN due.at < %(at)s THEN 'late' ELSE 'due' END, permit.employer_id, permit.county_id,
    jsonb_build_object('until', (due.at AT TIME ZONE %(zone)s)::date), ARRAY[permit.intermediary_id]
FROM (
    SELECT told.permit_id AS id FROM permits_arrival AS told WHERE told.lodging_registered_on IS NULL
    UNION SELECT here.permit_id FROM permits_stay AS here
    WHERE here.left_at IS NULL AND NOT here.is_end_unknown
        AND NOT EXISTS (SELECT FROM permits_arrival AS told WHERE told.permit_id = here.permit_id)
) AS recent
JOIN permits_permit AS permit ON permit.id = recent.id
LEFT JOIN permits_arrival AS arrival ON arrival.permit_id = permit.id
LEFT JOIN permits_stay AS stay ON stay.permit_id = permit.id AND stay.left_at IS NULL AND NOT stay.is_end_unknown
CROSS JOIN LATERAL (
    SELECT make_interval(hours => (%(hours)s::jsonb ->> permit.rule_set_id::text)::int)
        + least(stay.entered_at, (arrival.arrived_on + 1)::timestamp AT TIME ZONE %(zone)s) AS at
) AS due
WHERE permit.status IN ('issued', 'suspended') AND permit.last_on >= %(today)s AND permit.stay_days > 0
    AND arrival.lodging_registered_on IS NULL AND due.at IS NOT NULL
"""


def _unregistered(at: datetime) -> Select:
    hours = {str(one.pk): parameters_of(one).lodging_registration_hours for one in read_agreement().rule_sets}
    return Select.of(UNREGISTERED, hours=dumps(hours), today=day_of(at), at=at, zone=ZONE.key)


KINDS = (
    Kind(
        "arrival_overdue",
        PERMIT,
        lambda at: on_steps(MISSING, "permit.first_on", without_arrival, at=at, zone=ZONE.key),
    ),
    Kind("lodging_unregistered", PERMIT, _unregistered),
)
