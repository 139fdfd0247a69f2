"""Texts and telephone numbers that people give: how they are kept, and what is wrong with them."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

MARKS: Final = re.compile("[\u0300-\u036f]")
TELEPHONE: Final = re.compile(r"\+?[0-9][0-9 ().\-]*[0-9]")
COUNTRY_CODE: Final = re.compile("(?:00|[+])(?:84|86)")


class TextProblem(StrEnum):
    """What is wrong with a text."""

    MISSING = "missing"
    TOO_LONG = "too_long"
    CONTROL = "control_character"
    TELEPHONE = "telephone"


def tidy(text: str) -> str:
    """Give a text as it is kept: composed (NFC), without blanks around it."""
    return unicodedata.normalize("NFC", text).strip()


def text_problem(text: str, *, longest: int, is_required: bool = False) -> TextProblem | None:
    """Tell what is wrong with a tidied line of text: empty, too long, or with signs that cannot be seen."""
    if not text:
        return TextProblem.MISSING if is_required else None
    if any(unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") for sign in text):
        return TextProblem.CONTROL
    return TextProblem.TOO_LONG if len(text) > longest else None


def telephone_problem(text: str, *, longest: int) -> TextProblem | None:
    """Tell what is wrong with a telephone number: 6 to 15 digits (E.164), with the usual signs between."""
    problem = text_problem(text, longest=longest)
    if problem is None and text and not (TELEPHONE.fullmatch(text) and 6 <= sum(map(str.isdigit, text)) <= 15):
        return TextProblem.TELEPHONE
    return problem


def folded(text: str) -> str:
    """Give a name as it is searched: half-width small letters without marks, đ as d."""
    whole = unicodedata.normalize("NFKD", text).replace("đ", "d").replace("Đ", "d")
    return " ".join(MARKS.sub("", whole).lower().split())


def dialled(text: str) -> str:
    """Give the digits of a telephone number as dialled at home, without country code and leading noughts."""
    signs = "".join(sign for sign in unicodedata.normalize("NFKC", text) if sign in "+0123456789")
    return re.sub("[^0-9]", "", COUNTRY_CODE.sub("", signs, count=1)).lstrip("0")
