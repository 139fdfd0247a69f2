"""Days and working days."""

from datetime import UTC, date, datetime

from core.dates import add_working_days, day_of


def test_a_moment_falls_on_the_day_it_is_in_china():
    assert day_of(datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 30)
    assert day_of(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == date(2026, 12, 1)


def test_working_days_skip_weekends_and_holidays():
    friday = date(2026, 9, 4)

    assert add_working_days(friday, 0, holidays=set()) == friday
    assert add_working_days(friday, 1, holidays=set()) == date(2026, 9, 7)
    assert add_working_days(friday, 1, holidays={date(2026, 9, 7)}) == date(2026, 9, 8)
    assert add_working_days(date(2026, 9, 1), 20, holidays=set()) == date(2026, 9, 29)
