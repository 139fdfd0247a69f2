"""References survive being read out and written down."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.iso7064 import mod_37_36

from employers.rules.references import ALPHABET, Reference, check_character, parse, reference

references = st.builds(reference, st.sampled_from(["DF", "MA", "LIC"]), st.just("2026-27"), st.integers(1, 99_999_999))


def test_a_reference_holds_kind_season_number_and_check_character():
    written = reference("DF", "2026/27", 123)

    assert written == "DF-2627-000123-8"


@pytest.mark.parametrize("season", ["2026-27", "2026/27", "2026-2027"])
def test_a_season_may_be_written_in_three_ways(season):
    assert reference("DF", season, 1) == reference("DF", "2026-27", 1)


@given(st.sampled_from(["DF", "LIC"]), st.integers(1, 99_999_999))
def test_what_is_written_is_read_back(kind, number):
    assert parse(reference(kind, "2026/27", number)) == Reference(kind, "2026-27", number)


@given(references)
def test_a_reference_writes_itself_again(written):
    assert str(parse(written)) == written


@given(references)
def test_lower_case_spaces_and_missing_hyphens_are_forgiven(written):
    assert parse(f" {written.lower().replace('-', ' ')} ") == parse(written)
    assert parse(written.replace("-", "")) == parse(written)
    assert parse(written.replace("-", "–")) == parse(written)


@given(references, st.data())
def test_any_single_change_is_found(written, data):
    signs = written.replace("-", "")
    place = data.draw(st.integers(0, len(signs) - 1))
    sign = data.draw(st.sampled_from(ALPHABET).filter(lambda sign: sign != signs[place]))

    assert parse(signs[:place] + sign + signs[place + 1 :]) is None


@given(st.text(ALPHABET, min_size=1, max_size=20))
def test_an_outside_library_agrees_on_the_check_character(text):
    assert check_character(text) == mod_37_36.calc_check_digit(text)


@pytest.mark.parametrize("text", ["", "DF", "DF-2627-123-K", "DF-2627-000123", "东兴-2627-000123-K"])
def test_what_is_no_reference_is_not_read(text):
    assert parse(text) is None
