"""The step an alert stands on, day by day: no database, no clock."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from permits.rules.ladder import extension_ask_by, stage
from scheme.rules.parameters import Ladder, Parameters
from tests.factories.content import parameters

CLASSES = Parameters.of(parameters()).permit_classes
SEASONAL, SHORT = CLASSES["seasonal"].alerts, CLASSES["short"].alerts
LAST = date(2027, 4, 30)

ladders = st.builds(
    Ladder,
    st.lists(st.integers(1, 60), unique=True).map(lambda days: tuple(sorted(days, reverse=True))),
    st.lists(st.integers(0, 60), unique=True).map(lambda days: tuple(sorted(days))),
)


def on(days_before: int, ladder: Ladder = SEASONAL) -> str | None:
    return stage(LAST, LAST - timedelta(days_before), ladder)


@pytest.mark.parametrize(
    ("days_before", "step"),
    [(31, None), (30, "30"), (16, "30"), (15, "15"), (8, "15"), (7, "7"), (4, "7"), (3, "3"), (2, "3"), (1, "1")],
)
def test_before_the_last_day_the_smallest_step_not_yet_gone_by_stands(days_before: int, step: str | None) -> None:
    assert on(days_before) == step


@pytest.mark.parametrize(
    ("days_after", "step"),
    [(0, "0"), (1, "+1"), (2, "+1"), (3, "+3"), (6, "+3"), (7, "+7"), (29, "+7"), (30, "+30"), (400, "+30")],
)
def test_after_the_last_day_the_largest_step_reached_stands(days_after: int, step: str) -> None:
    assert on(-days_after) == step


def test_a_short_permit_is_told_of_fourteen_days_before() -> None:
    assert (on(15, SHORT), on(14, SHORT), on(8, SHORT), on(7, SHORT)) == (None, "14", "14", "7")


def test_each_step_is_reached_on_its_own_day() -> None:
    before = [on(days) for days in SEASONAL.days_before]
    after = [on(-days) for days in SEASONAL.days_after]

    assert before == ["30", "15", "7", "3", "1"]
    assert after == ["0", "+1", "+3", "+7", "+30"]


def test_a_ladder_without_steps_after_the_last_day_ends_with_it() -> None:
    licence = Ladder((60, 30, 7), ())

    assert [on(days, licence) for days in (61, 60, 8, 7, 0, -1)] == [None, "60", "30", "7", "7", None]


def test_a_ladder_may_begin_some_days_after_the_last() -> None:
    assert [on(days, Ladder((), (3,))) for days in (0, -2, -3, -4)] == [None, None, "+3", "+3"]


def test_an_empty_ladder_has_no_step() -> None:
    assert [on(days, Ladder((), ())) for days in (3, 0, -3)] == [None, None, None]


@given(ladders, st.integers(-90, 90), st.integers(0, 30))
def test_a_job_that_missed_days_finds_the_step_of_today_and_never_goes_back(
    ladder: Ladder, days_before: int, missed: int
) -> None:
    steps = [str(days) for days in ladder.days_before] + [f"+{days}" if days else "0" for days in ladder.days_after]
    before, after = on(days_before, ladder), on(days_before - missed, ladder)

    assert {before, after} <= {*steps, None}
    assert None in (before, after) or steps.index(before) <= steps.index(after)


@pytest.mark.parametrize(("lead", "day"), [(7, date(2027, 4, 23)), (30, date(2027, 3, 31)), (0, LAST)])
def test_an_extension_is_asked_for_some_days_before_the_last(lead: int, day: date) -> None:
    assert extension_ask_by(LAST, lead) == day
