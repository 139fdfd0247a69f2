"""Working days skip weekends and holidays, and count weekend days worked in exchange."""

from datetime import date

import pytest

from core.dates import add_working_days
from scheme.enums import DayKind
from scheme.models import Holiday
from scheme.rules.calendar import Calendar
from scheme.services.calendar import working_days

FRIDAY, SATURDAY, SUNDAY, MONDAY = (date(2026, 2, day) for day in (13, 14, 15, 16))
SPRING = Calendar(off=frozenset(date(2026, 2, day) for day in range(16, 21)), worked=frozenset({SATURDAY}))


def test_a_weekend_is_skipped():
    assert add_working_days(FRIDAY, 1, holidays=()) == MONDAY


def test_a_day_worked_in_exchange_counts():
    assert add_working_days(FRIDAY, 1, holidays=(), worked={SATURDAY}) == SATURDAY
    assert SPRING.after(FRIDAY, 1) == SATURDAY


def test_a_week_off_is_skipped():
    assert SPRING.after(SATURDAY, 1) == date(2026, 2, 23)


def test_no_days_ahead_is_the_day_itself():
    assert SPRING.after(SUNDAY, 0) == SUNDAY


def test_days_between_undo_days_after():
    for count in range(1, 15):
        assert SPRING.between(FRIDAY, SPRING.after(FRIDAY, count)) == count


def test_nothing_lies_between_a_day_and_one_before():
    assert SPRING.between(MONDAY, FRIDAY) == 0


@pytest.mark.django_db
def test_a_country_s_calendar_is_its_own(django_assert_num_queries):
    for country, day, kind in [
        ("CN", SATURDAY, DayKind.WORKING_DAY),
        ("CN", MONDAY, DayKind.HOLIDAY),
        ("CN", FRIDAY, DayKind.DAY_OFF),
        ("VN", FRIDAY, DayKind.HOLIDAY),
    ]:
        Holiday.objects.create(country=country, day=day, kind=kind, name_local="节", name_en="Feast")

    with django_assert_num_queries(1):
        found = working_days()

    assert found == Calendar(off=frozenset({FRIDAY, MONDAY}), worked=frozenset({SATURDAY}))
    assert working_days(MONDAY, MONDAY) == Calendar(off=frozenset({MONDAY}))
    assert working_days(country="VN") == Calendar(off=frozenset({FRIDAY}))
