"""Alerts about what somebody must answer or decide: applications, wishes, reports, cases and renewals."""

from collections.abc import Callable
from datetime import datetime, timedelta

from core.alerts.services import Select
from core.dates import day_of
from permits.services.alerts.raising import Kind, to_worker
from permits.services.alerts.steps import by_class, on_steps

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
RENEWAL = """
SELECT renewal.id, coalesce({stage}, ''), NULL::uuid, permit.county_id,
    jsonb_build_object('until', permit.last_on), ARRAY[]::uuid[]
FROM permits_renewal AS renewal
JOIN permits_permit AS permit ON permit.id = renewal.permit_id
WHERE renewal.status = 'proposed'
"""


def _due(sql: str) -> Callable[[datetime], Select]:
    def found(at: datetime) -> Select:
        today = day_of(at)
        return Select.of(sql, today=today, tomorrow=today + timedelta(days=1))

    return found


# As long as there is time to answer.
REPORTED = """(
    SELECT report.id, permit.worker_id FROM permits_absencereport AS report
    JOIN permits_permit AS permit ON permit.id = report.permit_id)"""
ABSENCE_TOLD = to_worker("worker_answer_due", "permits.absencereport", REPORTED, but="late")
OVERSTAY_TOLD = to_worker("worker_answer_due", "permits.overstaycase", "permits_overstaycase", but="late")

KINDS = (
    Kind("application_due", "permits.permitapplication", _due(APPLICATION)),
    Kind("end_request_due", "permits.endrequest", _due(END_REQUEST)),
    Kind("absence_answer_due", "permits.absencereport", _due(ABSENCE), ABSENCE_TOLD),
    Kind("overstay_answer_due", "permits.overstaycase", _due(OVERSTAY), OVERSTAY_TOLD),
    Kind("renewal_waiting", "permits.renewal", lambda at: on_steps(RENEWAL, "permit.last_on", by_class, at=at)),
)
