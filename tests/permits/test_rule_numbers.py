"""A permit number survives being read out, written down and typed in again."""

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from permits.rules.numbers import BadNumber, NumberProblem, permit_number, read_permit_number

SEASONS = ("2025-26", "2026-27", "2029-30")

seasons, serials = st.sampled_from(SEASONS), st.integers(1, 99_999_999)


def test_a_number_holds_season_serial_and_check_character() -> None:
    assert permit_number("2026-27", 123) == "WP-2627-000123-J"


@given(seasons, serials)
def test_what_is_written_is_read_back(season: str, serial: int) -> None:
    assert read_permit_number(permit_number(season, serial)) == (season, serial)


@given(seasons, serials)
def test_case_spaces_and_missing_hyphens_are_forgiven(season: str, serial: int) -> None:
    number = permit_number(season, serial)

    for written in (number.lower(), number.replace("-", ""), f" {number.replace('-', ' ')} ", number.replace("-", "–")):
        assert read_permit_number(written) == (season, serial)


@given(seasons, serials)
def test_letters_for_digits_that_look_like_them_are_forgiven(season: str, serial: int) -> None:
    number = permit_number(season, serial)

    assert read_permit_number(number.replace("0", "O").replace("1", "I")) == (season, serial)
    assert read_permit_number(number.lower().replace("0", "o").replace("1", "i")) == (season, serial)
    assert read_permit_number(number[:-1].replace("1", "l") + number[-1]) == (season, serial)


@given(seasons, serials, st.data())
def test_a_changed_digit_is_found(season: str, serial: int, data: st.DataObject) -> None:
    signs = permit_number(season, serial).replace("-", "")
    assume(
        signs[-1] not in "0O1I"
    )  # such a check character is forgiven its lookalike, and once in a while hides a slip
    place = data.draw(st.integers(2, len(signs) - 2))
    digit = data.draw(st.sampled_from("0123456789").filter(lambda digit: digit != signs[place]))

    with pytest.raises(BadNumber) as refused:
        read_permit_number(signs[:place] + digit + signs[place + 1 :])

    assert refused.value.code is NumberProblem.CHECK


@pytest.mark.parametrize("text", ["", "WP", "WP-2627-123-3", "DF-2627-000123-8", "WP-2627-000123-好", "证件", "0"])
def test_what_is_no_number_is_refused_as_such(text: str) -> None:
    with pytest.raises(BadNumber) as refused:
        read_permit_number(text)

    assert refused.value.code is NumberProblem.FORM
