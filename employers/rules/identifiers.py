"""Numbers that name a party: credit codes, identity numbers and tax codes, their form and check digits."""

import re
import unicodedata
from collections.abc import Collection
from datetime import date
from enum import StrEnum
from typing import Final, Literal, TypeAlias

CREDIT_CODE_ALPHABET: Final = "0123456789ABCDEFGHJKLMNPQRTUWXY"
DIGITS: Final = frozenset("0123456789")
RESIDENT_WEIGHTS: Final = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
RESIDENT_CHECKS: Final = "10X98765432"
TAX_CODE_WEIGHTS: Final = (31, 29, 23, 19, 17, 13, 7, 5, 3)

Sex: TypeAlias = Literal["M", "F"]


class IdentifierProblem(StrEnum):
    """What is wrong with a number."""

    LENGTH = "length"
    ALPHABET = "alphabet"
    CHECK_DIGIT = "check_digit"
    DATE = "date"
    KIND = "kind"
    BRANCH = "branch"
    PROVINCE = "province"
    SEX = "sex"
    BIRTH_YEAR = "birth_year"


class CreditCodeKind(StrEnum):
    """The kind of body that a unified social credit code names."""

    ENTERPRISE = "enterprise"
    INDIVIDUAL_BUSINESS = "individual_business"
    COOPERATIVE = "cooperative"
    COLLECTIVE = "collective"
    PUBLIC_INSTITUTION = "public_institution"
    ASSOCIATION = "association"
    OTHER = "other"


KIND_BY_PREFIX: Final = {
    "91": CreditCodeKind.ENTERPRISE,
    "92": CreditCodeKind.INDIVIDUAL_BUSINESS,
    "93": CreditCodeKind.COOPERATIVE,
}
KIND_BY_AUTHORITY: Final = {
    "N": CreditCodeKind.COLLECTIVE,
    "1": CreditCodeKind.PUBLIC_INSTITUTION,
    "5": CreditCodeKind.ASSOCIATION,
}


def plain(text: str) -> str:
    """Give a number as it is kept: half-width capitals, without spaces."""
    return "".join(unicodedata.normalize("NFKC", text).upper().split())


def credit_code_check(stem: str) -> str:
    """Give the check character of the first 17 characters of a credit code (GB 32100-2015)."""
    total = sum(CREDIT_CODE_ALPHABET.index(sign) * pow(3, place, 31) for place, sign in enumerate(stem))
    return CREDIT_CODE_ALPHABET[-total % 31]


def credit_code_kind(code: str) -> CreditCodeKind:
    """Read the kind of body from the first two characters of a credit code."""
    fallback = KIND_BY_AUTHORITY.get(code[:1], CreditCodeKind.OTHER)
    return KIND_BY_PREFIX.get(code[:2], fallback)


def credit_code_problem(code: str, *, kinds: Collection[CreditCodeKind] | None = None) -> IdentifierProblem | None:
    """Tell what is wrong with a unified social credit code, `kind` where it names another kind of body."""
    if len(code) != 18:
        return IdentifierProblem.LENGTH
    if not set(code) <= set(CREDIT_CODE_ALPHABET) or not set(code[2:8]) <= DIGITS:
        return IdentifierProblem.ALPHABET
    if credit_code_check(code[:17]) != code[17]:
        return IdentifierProblem.CHECK_DIGIT
    if kinds is not None and credit_code_kind(code) not in kinds:
        return IdentifierProblem.KIND
    return None


def resident_number_check(stem: str) -> str:
    """Give the check character of the first 17 digits of a Chinese resident number (GB 11643-1999)."""
    total = sum(int(digit) * weight for digit, weight in zip(stem, RESIDENT_WEIGHTS, strict=True))
    return RESIDENT_CHECKS[total % 11]


def resident_number_problem(number: str, *, on: date | None = None) -> IdentifierProblem | None:
    """Tell what is wrong with a Chinese resident number, `date` also for a birth after the day asked."""
    if len(number) != 18:
        return IdentifierProblem.LENGTH
    if not set(number[:17]) <= DIGITS or number[17] not in RESIDENT_CHECKS:
        return IdentifierProblem.ALPHABET
    born_on = resident_birth_date(number)
    if born_on is None or (on is not None and born_on > on):
        return IdentifierProblem.DATE
    if resident_number_check(number[:17]) != number[17]:
        return IdentifierProblem.CHECK_DIGIT
    return None


def resident_birth_date(number: str) -> date | None:
    """Read the birth date from a Chinese resident number, nothing where there is no such day."""
    if not re.fullmatch("[0-9]{8}", number[6:14]):
        return None
    try:
        return date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return None


def personal_number_problem(
    number: str,
    *,
    sex: Sex | None = None,
    birth_year: int | None = None,
    provinces: Collection[str] | None = None,
) -> IdentifierProblem | None:
    """Tell where a Vietnamese personal number disagrees with its form or with what is known of its holder.

    It has no check digit: a slip of the pen is found only by sex, birth year and the three-digit code of the
    province where the birth was registered (Circular 07/2016/TT-BCA).
    """
    if len(number) != 12:
        return IdentifierProblem.LENGTH
    if not set(number) <= DIGITS:
        return IdentifierProblem.ALPHABET
    if provinces is not None and number[:3] not in provinces:
        return IdentifierProblem.PROVINCE
    if sex is not None and sex != personal_number_sex(number):
        return IdentifierProblem.SEX
    if birth_year is not None and birth_year != personal_number_birth_year(number):
        return IdentifierProblem.BIRTH_YEAR
    return None


def personal_number_sex(number: str) -> Sex:
    """Read the sex from the fourth digit of a Vietnamese personal number."""
    return "F" if int(number[3]) % 2 else "M"


def personal_number_birth_year(number: str) -> int:
    """Read the birth year from the century digit and the two year digits of a Vietnamese personal number."""
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6])


def tax_code_check(stem: str) -> str | None:
    """Give the check digit of the first nine digits of a Vietnamese tax code; one stem in eleven has none."""
    total = sum(int(digit) * weight for digit, weight in zip(stem, TAX_CODE_WEIGHTS, strict=True))
    return None if total % 11 == 0 else str(10 - total % 11)


def tax_code_problem(code: str) -> IdentifierProblem | None:
    """Tell what is wrong with a Vietnamese tax code: ten digits, ten and a branch, or a personal number."""
    if len(code) == 12:
        return personal_number_problem(code)
    if len(code) not in (10, 14):
        return IdentifierProblem.LENGTH
    if not re.fullmatch("[0-9]{10}(-[0-9]{3})?", code):
        return IdentifierProblem.ALPHABET
    if tax_code_check(code[:9]) != code[9]:
        return IdentifierProblem.CHECK_DIGIT
    if code.endswith("-000"):
        return IdentifierProblem.BRANCH
    return None
