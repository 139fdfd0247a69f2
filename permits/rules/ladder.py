"""On which step of its ladder an alert stands: told by dates alone, so that a missed day is made up."""

from datetime import date, timedelta

from scheme.rules.parameters import Ladder


def stage(last_on: date, today: date, ladder: Ladder) -> str | None:
    """Name the step an alert stands on: "14" days before the last day, "0" on it, "+3" days after; or nothing yet.

    Between two steps it is the one reached before, so that a late job still finds it; outside the ladder there is none.
    """
    left = (last_on - today).days
    if left < 0 or (left == 0 and 0 in ladder.days_after):
        past = max((days for days in ladder.days_after if days <= -left), default=None)
        return None if past is None else f"+{past}" if past else "0"
    before = min((days for days in ladder.days_before if days >= left), default=None)
    return None if before is None else str(before)


def extension_ask_by(last_on: date, lead_days: int) -> date:
    """Give the last day on which an extension is asked for in time (Exit-Entry Law art. 29)."""
    return last_on - timedelta(lead_days)
