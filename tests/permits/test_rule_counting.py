"""How long a stay is lawful, at each edge of the count: no database, no clock."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.dates import day_of
from permits.rules.counting import (
    HANOI,
    both_clocks,
    days_left,
    days_used,
    days_used_since,
    last_lawful_on,
    overstay_suspected_from,
)
from scheme.rules.parameters import CapKind, Counting, YearlyCap

SHANGHAI = ZoneInfo("Asia/Shanghai")
PER_ENTRY, CUMULATIVE = Counting.PER_ENTRY, Counting.CUMULATIVE
SEASON_END = date(2027, 4, 30)
FAR = date(2099, 12, 31)

days = st.dates(date(2026, 1, 1), date(2031, 12, 31))
lengths = st.integers(0, 200)


def test_a_short_stay_lasts_thirty_days_from_the_day_after_entry() -> None:
    last_on = last_lawful_on(permit_last_on=date(2026, 12, 31), entered_on=date(2026, 12, 1), longest_stay_days=30)

    assert last_on == date(2026, 12, 31)


def test_a_permit_that_ends_sooner_ends_the_stay() -> None:
    last_on = last_lawful_on(permit_last_on=date(2026, 12, 25), entered_on=date(2026, 12, 1), longest_stay_days=30)

    assert last_on == date(2026, 12, 25)


def test_a_seasonal_stay_lasts_to_the_end_of_its_permit() -> None:
    last_on = last_lawful_on(permit_last_on=SEASON_END, entered_on=date(2026, 11, 15), longest_stay_days=180)

    assert last_on == SEASON_END


@pytest.mark.parametrize("counting", list(Counting))
def test_going_home_for_tet_and_coming_back_ends_nothing(counting: Counting) -> None:
    used = days_used(date(2026, 11, 15), date(2027, 2, 10))

    last_on = last_lawful_on(
        permit_last_on=SEASON_END,
        entered_on=date(2027, 2, 20),
        longest_stay_days=180,
        counting=counting,
        used_before=used,
    )

    assert (used, last_on) == (87, SEASON_END)


def test_the_cumulative_count_alone_takes_off_the_days_used() -> None:
    terms = {"permit_last_on": FAR, "entered_on": date(2027, 2, 20), "longest_stay_days": 180, "used_before": 87}

    assert last_lawful_on(**terms, counting=CUMULATIVE) == date(2027, 5, 24)
    assert last_lawful_on(**terms, counting=PER_ENTRY) == date(2027, 8, 19)


def test_a_commuter_is_out_again_the_same_day() -> None:
    entered_at = datetime(2027, 3, 3, 7, 10, tzinfo=SHANGHAI)

    last_on = last_lawful_on(permit_last_on=SEASON_END, entered_on=day_of(entered_at), longest_stay_days=0)

    assert overstay_suspected_from(last_on) == datetime(2027, 3, 4, tzinfo=SHANGHAI)
    assert days_used(date(2027, 3, 3), date(2027, 3, 3)) == 0


def test_the_last_hour_of_hanoi_is_the_next_day_of_china() -> None:
    home = [datetime(2026, 12, 31, hour, minute, tzinfo=HANOI) for hour, minute in ((22, 59), (23, 0), (23, 59))]

    assert [day_of(moment) for moment in home] == [date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 1)]


def test_the_last_day_ends_at_23_00_in_hanoi() -> None:
    china, viet_nam = both_clocks(overstay_suspected_from(date(2026, 12, 31)))

    assert (china.isoformat(), viet_nam.isoformat()) == ("2027-01-01T00:00:00+08:00", "2026-12-31T23:00:00+07:00")


def test_an_entry_in_the_last_hour_of_hanoi_counts_from_the_next_day() -> None:
    entered_on = day_of(datetime(2026, 11, 30, 23, 30, tzinfo=HANOI))

    assert last_lawful_on(permit_last_on=FAR, entered_on=entered_on, longest_stay_days=30) == date(2026, 12, 31)


def test_the_day_after_the_last_is_past() -> None:
    last_on = date(2026, 12, 31)
    before, after = (overstay_suspected_from(last_on) + timedelta(microseconds=step) for step in (-1, 0))

    assert (day_of(before), day_of(after)) == (last_on, date(2027, 1, 1))
    assert [days_left(last_on, last_on + timedelta(step)) for step in (-1, 0, 1)] == [1, 0, -1]


def test_a_leap_day_is_a_day() -> None:
    first_on = date(2028, 1, 30)

    assert last_lawful_on(permit_last_on=FAR, entered_on=first_on, longest_stay_days=30) == date(2028, 2, 29)
    assert overstay_suspected_from(date(2028, 2, 29)) == datetime(2028, 3, 1, tzinfo=SHANGHAI)
    assert overstay_suspected_from(date(2028, 2, 28)) == datetime(2028, 2, 29, tzinfo=SHANGHAI)
    assert days_used(date(2028, 2, 28), date(2028, 3, 1)) == 2


@pytest.mark.parametrize("midnight", [datetime(2030, 2, 2, tzinfo=HANOI), datetime(2030, 2, 3, tzinfo=SHANGHAI)])
def test_tet_of_2030_falls_on_two_days_and_moves_no_stay(midnight: datetime) -> None:
    spell = (date(2029, 11, 15), day_of(midnight - timedelta(days=1)))
    back_on = day_of(midnight + timedelta(days=10))

    last_on = last_lawful_on(
        permit_last_on=date(2030, 4, 30),
        entered_on=back_on,
        longest_stay_days=180,
        counting=CUMULATIVE,
        used_before=days_used_since([spell]),
    )

    assert last_on == date(2030, 4, 30)


def test_an_extension_gives_the_longest_stay_anew() -> None:
    entered_on, extended_on = date(2026, 12, 1), date(2026, 12, 31)
    terms = {"entered_on": entered_on, "longest_stay_days": 30, "extended_on": extended_on}

    assert last_lawful_on(**terms, permit_last_on=FAR) == date(2027, 1, 30)
    assert last_lawful_on(**terms, permit_last_on=FAR, counting=CUMULATIVE, used_before=9) == date(2027, 1, 30)
    assert last_lawful_on(**terms, permit_last_on=date(2027, 1, 20)) == date(2027, 1, 20)


def test_only_days_after_the_extension_are_taken_off() -> None:
    extended_on = date(2027, 1, 1)
    spells = [(date(2026, 12, 1), date(2026, 12, 11)), (date(2026, 12, 22), date(2027, 1, 6))]
    used = days_used_since(spells, extended_on)

    last_on = last_lawful_on(
        permit_last_on=FAR,
        entered_on=date(2027, 1, 10),
        longest_stay_days=30,
        counting=CUMULATIVE,
        used_before=used,
        extended_on=extended_on,
    )

    assert (days_used_since(spells), used, last_on) == (25, 5, date(2027, 2, 4))


def test_five_permits_of_thirty_days_in_a_row_leave_no_gap_in_a_stay() -> None:
    entered_on = date(2026, 12, 1)
    spans = [(entered_on + timedelta(30 * number), entered_on + timedelta(30 * number + 29)) for number in range(5)]

    lasts = [
        last_lawful_on(permit_last_on=last_on, entered_on=entered_on, longest_stay_days=30, extended_on=first_on)
        for first_on, last_on in spans
    ]

    assert lasts == [last_on for _, last_on in spans]
    assert all(
        overstay_suspected_from(last_on).date() == first_on
        for last_on, (first_on, _) in zip(lasts, spans[1:], strict=False)
    )


def test_a_stay_begun_under_one_of_five_permits_counts_from_its_own_entry() -> None:
    third_first_on, third_last_on = date(2027, 1, 30), date(2027, 2, 28)

    last_on = last_lawful_on(
        permit_last_on=third_last_on, entered_on=date(2027, 2, 10), longest_stay_days=30, extended_on=third_first_on
    )

    assert last_on == third_last_on


def test_days_that_are_used_up_leave_the_day_of_entry() -> None:
    entered_on = date(2027, 3, 1)
    terms = {"permit_last_on": SEASON_END, "entered_on": entered_on, "longest_stay_days": 30, "counting": CUMULATIVE}

    assert [last_lawful_on(**terms, used_before=used) for used in (29, 30, 31)] == [
        date(2027, 3, 2),
        entered_on,
        entered_on,
    ]


def capped(cap: YearlyCap, spells: list[tuple[date, date]], entered_on: date = date(2027, 2, 20)) -> date:
    return last_lawful_on(
        permit_last_on=SEASON_END, entered_on=entered_on, longest_stay_days=180, yearly=cap, spells=spells
    )


BEFORE_TET = [(date(2026, 11, 15), date(2027, 2, 10))]  # 46 days of 2026, 41 days of 2027


def test_without_a_yearly_cap_earlier_stays_do_not_count() -> None:
    assert capped(YearlyCap(CapKind.NONE, None, None), BEFORE_TET) == SEASON_END


@pytest.mark.parametrize(
    ("most", "last_on"),
    [(41, date(2027, 2, 20)), (42, date(2027, 2, 21)), (109, date(2027, 4, 29)), (110, SEASON_END)],
)
def test_a_cap_by_calendar_year_counts_the_days_of_that_year(most: int, last_on: date) -> None:
    assert capped(YearlyCap(CapKind.CALENDAR_YEAR, most, None), BEFORE_TET) == last_on


def test_a_cap_by_calendar_year_begins_anew_at_new_year() -> None:
    cap = YearlyCap(CapKind.CALENDAR_YEAR, 50, None)

    last_on = capped(cap, [], entered_on=date(2026, 11, 15))

    assert last_on == date(2027, 2, 19)


@pytest.mark.parametrize(
    ("most", "last_on"), [(87, date(2027, 2, 20)), (88, date(2027, 2, 21)), (155, date(2027, 4, 29)), (156, SEASON_END)]
)
def test_a_cap_by_rolling_window_counts_across_new_year(most: int, last_on: date) -> None:
    assert capped(YearlyCap(CapKind.ROLLING_WINDOW, most, 365), BEFORE_TET) == last_on


def test_days_that_leave_the_rolling_window_come_free() -> None:
    ten_days_then_ten_away = [(date(2027, 1, 1), date(2027, 1, 11))]
    cap = YearlyCap(CapKind.ROLLING_WINDOW, 12, 20)

    last_on = capped(cap, ten_days_then_ten_away, entered_on=date(2027, 1, 20))

    assert last_on == date(2027, 2, 1)


@given(days, st.integers(0, 400))
def test_used_and_left_days_add_up(entered_on: date, length: int) -> None:
    left_on = entered_on + timedelta(length)

    assert days_used(entered_on, left_on) == days_left(left_on, entered_on) == length


@given(days, days, lengths, st.integers(0, 200), st.sampled_from(list(Counting)))
def test_no_stay_outlives_its_permit_or_the_longest_stay(
    entered_on: date, permit_last_on: date, longest: int, used: int, counting: Counting
) -> None:
    last_on = last_lawful_on(
        permit_last_on=permit_last_on,
        entered_on=entered_on,
        longest_stay_days=longest,
        counting=counting,
        used_before=used,
    )

    assert last_on <= permit_last_on
    assert days_used(entered_on, last_on) <= longest


@given(days, lengths, st.integers(1, 120), st.sampled_from([CapKind.CALENDAR_YEAR, CapKind.ROLLING_WINDOW]))
def test_a_yearly_cap_only_shortens_and_never_before_the_entry(
    entered_on: date, longest: int, most: int, kind: CapKind
) -> None:
    cap = YearlyCap(kind, most, 365 if kind == CapKind.ROLLING_WINDOW else None)
    terms = {"permit_last_on": FAR, "entered_on": entered_on, "longest_stay_days": longest}

    last_on = last_lawful_on(**terms, yearly=cap)

    assert entered_on <= last_on <= last_lawful_on(**terms)


@given(st.datetimes(datetime(2026, 1, 1), datetime(2031, 1, 1)))
def test_both_clocks_show_one_moment_an_hour_apart(utc: datetime) -> None:
    moment = utc.replace(tzinfo=UTC)

    china, viet_nam = both_clocks(moment)

    assert china == viet_nam == moment
    assert china.replace(tzinfo=None) - viet_nam.replace(tzinfo=None) == timedelta(hours=1)
