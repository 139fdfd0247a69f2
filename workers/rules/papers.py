"""Identity papers: their numbers, how long they last, and whether what was typed is what the paper says."""

import re
from collections.abc import Collection
from datetime import date, timedelta
from typing import Final, Literal, cast

from employers.rules.identifiers import IdentifierProblem, personal_number_problem, plain
from workers.rules.mrz import Mrz
from workers.rules.names import mrz_form, tokens

BETWEEN: Final = re.compile(r"[\-‐-―./]")
# The letter and seven digits of Vietnamese passports; newer booklets were seen with eight.
PASSPORT: Final = re.compile("[A-Z][0-9]{7,8}")
# No published form is known for border passes and the like: only what no number could be is refused.
ANY_NUMBER: Final = re.compile("[A-Z0-9]{5,15}")
LONGEST_NAME: Final = {"TD3": 39, "TD1": 30}


def kept_number(text: str) -> str:
    """Give the number of a paper as it is kept: half-width capitals and digits, without spaces and hyphens."""
    return BETWEEN.sub("", plain(text))


def number_problem(kind: str, number: str) -> IdentifierProblem | None:
    """Tell what is wrong with the kept number of a passport, an identity card, a border pass or another paper."""
    if kind == "id_card":
        return personal_number_problem(number)
    lengths, form = ((8, 9), PASSPORT) if kind == "passport" else (range(5, 16), ANY_NUMBER)
    if len(number) not in lengths:
        return IdentifierProblem.LENGTH
    return None if form.fullmatch(number) else IdentifierProblem.ALPHABET


def personal_number_problems(
    number: str, *, sex: str, birth_date: date | None, province_prefixes: Collection[str] | None
) -> list[IdentifierProblem]:
    """Tell everything in which a personal number disagrees with its form or its holder.

    Prefixes never change, so those of provinces that were merged stay good; a birth registered abroad has a
    country's code there, so an unknown one is a question to the holder and no proof (Circular 07/2016/TT-BCA).
    """
    if malformed := personal_number_problem(number):
        return [malformed]
    known_sex = cast(Literal["M", "F"], sex) if sex in ("M", "F") else None
    found = (
        personal_number_problem(number, provinces=province_prefixes),
        personal_number_problem(number, sex=known_sex),
        personal_number_problem(number, birth_year=birth_date.year if birth_date else None),
    )
    return [problem for problem in found if problem]


def outlives(expires_on: date, last_on: date, *, margin_days: int) -> bool:
    """Whether a paper is still good so many days after the last day of the stay."""
    return expires_on >= last_on + timedelta(days=margin_days)


def same_as_mrz(
    mrz: Mrz, *, number: str, family: str, given: str, birth_date: date, sex: str, expires_on: date | None
) -> list[str]:
    """Name the fields in which what was typed disagrees with the machine-readable zone; none where all agree.

    A card may be known by its own number or by the personal number on it; a name may be cut to the zone's width,
    and where its family name ends is not asked; what one side does not state is not compared.
    """
    agrees = {
        "number": kept_number(number) in {mrz.number, mrz.personal_number} - {""},
        "name": _same_name(mrz, family, given),
        "birth_date": birth_date == mrz.birth_date,
        "sex": not sex or not mrz.sex or sex == mrz.sex,
        "expires_on": expires_on is None or expires_on == mrz.expires_on,
    }
    return [field for field, is_same in agrees.items() if not is_same]


def _same_name(mrz: Mrz, family: str, given: str) -> bool:
    typed, read = mrz_form(family, given), mrz_form(mrz.family, mrz.given)
    if len(typed) > LONGEST_NAME[mrz.format]:
        return typed[: LONGEST_NAME[mrz.format]].strip("<") == read
    return tokens(typed) == tokens(read)
