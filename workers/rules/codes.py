"""What workers type: one-time codes, and their person number with its check character."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from employers.rules.references import check_character

KIND: Final = "W"
CODE: Final = re.compile("[0-9]{6}")
PERSON_NUMBER: Final = re.compile(f"{KIND}?(?P<serial>[0-9OIL]{{7,}})(?P<check>[0-9A-Z])")
BETWEEN: Final = re.compile(r"[\s\-‐-―./]")
ALIKE: Final = str.maketrans("OI", "01")
ALIKE_DIGITS: Final = str.maketrans("OIL", "011")


class PersonNumberFault(StrEnum):
    """What is wrong with a person number."""

    FORM = "form"
    CHECK_CHARACTER = "check_character"


class PersonNumberProblem(ValueError):
    """A person number that cannot be read; it holds the fault only."""

    def __init__(self, code: PersonNumberFault) -> None:
        """Say what is wrong."""
        super().__init__(code.value)
        self.code = code


def normalise(text: str) -> str:
    """Give a one-time code as it is compared: half-width digits, without spaces and hyphens."""
    return BETWEEN.sub("", unicodedata.normalize("NFKC", text))


def is_code(text: str) -> bool:
    """Whether a normalised text can be a one-time code: six digits."""
    return CODE.fullmatch(text) is not None


def person_number(serial: int) -> str:
    """Write a worker's number for life, such as W-0000123-Z, with the check character of all references."""
    digits = f"{serial:07}"
    return f"{KIND}-{digits}-{check_character(KIND + digits)}"


def read_person_number(text: str) -> int:
    """Read a person number as people write it: small letters, missing hyphens, O for 0 and I for 1 are forgiven.

    Raises `PersonNumberProblem` where its form or its check character is wrong.
    """
    found = PERSON_NUMBER.fullmatch(normalise(text).upper())
    if found is None:
        raise PersonNumberProblem(PersonNumberFault.FORM)
    digits = found["serial"].translate(ALIKE_DIGITS)
    if check_character(KIND + digits).translate(ALIKE) != found["check"].translate(ALIKE):
        raise PersonNumberProblem(PersonNumberFault.CHECK_CHARACTER)
    return int(digits)
