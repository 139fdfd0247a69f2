"""Days, ranges and working days."""

from datetime import UTC, date, datetime

import pytest

from core.dates import Days, add_working_days, day_of

NOV = Days(date(2026, 11, 1), date(2026, 11, 30))


@pytest.mark.parametrize(
    ("day", "inside"),
    [
        (date(2026, 10, 31), False),
        (date(2026, 11, 1), True),
        (date(2026, 11, 30), True),
        (date(2026, 12, 1), False),
    ],
)
def test_first_and_last_day_are_both_counted(day, inside):
    assert (day in NOV) is inside


def test_a_range_without_a_last_day_goes_on():
    assert date(2099, 1, 1) in Days(date(2026, 1, 1))
    assert Days(date(2026, 1, 1)).covers(NOV)
    assert not NOV.covers(Days(date(2026, 11, 5)))


@pytest.mark.parametrize(
    ("inner", "covered"),
    [
        (NOV, True),
        (Days(date(2026, 11, 2), date(2026, 11, 29)), True),
        (Days(date(2026, 10, 31), date(2026, 11, 29)), False),
        (Days(date(2026, 11, 2), date(2026, 12, 1)), False),
    ],
)
def test_a_range_covers_those_that_lie_inside(inner, covered):
    assert NOV.covers(inner) is covered


def test_a_moment_falls_on_the_day_it_is_in_china():
    assert day_of(datetime(2026, 11, 30, 15, 59, 59, tzinfo=UTC)) == date(2026, 11, 30)
    assert day_of(datetime(2026, 11, 30, 16, 0, tzinfo=UTC)) == date(2026, 12, 1)


def test_working_days_skip_weekends_and_holidays():
    friday = date(2026, 9, 4)

    assert add_working_days(friday, 0, holidays=set()) == friday
    assert add_working_days(friday, 1, holidays=set()) == date(2026, 9, 7)
    assert add_working_days(friday, 1, holidays={date(2026, 9, 7)}) == date(2026, 9, 8)
    assert add_working_days(date(2026, 9, 1), 20, holidays=set()) == date(2026, 9, 29)
