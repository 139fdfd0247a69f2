"""Texts, telephone numbers and names as they are kept and searched."""

import pytest

from employers.rules.texts import dialled, folded, telephone_problem, text_problem, tidy


def test_a_text_is_kept_composed_and_without_blanks_around_it() -> None:
    assert tidy("  mi\u0301a\n") == "m\u00eda"


@pytest.mark.parametrize("sign", ["\x00", "\t", "\n", "\x7f", "\u202e", "\u200b", "\u2028", "\ue000"])
def test_signs_that_cannot_be_seen_are_found(sign: str) -> None:
    assert text_problem(f"甘{sign}蔗", longest=10) == "control_character"


@pytest.mark.parametrize(
    ("text", "is_required", "problem"),
    [("", True, "missing"), ("", False, None), ("a" * 10, True, None), ("a" * 11, True, "too_long")],
)
def test_a_text_is_neither_missing_nor_too_long(text: str, is_required: bool, problem: str | None) -> None:
    assert text_problem(text, longest=10, is_required=is_required) == problem


@pytest.mark.parametrize("text", ["", "0771 8620000", "+84 (205) 381-2345", "110110", "123456789012345"])
def test_telephone_numbers_as_people_write_them_are_right(text: str) -> None:
    assert telephone_problem(text, longest=20) is None


@pytest.mark.parametrize("text", ["12345", "1234567890123456", "call me", "+", "86+771862"])
def test_what_cannot_be_dialled_is_no_telephone_number(text: str) -> None:
    assert telephone_problem(text, longest=20) == "telephone"


@pytest.mark.parametrize(
    ("name", "searched"),
    [
        ("Công ty Đồng Đăng", "cong ty dong dang"),
        ("CÔNG\u3000TY", "cong ty"),
        ("Ｌａｂｏｕｒ", "labour"),
        ("宁明劳务", "宁明劳务"),
    ],
)
def test_names_are_searched_without_marks_and_case(name: str, searched: str) -> None:
    assert folded(name) == searched


@pytest.mark.parametrize("text", ["0205 381 2345", "+84 205 381 2345", "0084-205-381-2345", "２０５３８１２３４５"])
def test_a_number_is_the_same_however_it_is_dialled(text: str) -> None:
    assert dialled(text) == "2053812345"
