"""Working days: weekdays but holidays, and the weekend days worked in exchange."""

from dataclasses import dataclass
from datetime import date, timedelta

from core.dates import add_working_days, is_working_day


@dataclass(frozen=True, slots=True)
class Calendar:
    """One country's days that are not as their weekday says: those off, and those worked in exchange."""

    off: frozenset[date] = frozenset()
    worked: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Whether a bureau's clock runs on that day."""
        return is_working_day(day, holidays=self.off, worked=self.worked)

    def after(self, start: date, count: int) -> date:
        """The day on which `count` working days after `start` have gone by."""
        return add_working_days(start, count, holidays=self.off, worked=self.worked)

    def between(self, start: date, end: date) -> int:
        """How many working days come after `start`, up to and with `end`."""
        days = (start + timedelta(days=ahead) for ahead in range(1, (end - start).days + 1))
        return sum(map(self.is_working_day, days))
