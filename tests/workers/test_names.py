"""A name keeps its marks, and is found without them."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workers.rules.names import LONGEST, NameProblem, as_issued, folded, mrz_form, name_problem, tokens


def test_a_name_is_kept_composed_and_with_single_spaces():
    assert as_issued(unicodedata.normalize("NFD", "  Nguyễn\u00a0 Thị\tHồng\u200b ")) == "Nguyễn Thị Hồng"


@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("Nguyễn Văn Ẩn", "nguyen van an"),
        ("ĐẶNG THỊ ĐÀO", "dang thi dao"),
        ("Ðặng Đào", "dang dao"),
        ("Trương Mỹ Duyên", "truong my duyen"),
        ("Ｌê　Ａn", "le an"),
        ("H'Hen Niê", "hhen nie"),
        ("H’Hen Niê", "hhen nie"),
        ("Vừ A-Dính.", "vu a dinh"),
        ("阮文安", "阮文安"),
        ("", ""),
    ],
)
def test_a_name_is_found_without_its_marks(name, searched):
    assert folded(name) == searched
    assert folded(unicodedata.normalize("NFD", name)) == searched


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert folded(folded(text)) == folded(text)


@given(st.text())
def test_a_folded_name_holds_only_letters_digits_and_single_spaces(text):
    found = folded(text)

    assert all(sign.isalnum() or sign == " " for sign in found)
    assert found == " ".join(found.split())


@given(st.permutations(["Nguyễn", "Thị", "Đào"]))
def test_any_order_of_its_words_finds_a_name(words):
    assert tokens(" ".join(words)) == "dao nguyen thi"


@pytest.mark.parametrize(
    ("family", "given_name", "written"),
    [
        ("Nguyễn", "Văn Ẩn", "NGUYEN<<VAN<AN"),
        ("Đặng", "Thị Thu-Hương", "DANG<<THI<THU<HUONG"),
        ("Niê", "H'Hen", "NIE<<HHEN"),
        ("Lò", "", "LO"),
        ("", "Pá", "PA"),
        ("阮", "An", "AN"),
        ("", "", ""),
    ],
)
def test_a_name_has_a_form_for_machines(family, given_name, written):
    assert mrz_form(family, given_name) == written


@given(st.text(), st.text())
def test_the_form_for_machines_holds_only_letters_and_fillers(family, given_name):
    written = mrz_form(family, given_name)

    assert set(written) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZ<")
    assert written == written.strip("<")


@pytest.mark.parametrize(
    ("name", "problem"),
    [
        ("", NameProblem.MISSING),
        (" \t\n", NameProblem.MISSING),
        ("Nguyễn Văn 2", NameProblem.DIGITS),
        ("Nguyễn Văn ２", NameProblem.DIGITS),
        ("Nguyễn\x00Văn", NameProblem.CONTROL),
        ("Nguyễn\u202eVăn", NameProblem.CONTROL),
        ("NGUYEN<<VAN", NameProblem.SIGN),
        ("=cmd()", NameProblem.SIGN),
        ("---", NameProblem.SIGN),
        ("a" * (LONGEST + 1), NameProblem.TOO_LONG),
    ],
)
def test_a_wrong_name_is_told_by_its_fault(name, problem):
    assert name_problem(name) is problem


@pytest.mark.parametrize("name", ["Nguyễn Văn Ẩn", "H’Hen Niê", "Vừ A-Dính", "阮文安", "K. Sor", "a" * LONGEST])
def test_a_name_as_issued_is_taken(name):
    assert name_problem(name) is None
    assert name_problem(unicodedata.normalize("NFD", name)) is None


def test_signs_that_only_join_letters_do_not_count_twice():
    assert name_problem(unicodedata.normalize("NFD", "ễ" * LONGEST)) is None
