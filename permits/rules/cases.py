"""The clocks of overstay cases and absence reports: nothing is held against a worker before the worker could answer."""

from datetime import date, timedelta
from typing import Literal

Closing = Literal["left_in_time", "left_late"]


def response_due(notified_on: date, days: int) -> date:
    """Give the last day on which the worker may answer; the day of telling does not count."""
    return notified_on + timedelta(days)


def may_confirm(notified_on: date | None, contested: bool, today: date, days: int) -> bool:
    """Tell whether officers may find against the worker: told, and answered or out of days to answer."""
    if notified_on is None:
        return False
    return contested or today > response_due(notified_on, days)


def closing_for_exit(left_on: date, last_lawful_on: date) -> Closing:
    """Name the reason that an exit closes a case for."""
    return "left_in_time" if left_on <= last_lawful_on else "left_late"
