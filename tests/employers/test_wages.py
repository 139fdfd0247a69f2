"""A stated wage is turned into hour and day and held against a floor."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.rules.hours import WorkingTime
from employers.rules.wages import (
    Equivalent,
    Floor,
    FloorBasis,
    MonthBasis,
    PayUnit,
    Standing,
    Wage,
    against,
    against_floor,
    equivalent,
    floor_equivalent,
)

FULL = WorkingTime(8, 5)
SIX_DAYS = WorkingTime(Fraction(22, 3), 6)
CLASS_THREE = Floor(monthly=169_000, hourly=1_700, confidence="unverified")

wages = st.builds(Wage, st.integers(1, 10**7), st.sampled_from(PayUnit), st.integers(1, 500))
times = st.builds(WorkingTime, st.integers(1, 12), st.integers(1, 7))
bases = st.sampled_from(FloorBasis)


def test_an_hourly_wage_makes_a_day_of_the_stated_hours():
    assert equivalent(Wage(1_700, PayUnit.HOUR), FULL) == Equivalent(Fraction(1_700), Fraction(13_600))


def test_a_daily_wage_is_spread_over_the_stated_hours():
    assert equivalent(Wage(12_000, PayUnit.DAY), FULL) == Equivalent(Fraction(1_500), Fraction(12_000))


def test_a_monthly_wage_is_spread_over_the_normal_working_month():
    found = equivalent(Wage(174_000, PayUnit.MONTH), FULL)

    assert found == Equivalent(Fraction(1_000), Fraction(8_000))


def test_a_sixth_day_lowers_a_monthly_wage():
    five, six = (equivalent(Wage(174_000, PayUnit.MONTH), WorkingTime(8, days)) for days in (5, 6))

    assert six.hour == five.hour * Fraction(5, 6)


def test_a_piece_rate_pays_the_stated_days_output():
    cane = Wage(300, PayUnit.PIECE, day_output=28)

    assert equivalent(cane, FULL) == Equivalent(Fraction(1_050), Fraction(8_400))


@pytest.mark.parametrize(
    ("wage", "time"),
    [
        (Wage(300, PayUnit.PIECE), FULL),
        (Wage(300, PayUnit.PIECE, day_output=0), FULL),
        (Wage(12_000, PayUnit.DAY), WorkingTime(0, 5)),
        (Wage(3_500_000, PayUnit.DAY, currency="VND"), FULL),
    ],
)
def test_what_is_not_stated_is_not_known(wage, time):
    verdict = against_floor(wage, CLASS_THREE, time, basis=FloorBasis.HOURLY)

    assert verdict.standing is Standing.NOT_KNOWN
    assert verdict.offered is None


@pytest.mark.parametrize(("amount", "standing"), [(13_599, Standing.BELOW), (13_600, Standing.MET)])
def test_a_day_must_pay_the_hourly_floor_for_each_hour(amount, standing):
    verdict = against_floor(Wage(amount, PayUnit.DAY), CLASS_THREE, FULL, basis=FloorBasis.HOURLY)

    assert verdict.standing is standing
    assert verdict.least_amount == 13_600


@pytest.mark.parametrize(("amount", "standing"), [(168_999, Standing.BELOW), (169_000, Standing.MET)])
def test_a_month_of_normal_hours_must_pay_the_monthly_floor(amount, standing):
    verdict = against_floor(Wage(amount, PayUnit.MONTH), CLASS_THREE, FULL, basis=FloorBasis.MONTHLY)

    assert verdict.standing is standing
    assert verdict.least_amount == 169_000


def test_a_piece_rate_below_the_floor_is_told_what_rate_would_do():
    cane = Wage(300, PayUnit.PIECE, day_output=28)

    verdict = against_floor(cane, CLASS_THREE, FULL, basis=FloorBasis.HOURLY)

    assert verdict.standing is Standing.BELOW
    assert verdict.least_amount == 486


@pytest.mark.parametrize(
    ("minimum", "basis"),
    [
        (Floor(None, 1_700, "source"), FloorBasis.MONTHLY),
        (Floor(169_000, None, "source"), FloorBasis.HOURLY),
    ],
)
def test_a_floor_without_the_figure_is_not_known(minimum, basis):
    verdict = against_floor(Wage(10**6, PayUnit.DAY), minimum, FULL, basis=basis)

    assert verdict.standing is Standing.NOT_KNOWN
    assert verdict.offered is not None


def test_how_sure_the_floor_is_goes_with_the_verdict():
    verdict = against_floor(Wage(20_000, PayUnit.DAY), CLASS_THREE, FULL, basis=FloorBasis.HOURLY)

    assert verdict.confidence == "unverified"


def test_a_reference_wage_is_compared_like_a_floor():
    reference = equivalent(Wage(16_000, PayUnit.DAY), FULL)

    verdict = against(Wage(15_000, PayUnit.DAY), reference, FULL, confidence="source")

    assert verdict.standing is Standing.BELOW
    assert verdict.least_amount == 16_000


def test_another_month_may_be_set():
    month = MonthBasis(days=20, hours_a_day=8)

    assert floor_equivalent(CLASS_THREE, FloorBasis.MONTHLY, FULL, month=month).hour == Fraction(169_000, 160)


def test_amounts_to_show_are_whole_and_rounded_down():
    assert equivalent(Wage(10_001, PayUnit.DAY), SIX_DAYS).whole == (1_363, 10_001)


@given(wages, times, bases)
def test_the_least_amount_is_enough_and_one_fen_less_is_not(wage, time, basis):
    least = against_floor(wage, CLASS_THREE, time, basis=basis).least_amount

    enough = against_floor(Wage(least, wage.unit, wage.day_output), CLASS_THREE, time, basis=basis)
    short = against_floor(Wage(least - 1, wage.unit, wage.day_output), CLASS_THREE, time, basis=basis)

    assert (enough.standing, short.standing) == (Standing.MET, Standing.BELOW)


@given(wages, times, bases)
def test_the_same_inputs_give_the_same_answer(wage, time, basis):
    first = against_floor(wage, CLASS_THREE, time, basis=basis)

    assert against_floor(wage, CLASS_THREE, time, basis=basis) == first
