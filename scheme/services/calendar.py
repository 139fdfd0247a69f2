"""The working days of a country, from its holidays and the days worked in exchange."""

from datetime import date

from scheme.enums import Country, DayKind
from scheme.models import Holiday
from scheme.rules.calendar import Calendar


def working_days(first: date = date.min, last: date = date.max, *, country: str = Country.CHINA) -> Calendar:
    """A country's calendar from one day to another, or whole."""
    off: set[date] = set()
    worked: set[date] = set()
    for day, kind in Holiday.objects.between(first, last).filter(country=country).values_list("day", "kind"):
        (worked if kind == DayKind.WORKING_DAY else off).add(day)
    return Calendar(frozenset(off), frozenset(worked))
