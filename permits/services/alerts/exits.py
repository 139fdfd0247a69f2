"""Alerts about the way home: an exit nobody saw, a season that is not closed out, a return not confirmed at home."""

from core.alerts.services import Select
from core.dates import ZONE, day_of
from permits.services.alerts.raising import Kind
from permits.services.alerts.steps import KNOWN, LOOK_BACK, after_only, on_steps

PERMIT, RETURN = "permits.permit", "permits.return"
# The employer reported an arrival, the permit has ended, and no exit was seen since. Whoever was seen to enter is on
# the ladder after the last lawful day.
UNMATCHED = f"""
SELECT permit.id, '', NULL::uuid, permit.county_id,
    jsonb_build_object('until', coalesce(permit.ended_on, permit.last_on)), ARRAY[permit.province_id]
FROM permits_permit AS permit
JOIN permits_arrival AS arrival ON arrival.permit_id = permit.id
WHERE (permit.ended_on IS NOT NULL AND permit.ended_on >= %(since)s AND permit.ended_on < %(today)s
        OR permit.status IN ('issued', 'suspended') AND permit.last_on < %(today)s
        OR permit.id = ANY (ARRAY({KNOWN.format(kind="exit_unmatched")})))
    AND coalesce(permit.ended_on, permit.last_on) < %(today)s AND permit.end_reason NOT IN ('died', 'not_taken_up')
    AND NOT EXISTS (
        SELECT FROM permits_stay AS stay
        WHERE stay.worker_id = permit.worker_id AND (
            stay.left_at >= arrival.arrived_on::timestamp AT TIME ZONE %(zone)s
            OR stay.left_at IS NULL AND NOT stay.is_end_unknown))
    AND NOT EXISTS (
        SELECT FROM permits_permit AS next WHERE next.succeeds_id = permit.id AND next.worker_id = permit.worker_id)
"""  # noqa: S608 - its part is a constant
# What a worker complains of never shows here: employer and intermediary see these.
CLOSE_OUT = """
SELECT homecoming.id, step.stage, permit.employer_id, permit.county_id,
    jsonb_build_object('until', homecoming.left_on), ARRAY[permit.intermediary_id]
FROM permits_return AS homecoming
JOIN permits_permit AS permit ON permit.id = homecoming.permit_id
CROSS JOIN LATERAL (SELECT {stage} AS stage) AS step
WHERE step.stage IS NOT NULL AND homecoming.status <> 'closed_out'
    AND (homecoming.wage_settled_on IS NULL OR homecoming.papers_returned_on IS NULL)
"""
UNCONFIRMED = """
SELECT homecoming.id, step.stage, NULL::uuid, '', jsonb_build_object('until', homecoming.left_on),
    ARRAY[permit.province_id]
FROM permits_return AS homecoming
JOIN permits_permit AS permit ON permit.id = homecoming.permit_id
CROSS JOIN LATERAL (SELECT {stage} AS stage) AS step
WHERE step.stage IS NOT NULL AND homecoming.status = 'exit_seen'
"""


KINDS = (
    Kind(
        "exit_unmatched",
        PERMIT,
        lambda at: Select.of(UNMATCHED, today=day_of(at), since=day_of(at) - LOOK_BACK, zone=ZONE.key),
    ),
    Kind("close_out_open", RETURN, lambda at: on_steps(CLOSE_OUT, "homecoming.left_on", after_only, at=at)),
    Kind("return_unconfirmed", RETURN, lambda at: on_steps(UNCONFIRMED, "homecoming.left_on", after_only, at=at)),
)
