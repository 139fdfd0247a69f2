"""Numbers of employers and workers are judged by form, check digit and what else is known."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.cn import ric, uscc

from employers.rules.identifiers import (
    CREDIT_CODE_ALPHABET,
    CreditCodeKind,
    IdentifierProblem,
    credit_code_check,
    credit_code_kind,
    credit_code_problem,
    plain,
    resident_birth_date,
    resident_number_check,
    resident_number_problem,
)

SPECIMEN = "91110000600037341L"

authorities = st.sampled_from(["91", "92", "93", "N1", "N2", "N3", "12", "51", "A1", "Y1"])
counties = st.from_regex("45[0-9]{4}", fullmatch=True)
bodies = st.text(CREDIT_CODE_ALPHABET, min_size=9, max_size=9)
credit_stems = st.builds(lambda *parts: "".join(parts), authorities, counties, bodies)
credit_codes = credit_stems.map(lambda stem: stem + credit_code_check(stem))
births = st.dates(date(1930, 1, 1), date(2008, 12, 31))
resident_stems = st.builds(
    lambda county, born, serial: f"{county}{born:%Y%m%d}{serial:03}", counties, births, st.integers(1, 999)
)
resident_numbers = resident_stems.map(lambda stem: stem + resident_number_check(stem))


def changed(code, place, sign):
    return code[:place] + sign + code[place + 1 :]


def test_a_published_credit_code_is_right():
    assert credit_code_problem(SPECIMEN) is None


@given(credit_codes)
def test_every_made_credit_code_is_right(code):
    assert credit_code_problem(code) is None


@given(credit_codes.filter(lambda code: code[0].isdigit()))
def test_an_outside_library_agrees_on_made_credit_codes(code):
    assert uscc.is_valid(code)


@given(credit_codes, st.integers(0, 17), st.characters(max_codepoint=0x7E, min_codepoint=0x21))
def test_any_single_change_of_a_credit_code_is_found(code, place, sign):
    other = changed(code, place, sign)

    problem = credit_code_problem(other)

    assert (problem is None) == (other == code)


@pytest.mark.parametrize("letter", "IOSVZ")
def test_letters_that_look_like_digits_are_not_in_a_credit_code(letter):
    assert credit_code_problem(changed(SPECIMEN, 10, letter)) is IdentifierProblem.ALPHABET


@pytest.mark.parametrize(
    ("prefix", "kind"),
    [
        ("91", CreditCodeKind.ENTERPRISE),
        ("92", CreditCodeKind.INDIVIDUAL_BUSINESS),
        ("93", CreditCodeKind.COOPERATIVE),
        ("N2", CreditCodeKind.COLLECTIVE),
        ("12", CreditCodeKind.PUBLIC_INSTITUTION),
        ("51", CreditCodeKind.ASSOCIATION),
        ("99", CreditCodeKind.OTHER),
        ("Y1", CreditCodeKind.OTHER),
        ("", CreditCodeKind.OTHER),
    ],
)
def test_the_kind_of_body_is_read_from_the_first_two_characters(prefix, kind):
    assert credit_code_kind(prefix) is kind


def test_a_code_of_another_kind_than_stated_is_found():
    problem = credit_code_problem(SPECIMEN, kinds={CreditCodeKind.COOPERATIVE})

    assert problem is IdentifierProblem.KIND


@pytest.mark.parametrize("code", ["", "9111", SPECIMEN + "0"])
def test_a_credit_code_has_eighteen_characters(code):
    assert credit_code_problem(code) is IdentifierProblem.LENGTH


@given(resident_numbers)
def test_every_made_resident_number_is_right(number):
    assert resident_number_problem(number) is None


@given(resident_stems)
def test_an_outside_library_agrees_on_the_resident_check_character(stem):
    assert resident_number_check(stem) == ric.calc_check_digit(stem + "0")


@given(resident_numbers, st.integers(0, 17), st.characters(max_codepoint=0x7E, min_codepoint=0x21))
def test_any_single_change_of_a_resident_number_is_found(number, place, sign):
    other = changed(number, place, sign)

    problem = resident_number_problem(other)

    assert (problem is None) == (other == number)


def test_a_resident_number_names_a_real_day():
    stem = "45068119900230001"

    problem = resident_number_problem(stem + resident_number_check(stem))

    assert problem is IdentifierProblem.DATE


def test_nobody_is_born_after_the_day_asked():
    stem = "45068120270101001"
    number = stem + resident_number_check(stem)

    assert resident_number_problem(number, on=date(2026, 11, 22)) is IdentifierProblem.DATE
    assert resident_number_problem(number) is None


def test_the_birth_date_is_read_from_a_resident_number():
    assert resident_birth_date("450681199002280012") == date(1990, 2, 28)


def test_a_short_resident_number_has_no_birth_date():
    assert resident_birth_date("4506811990") is None


def test_digits_of_other_scripts_are_not_digits():
    assert resident_number_problem("٤" * 18) is IdentifierProblem.ALPHABET


def test_a_number_is_kept_in_half_width_capitals_without_spaces():
    assert plain(" 91１１0000 600037341l ") == SPECIMEN
