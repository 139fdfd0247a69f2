"""Names of persons: as issued, as searched, and as a machine-readable zone writes them."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from accounts.rules import tidy

LONGEST: Final = 100
# Đ has no mark to strip; the two letters that look like it stand for it in old encodings.
CROSSED_D: Final = dict.fromkeys(map(ord, "đĐðÐɖƉ"), "d")
# Apostrophes are left out, as ICAO 9303-3 does: H'Hen is one word however it is typed.
APOSTROPHES: Final = dict.fromkeys(map(ord, "'’‘ʼʻ`´"))
OTHER_SIGNS: Final = frozenset(" -.·'’‘`´,")


class NameProblem(StrEnum):
    """What is wrong with a name."""

    MISSING = "missing"
    CONTROL = "control_character"
    DIGITS = "digits"
    SIGN = "sign"
    TOO_LONG = "too_long"


def as_issued(text: str) -> str:
    """Give a name as it is kept: with its marks, composed (NFC), single spaces, nothing that cannot be seen."""
    return tidy(text)


def folded(text: str) -> str:
    """Give a name as it is searched: small letters without marks, đ as d, single spaces; hanzi stay."""
    plain = unicodedata.normalize("NFKD", text.translate(APOSTROPHES).translate(CROSSED_D)).lower()
    signs = unicodedata.normalize("NFKD", plain).translate(APOSTROPHES).translate(SEARCHED)
    return " ".join(signs.split())


def tokens(text: str) -> str:
    """Give the folded words of a name in the order of the alphabet, so that any order of them finds it."""
    return in_order(folded(text))


def in_order(words: str) -> str:
    """Give the words of a folded name in the order of the alphabet."""
    return " ".join(sorted(words.split()))


def mrz_form(family: str, given: str) -> str:
    """Give a name as a machine-readable zone writes it, without fillers at its end (ICAO 9303-3 §4.6).

    NGUYEN<<VAN<AN for Nguyễn Văn An; signs that have no Latin letter are left out.
    """
    parts = (re.sub("[^A-Z ]", "", folded(part).upper()).split() for part in (family, given))
    return "<<".join(filter(None, map("<".join, parts)))


def parts(name: str) -> tuple[str, str]:
    """Give the family name and the rest of a Vietnamese name as issued: the first word is the family's."""
    family, _, given = as_issued(name).partition(" ")
    return family, given


def name_problem(text: str) -> NameProblem | None:
    """Tell what is wrong with a name as it was given; hyphens, dots and apostrophes may be part of it."""
    kept = as_issued(text)
    if not text.isprintable() and any(not sign.isspace() and not sign.isprintable() for sign in text):
        return NameProblem.CONTROL
    are_letters = "".join(kept.split()).isalpha()  # as nearly always: nothing else need be asked of each sign
    if not are_letters and any(unicodedata.category(sign).startswith("N") for sign in kept):
        return NameProblem.DIGITS
    searched = folded(kept)
    if not searched:
        return NameProblem.SIGN if kept else NameProblem.MISSING
    if not are_letters and any(unicodedata.category(sign)[0] not in "LM" and sign not in OTHER_SIGNS for sign in kept):
        return NameProblem.SIGN
    return NameProblem.TOO_LONG if max(len(kept), len(searched)) > LONGEST else None


class _Searched(dict[int, str]):
    """How each sign is searched: letters and digits as they are, marks left out, all else as a space."""

    def __missing__(self, code: int) -> str:
        sign = chr(code)
        if not sign.isalnum():
            sign = "" if unicodedata.category(sign)[0] == "M" else " "
        if len(self) < 10_000:
            self[code] = sign
        return sign


SEARCHED: Final = _Searched()
