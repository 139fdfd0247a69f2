"""The clocks of overstay cases: no database, no clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permits.rules.cases import closing_for_exit, may_confirm, response_due
from permits.rules.returns import in_time

TOLD, LAST = date(2027, 5, 3), date(2027, 4, 30)
days = st.dates(date(2026, 1, 1), date(2030, 12, 31))


def test_the_day_of_telling_is_not_one_of_the_days_to_answer() -> None:
    assert response_due(TOLD, 5) == date(2027, 5, 8)


@pytest.mark.parametrize(("today", "may"), [(TOLD, False), (date(2027, 5, 8), False), (date(2027, 5, 9), True)])
def test_nothing_is_confirmed_before_the_worker_had_the_days_to_answer(today: date, may: bool) -> None:
    assert may_confirm(TOLD, False, today, 5) is may


def test_an_answer_need_not_be_waited_for_longer() -> None:
    assert may_confirm(TOLD, True, TOLD, 5)


@given(st.booleans(), days, st.integers(0, 60))
def test_who_was_not_told_cannot_be_found_against(contested: bool, today: date, length: int) -> None:
    assert not may_confirm(None, contested, today, length)


@given(days, st.integers(0, 60), st.integers(0, 60))
def test_silence_never_shortens_the_days_to_answer(told: date, length: int, gone: int) -> None:
    assert may_confirm(told, False, told + timedelta(gone), length) == (gone > length)


@pytest.mark.parametrize(
    ("left_on", "closing"),
    [(date(2027, 4, 29), "left_in_time"), (LAST, "left_in_time"), (date(2027, 5, 1), "left_late")],
)
def test_an_exit_closes_the_case_by_its_own_day_however_late_it_is_recorded(left_on: date, closing: str) -> None:
    assert closing_for_exit(left_on, LAST) == closing


@given(days, days)
def test_the_closing_says_the_same_as_the_return(left_on: date, last_lawful_on: date) -> None:
    assert (closing_for_exit(left_on, last_lawful_on) == "left_in_time") is in_time(left_on, last_lawful_on)
