"""Days in the scheme's time zone, and counting those that are worked."""

from collections.abc import Container
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Shanghai")


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
