"""A paper's number has a form, a paper outlives the stay, and what was typed is held against the paper."""

from datetime import date

import pytest

from employers.rules.identifiers import IdentifierProblem
from workers.rules.mrz import read_mrz, write_td1, write_td3
from workers.rules.papers import kept_number, number_problem, outlives, personal_number_problems, same_as_mrz

ON = date(2026, 11, 20)
SAID = {
    "family": "Nguyễn",
    "given": "Văn Ẩn",
    "birth_date": date(1984, 3, 2),
    "sex": "M",
    "expires_on": date(2031, 5, 4),
}


@pytest.fixture
def passport():
    return read_mrz(write_td3(number="C1234567", **SAID), on=ON)


@pytest.mark.parametrize("typed", ["c1234567", " C 123 4567 ", "C-1234567", "Ｃ１２３４５６７"])
def test_a_number_is_kept_plain(typed):
    assert kept_number(typed) == "C1234567"


@pytest.mark.parametrize(
    ("kind", "number"),
    [
        ("passport", "C1234567"),
        ("passport", "B1234567"),
        ("passport", "N1234567"),
        ("passport", "P01234567"),
        ("border_pass", "AB123"),
        ("border_pass", "123456789012345"),
        ("id_card", "087084000999"),
        ("stay_permit", "451400123"),
    ],
)
def test_a_number_of_its_form_is_taken(kind, number):
    assert number_problem(kind, number) is None


@pytest.mark.parametrize(
    ("kind", "number", "problem"),
    [
        ("passport", "C123456", IdentifierProblem.LENGTH),
        ("passport", "C123456789", IdentifierProblem.LENGTH),
        ("passport", "12345678", IdentifierProblem.ALPHABET),
        ("passport", "CC123456", IdentifierProblem.ALPHABET),
        ("passport", "Đ1234567", IdentifierProblem.ALPHABET),
        ("border_pass", "A123", IdentifierProblem.LENGTH),
        ("border_pass", "1" * 16, IdentifierProblem.LENGTH),
        ("border_pass", "AB 12345", IdentifierProblem.ALPHABET),
        ("id_card", "08708400099", IdentifierProblem.LENGTH),
        ("id_card", "08708400099X", IdentifierProblem.ALPHABET),
    ],
)
def test_a_wrong_number_is_told_by_its_fault(kind, number, problem):
    assert number_problem(kind, number) is problem


def test_a_personal_number_that_agrees_raises_nothing():
    prefixes = {"002", "087"}

    assert not personal_number_problems(
        "087084000999", sex="M", birth_date=date(1984, 3, 2), province_prefixes=prefixes
    )


def test_all_that_disagrees_with_a_personal_number_is_told_at_once():
    found = personal_number_problems("087084000999", sex="F", birth_date=date(1985, 3, 2), province_prefixes={"002"})

    assert found == [IdentifierProblem.PROVINCE, IdentifierProblem.SEX, IdentifierProblem.BIRTH_YEAR]


def test_a_birth_in_the_next_century_is_read_from_the_fourth_digit():
    assert not personal_number_problems("002307000999", sex="F", birth_date=date(2007, 1, 1), province_prefixes={"002"})
    assert personal_number_problems("002307000999", sex="F", birth_date=date(1907, 1, 1), province_prefixes=None) == [
        IdentifierProblem.BIRTH_YEAR
    ]


def test_what_is_not_known_of_the_holder_is_not_asked():
    assert not personal_number_problems("087084000999", sex="", birth_date=None, province_prefixes=None)


def test_a_malformed_personal_number_is_told_as_that_alone():
    assert personal_number_problems("87084000999", sex="F", birth_date=None, province_prefixes=set()) == [
        IdentifierProblem.LENGTH
    ]


@pytest.mark.parametrize(
    ("expires_on", "does"),
    [(date(2027, 5, 29), False), (date(2027, 5, 30), True), (date(2027, 5, 31), True)],
)
def test_a_paper_outlives_the_stay_by_a_margin(expires_on, does):
    assert outlives(expires_on, date(2027, 4, 30), margin_days=30) is does


def test_without_a_margin_the_last_day_is_enough():
    assert outlives(date(2027, 4, 30), date(2027, 4, 30), margin_days=0)


def test_what_was_typed_as_on_the_paper_agrees(passport):
    assert same_as_mrz(passport, number="c1234567", **SAID) == []


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("birth_date", {"birth_date": date(1984, 2, 3)}),
        ("sex", {"sex": "F"}),
        ("expires_on", {"expires_on": date(2031, 4, 5)}),
        ("name", {"given": "Văn An Em"}),
        ("number", {"number": "C1234568"}),
    ],
)
def test_a_field_that_disagrees_is_named(passport, field, typed):
    assert same_as_mrz(passport, **{"number": "C1234567", **SAID, **typed}) == [field]


def test_what_is_not_stated_does_not_disagree(passport):
    assert same_as_mrz(passport, number="C1234567", **SAID | {"sex": "", "expires_on": None}) == []


def test_where_the_family_name_ends_does_not_matter(passport):
    assert same_as_mrz(passport, number="C1234567", **SAID | {"family": "Nguyễn Văn", "given": "Ẩn"}) == []


def test_a_card_is_known_by_either_number():
    card = read_mrz(write_td1(number="084000999", optional="087084000999", **SAID), on=ON)

    assert same_as_mrz(card, number="087084000999", **SAID) == []
    assert same_as_mrz(card, number="084000999", **SAID) == []
    assert same_as_mrz(card, number="", **SAID) == ["number"]


@pytest.mark.parametrize("given_name", ["Thị Phương Hồng Thanh Khánh Linh", "Thị Phương Hồng Thanhh Khánh"])
def test_a_name_longer_than_the_zone_is_compared_as_cut(given_name):
    said = SAID | {"family": "Công Tằng Tôn Nữ", "given": given_name}
    card = read_mrz(write_td1(number="084000999", **said), on=ON)

    assert same_as_mrz(card, number="084000999", **said) == []
    assert same_as_mrz(card, number="084000999", **said | {"family": "Nguyễn Công Tằng Tôn Nữ"}) == ["name"]
