"""The bureau's clock on an application: it runs from submission, and stands while an answer is waited for."""

from collections.abc import Iterable
from datetime import date, datetime

from core.dates import day_of
from permits.models import PermitApplication
from scheme.rules.calendar import Calendar
from scheme.services.in_force import parameters_of, read_agreement


def start(applications: Iterable[PermitApplication], calendar: Calendar, *, at: datetime) -> None:
    """Say when applications were submitted and by when they are decided; their checks have been run."""
    due: dict[int, date] = {}
    for each in applications:
        assert each.rule_set is not None
        allowed = parameters_of(each.rule_set).decision_working_days
        if allowed not in due:
            due[allowed] = calendar.after(day_of(at), allowed)
        each.submitted_at, each.due_on = at, due[allowed]


def stop(application: PermitApplication, *, on: date) -> None:
    """Let the clock stand from this day on."""
    application.stopped_on = on


def run_on(application: PermitApplication, *, on: date) -> None:
    """Let the clock run on: the decision is due as many working days later as it stood."""
    calendar = read_agreement().calendar
    if application.stopped_on is not None and application.due_on is not None:
        application.due_on = calendar.after(application.due_on, calendar.between(application.stopped_on, on))
    application.stopped_on = None
