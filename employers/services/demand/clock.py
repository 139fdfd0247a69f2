"""The bureau's clock on a filing: it runs from submission, and stands while somebody else has to answer."""

from collections.abc import Iterable
from datetime import date

from core.dates import day_of
from employers.models import Filing
from scheme.services.in_force import read_agreement

FIELDS = ["stopped_on", "stopped_days", "due_on"]


def run(filings: Iterable[Filing], *, on: date) -> None:
    """Start the clock or let it run on: a decision is due so many working days after submission, those on which
    the clock stood not counted; filings come with their season."""
    given = list(filings)
    agreement = read_agreement()
    for filing in given:
        assert filing.submitted_at is not None
        if filing.stopped_on is not None:
            filing.stopped_days += agreement.calendar.between(filing.stopped_on, on)
            filing.stopped_on = None
        rules = agreement.rule_set(filing.county_id, on, season=filing.season_id).parameters
        allowed = rules["decision_working_days"] + filing.stopped_days
        filing.due_on = agreement.calendar.after(day_of(filing.submitted_at), allowed)


def stop(filings: Iterable[Filing], *, on: date) -> None:
    """Let the clock stand from this day on."""
    for filing in filings:
        filing.stopped_on = filing.stopped_on or on
