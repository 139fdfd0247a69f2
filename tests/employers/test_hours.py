"""Stated hours are held against the limits of the rule set."""

from decimal import Decimal
from fractions import Fraction

import pytest

from employers.rules.hours import Excess, HoursLimit, Limits, WorkingTime, excesses, is_complete

LIMITS = Limits(hours_a_day=8, hours_a_week=44, days_a_week=6, overtime_a_day=3, overtime_a_month=36)


@pytest.mark.parametrize(
    "stated",
    [
        WorkingTime(8, 5),
        WorkingTime(8, Decimal("5.5")),
        WorkingTime(Fraction(22, 3), 6),
        WorkingTime(8, 5, overtime_a_day=3, overtime_a_month=36),
    ],
)
def test_hours_up_to_the_limits_are_lawful(stated):
    assert excesses(stated, LIMITS) == ()


@pytest.mark.parametrize(
    ("stated", "limit"),
    [
        (WorkingTime(Decimal("8.5"), 5), HoursLimit.DAY),
        (WorkingTime(8, 6), HoursLimit.WEEK),
        (WorkingTime(6, 7), HoursLimit.DAYS_A_WEEK),
        (WorkingTime(8, 5, overtime_a_day=Decimal("3.1")), HoursLimit.OVERTIME_DAY),
        (WorkingTime(8, 5, overtime_a_month=37), HoursLimit.OVERTIME_MONTH),
    ],
)
def test_each_limit_is_told_apart(stated, limit):
    assert [excess.limit for excess in excesses(stated, LIMITS)] == [limit]


def test_an_excess_gives_both_figures():
    assert excesses(WorkingTime(8, 6), LIMITS) == (Excess(HoursLimit.WEEK, Fraction(48), Fraction(44)),)


def test_the_cutting_day_from_dawn_to_dusk_breaks_every_limit():
    stated = WorkingTime(Decimal("11.5"), 7, overtime_a_day=4, overtime_a_month=60)

    assert [excess.limit for excess in excesses(stated, LIMITS)] == list(HoursLimit)


@pytest.mark.parametrize(
    "stated",
    [WorkingTime(0, 5), WorkingTime(8, 0), WorkingTime(25, 5), WorkingTime(8, 8), WorkingTime(8, 5, -1)],
)
def test_hours_that_cannot_be_are_not_complete(stated):
    assert not is_complete(stated)


def test_a_week_has_its_days_times_hours():
    assert WorkingTime(Decimal("7.5"), Decimal("5.5")).hours_a_week == Fraction("41.25")
