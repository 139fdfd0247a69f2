"""What the days and the cap of a mandate must be."""

from datetime import date, timedelta
from enum import StrEnum
from typing import Final

# No law's numbers: bounds that only a slip of the pen crosses, such as the year 2106.
LONGEST: Final = timedelta(days=3 * 366)
FARTHEST_START: Final = timedelta(days=366)
HIGHEST_CAP: Final = 100_000


class MandateProblem(StrEnum):
    """What is wrong with a mandate."""

    DAYS_IN_ORDER = "mandate_days_in_order"
    OVER_ALREADY = "mandate_over_already"
    STARTS_TOO_LATE = "mandate_starts_too_late"
    TOO_LONG = "mandate_too_long"
    CAP = "mandate_cap_in_reason"


def mandate_problems(*, starts_on: date, ends_on: date, cap: int, today: date) -> list[MandateProblem]:
    """Tell everything that is wrong with the days and the cap of a mandate given today."""
    found = []
    if ends_on < starts_on:
        found.append(MandateProblem.DAYS_IN_ORDER)
    elif ends_on - starts_on > LONGEST:
        found.append(MandateProblem.TOO_LONG)
    if ends_on < today:
        found.append(MandateProblem.OVER_ALREADY)
    if starts_on - today > FARTHEST_START:
        found.append(MandateProblem.STARTS_TOO_LATE)
    if not 1 <= cap <= HIGHEST_CAP:
        found.append(MandateProblem.CAP)
    return found
