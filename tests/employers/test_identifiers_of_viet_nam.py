"""Vietnamese personal numbers and tax codes are judged by form, check digit and what else is known."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum.vn import mst

from employers.rules.identifiers import (
    IdentifierProblem,
    personal_number_birth_year,
    personal_number_problem,
    personal_number_sex,
    tax_code_check,
    tax_code_problem,
)

tax_stems = st.from_regex("[0-9]{9}", fullmatch=True)


def personal_number(province, sex, birth_year, sequence):
    """The number of a person born from 1900 to 2399."""
    century = (birth_year // 100 - 19) * 2 + (sex == "F")
    return f"{province:0>3}{century}{birth_year % 100:02}{sequence:06}"


def test_a_published_personal_number_tells_sex_and_year():
    assert personal_number_sex("087084000999") == "M"
    assert personal_number_birth_year("087084000999") == 1984
    assert personal_number_problem("087084000999", sex="M", birth_year=1984, provinces={"087"}) is None


@pytest.mark.parametrize(
    ("known", "problem"),
    [
        ({"sex": "F"}, IdentifierProblem.SEX),
        ({"birth_year": 1985}, IdentifierProblem.BIRTH_YEAR),
        ({"provinces": {"020", "022"}}, IdentifierProblem.PROVINCE),
    ],
)
def test_a_personal_number_that_disagrees_with_its_holder_is_found(known, problem):
    assert personal_number_problem("087084000999", **known) is problem


@given(
    st.sampled_from(["002", "004", "010", "020", "022"]),
    st.sampled_from(["M", "F"]),
    st.integers(1900, 2399),
    st.integers(0, 999_999),
)
def test_every_made_personal_number_agrees_with_its_holder(province, sex, year, sequence):
    number = personal_number(province, sex, year, sequence)

    assert personal_number_problem(number, sex=sex, birth_year=year, provinces={province}) is None


def test_a_published_tax_code_is_right():
    assert tax_code_problem("0100233488") is None
    assert tax_code_problem("0100233488-001") is None


@pytest.mark.parametrize(
    ("code", "problem"),
    [
        ("010023348", IdentifierProblem.LENGTH),
        ("0100233488001", IdentifierProblem.LENGTH),
        ("01002334 8", IdentifierProblem.ALPHABET),
        ("0100233488/001", IdentifierProblem.ALPHABET),
        ("0100233489", IdentifierProblem.CHECK_DIGIT),
        ("0100233488-000", IdentifierProblem.BRANCH),
        ("08708400099X", IdentifierProblem.ALPHABET),
    ],
)
def test_a_wrong_tax_code_is_told_by_its_fault(code, problem):
    assert tax_code_problem(code) is problem


def test_a_person_pays_tax_under_the_personal_number():
    assert tax_code_problem("087084000999") is None


@given(tax_stems)
def test_every_made_tax_code_is_right(stem):
    check = tax_code_check(stem)

    assert check is None or tax_code_problem(stem + check) is None


@given(tax_stems.filter(lambda stem: stem[2:] != "0000000"))
def test_an_outside_library_agrees_on_made_tax_codes(stem):
    check = tax_code_check(stem)

    assert check is None or mst.is_valid(stem + check)


@pytest.mark.parametrize(
    ("number", "problem"),
    [("087084", IdentifierProblem.LENGTH), ("٤" * 12, IdentifierProblem.ALPHABET)],
)
def test_a_personal_number_is_twelve_plain_digits(number, problem):
    assert personal_number_problem(number) is problem
