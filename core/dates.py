"""Days and ranges as values: first and last day, both counted, in the scheme's time zone."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Days:
    """A range of days, first and last both counted; without a last day it is open."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)

    def covers(self, other: "Days") -> bool:
        """Whether every day of the other range lies inside this one."""
        if self.last is None:
            return self.first <= other.first
        return self.first <= other.first and other.last is not None and other.last <= self.last


def day_of(moment: datetime) -> date:
    """The day a moment falls on where permits end: in China."""
    return moment.astimezone(ZONE).date()


def is_working_day(day: date, *, holidays: Container[date], worked: Container[date] = ()) -> bool:
    """Whether it is a weekday but no holiday, or one `worked` in exchange for a day off."""
    return day in worked or (day.weekday() < 5 and day not in holidays)


def add_working_days(start: date, count: int, *, holidays: Container[date], worked: Container[date] = ()) -> date:
    """The day on which `count` working days after `start` have gone by.

    Weekends and holidays do not count; days `worked` in exchange do.
    """
    day = start
    while count > 0:
        day += timedelta(days=1)
        if is_working_day(day, holidays=holidays, worked=worked):
            count -= 1
    return day
