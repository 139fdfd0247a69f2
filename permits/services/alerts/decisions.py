"""Alerts about what somebody must answer or decide: applications, wishes, reports, cases and renewals."""

from datetime import datetime, timedelta

from core.alerts.services import Select
from core.dates import day_of
from permits.services.alerts.raising import settle
from permits.services.alerts.steps import ROWS, by_class, steps

# On its last day and the one before; and once it is late. Its office decides; the worker's department reads along.
DUE = """
SELECT asked.id, CASE WHEN asked.{day} < %(today)s THEN 'late' ELSE 'due' END, NULL::uuid, place.county_id,
    jsonb_build_object('until', asked.{day}), ARRAY[]::uuid[] || {also}
FROM {table} AS asked JOIN {place}
WHERE asked.status IN ({waiting}) AND asked.{day} <= %(tomorrow)s
"""
OF_PERMIT = "permits_permit AS place ON place.id = asked.permit_id"
APPLICATION = DUE.format(
    table="permits_permitapplication",
    place="employers_filing AS place ON place.id = asked.filing_id",
    day="due_on",
    waiting="'submitted'",
    also="'{}'",
)
END_REQUEST = DUE.format(table="permits_endrequest", place=OF_PERMIT, day="due_on", waiting="'asked'", also="'{}'")
ABSENCE = DUE.format(
    table="permits_absencereport",
    place=OF_PERMIT,
    day="answer_by_on",
    waiting="'reported', 'contested'",
    also="place.province_id",
)
OVERSTAY = DUE.format(
    table="permits_overstaycase",
    place=OF_PERMIT,
    day="answer_by_on",
    waiting="'notified', 'contested'",
    also="place.province_id",
)
RENEWAL = f"""
SELECT renewal.id, coalesce(step.stage, ''), NULL::uuid, permit.county_id,
    jsonb_build_object('until', permit.last_on), ARRAY[]::uuid[]
FROM permits_renewal AS renewal
JOIN permits_permit AS permit ON permit.id = renewal.permit_id
LEFT JOIN {ROWS} ON step.rule_set_id = permit.rule_set_id AND step.permit_class = permit.permit_class
    AND step.day = greatest(permit.last_on, %(floor)s)
WHERE renewal.status = 'proposed'
"""


def alert_applications_due(*, at: datetime) -> int:
    """Alert bureaus to applications whose decision is due or late; how many are new."""
    return settle("application_due", "permits.permitapplication", _due(APPLICATION, at), at=at)


def alert_end_requests_due(*, at: datetime) -> int:
    """Alert bureaus to wishes to end a permit that are to be answered; how many are new."""
    return settle("end_request_due", "permits.endrequest", _due(END_REQUEST, at), at=at)


def alert_absence_answers_due(*, at: datetime) -> int:
    """Alert the offices to reported absences whose time for an answer runs out or has; how many are new."""
    return settle("absence_answer_due", "permits.absencereport", _due(ABSENCE, at), at=at)


def alert_overstay_answers_due(*, at: datetime) -> int:
    """Alert the offices to overstay cases whose time for an answer runs out or has; how many are new."""
    return settle("overstay_answer_due", "permits.overstaycase", _due(OVERSTAY, at), at=at)


def alert_renewals_waiting(*, at: datetime) -> int:
    """Alert bureaus to proposed renewals, on each step before the present permit ends; how many are new."""
    ladder = steps(day_of(at), by_class)
    found = Select.of(RENEWAL, rows=ladder.rows, floor=ladder.floor)
    return settle("renewal_waiting", "permits.renewal", found, at=at)


def _due(sql: str, at: datetime) -> Select:
    today = day_of(at)
    return Select.of(sql, today=today, tomorrow=today + timedelta(days=1))
