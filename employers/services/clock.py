"""The bureau's clock on a filing: it runs from submission, and stands while somebody else has to answer."""

from collections.abc import Iterable
from datetime import date, timedelta

from scheme.services.calendar import working_days
from scheme.services.in_force import in_force_each

from core.dates import day_of
from employers.models import Filing

FIELDS = ["stopped_on", "stopped_days", "due_on"]


def run(filings: Iterable[Filing], *, on: date) -> None:
    """Start the clock, or let it run on: the decision is due so many working days after submission, standing days
    not counted."""
    given = list(filings)
    if not given:
        return
    holding = in_force_each({(filing.county_id, filing.season_id) for filing in given}, on)
    first = min(filing.stopped_on or on for filing in given)
    calendar = working_days(min(first, *(day_of(f.submitted_at) for f in given if f.submitted_at)), on + timedelta(200))
    for filing in given:
        assert filing.submitted_at is not None
        if filing.stopped_on is not None:
            filing.stopped_days += calendar.between(filing.stopped_on, on)
            filing.stopped_on = None
        allowed = holding[filing.county_id, filing.season_id].rule_set.parameters["decision_working_days"]
        filing.due_on = calendar.after(day_of(filing.submitted_at), allowed + filing.stopped_days)


def stop(filings: Iterable[Filing], *, on: date) -> None:
    """Let the clock stand from this day on."""
    for filing in filings:
        filing.stopped_on = filing.stopped_on or on
