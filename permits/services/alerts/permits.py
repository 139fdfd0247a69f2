"""Alerts about permits: their last day comes near, it has gone by with the worker still here, or there are two."""

from core.alerts.services import Select
from core.dates import day_of
from permits.services.alerts.raising import Kind, to_worker
from permits.services.alerts.steps import by_class, on_steps

PERMIT = "permits.permit"
LAST_LAWFUL = "stay.last_lawful_on"
# For who is in the country the last lawful day may come before the permit's. What goes on with another permit does not
# end.
ENDING = """
SELECT permit.id, step.stage, permit.employer_id, permit.county_id, jsonb_build_object('until', last.day),
    ARRAY[permit.intermediary_id, permit.registrar_id, permit.province_id]
FROM (
    SELECT due.id FROM permits_permit AS due
    WHERE due.status IN ('issued', 'suspended') AND due.last_on BETWEEN %(today)s AND %(until)s
    UNION SELECT here.permit_id FROM permits_stay AS here
    WHERE here.left_at IS NULL AND NOT here.is_end_unknown AND here.last_lawful_on BETWEEN %(today)s AND %(until)s
) AS near
JOIN permits_permit AS permit ON permit.id = near.id
LEFT JOIN permits_stay AS stay ON stay.permit_id = permit.id AND stay.left_at IS NULL AND NOT stay.is_end_unknown
CROSS JOIN LATERAL (SELECT least(permit.last_on, stay.last_lawful_on) AS day) AS last
CROSS JOIN LATERAL (SELECT {stage} AS stage) AS step
WHERE permit.status IN ('issued', 'suspended') AND permit.last_on >= %(today)s AND last.day >= %(today)s
    AND step.stage IS NOT NULL
    AND NOT EXISTS (
        SELECT FROM permits_permit AS next
        WHERE next.succeeds_id = permit.id AND next.status IN ('issued', 'suspended'))
"""
# Employers and intermediaries are left out: a suspicion is not theirs to act on.
PAST_END = """
SELECT permit.id, step.stage, NULL::uuid, permit.county_id, jsonb_build_object('until', stay.last_lawful_on),
    ARRAY[permit.province_id]
FROM permits_stay AS stay
JOIN permits_permit AS permit ON permit.id = stay.permit_id
CROSS JOIN LATERAL (SELECT {stage} AS stage) AS step
WHERE stay.left_at IS NULL AND NOT stay.is_end_unknown AND stay.last_lawful_on < %(today)s AND step.stage IS NOT NULL
"""
# The database keeps one worker from holding two: only two records that proved to be one person can.
DOUBLE = """
WITH held AS (
    SELECT permit.id, permit.county_id, permit.province_id, permit.first_on, permit.last_on, record.person
    FROM (
        SELECT gone.id, gone.merged_into_id AS person FROM workers_worker AS gone WHERE gone.merged_into_id IS NOT NULL
        UNION SELECT gone.merged_into_id, gone.merged_into_id FROM workers_worker AS gone
        WHERE gone.merged_into_id IS NOT NULL AND NOT EXISTS (
            SELECT FROM workers_worker AS kept WHERE kept.id = gone.merged_into_id AND kept.merged_into_id IS NOT NULL)
    ) AS record
    JOIN permits_permit AS permit ON permit.worker_id = record.id
    WHERE permit.status IN ('issued', 'suspended') AND permit.last_on >= %(today)s
)
SELECT one.id, '', NULL::uuid, one.county_id, jsonb_build_object('until', one.last_on), ARRAY[one.province_id]
FROM held AS one
WHERE EXISTS (
    SELECT FROM held AS other WHERE other.person = one.person AND other.id <> one.id
        AND other.first_on <= one.last_on AND other.last_on >= one.first_on)
"""


ENDING_TOLD = to_worker("worker_permit_ending", PERMIT, "permits_permit")
# On the first day after it the case that is opened tells the worker.
PAST_END_TOLD = to_worker("worker_past_end", PERMIT, "permits_permit", but="+1")

KINDS = (
    Kind("permit_ending", PERMIT, lambda at: on_steps(ENDING, "last.day", by_class, at=at), ENDING_TOLD),
    Kind("permit_past_end", PERMIT, lambda at: on_steps(PAST_END, LAST_LAWFUL, by_class, at=at), PAST_END_TOLD),
    Kind("double_permit", PERMIT, lambda at: Select.of(DOUBLE, today=day_of(at))),
)
