"""Permit numbers: read out at a border post, written down in a hurry, and still found or refused for a reason."""

import re
import unicodedata
from enum import StrEnum
from typing import Final

from employers.rules.references import check_character, reference

KIND: Final = "WP"
FORM: Final = re.compile(f"{KIND}(?P<years>[0-9]{{4}})(?P<serial>[0-9]{{6,}})(?P<check>[0-9A-Z])")
BREAKS: Final = re.compile(r"[\s\-‐-―/._]")
LOOKALIKES: Final = str.maketrans("OIL", "011")
# L stands for itself as a check character: to forgive it there too would let more slips pass.
CHECK_LOOKALIKES: Final = str.maketrans("OI", "01")


class NumberProblem(StrEnum):
    """What is wrong with a permit number."""

    FORM = "permit_number_form"
    CHECK = "permit_number_check"


class BadNumber(ValueError):
    """A text is no permit number; `code` says why."""

    def __init__(self, code: NumberProblem) -> None:
        super().__init__(code)
        self.code = code


def permit_number(season_code: str, serial: int) -> str:
    """Write the number of a permit, such as WP-2627-000123-J for permit 123 of season 2026-27."""
    return reference(KIND, season_code, serial)


def read_permit_number(text: str) -> tuple[str, int]:
    """Read the season's code and the serial from a number as people write it; raises `BadNumber`.

    Case, spaces and hyphens do not matter, nor the letters O, I and L where the digits 0 and 1 are meant.
    """
    signs = BREAKS.sub("", unicodedata.normalize("NFKC", text)).upper()
    digits = signs[len(KIND) : -1].translate(LOOKALIKES)
    found = FORM.fullmatch(signs[: len(KIND)] + digits + signs[-1:])
    if found is None:
        raise BadNumber(NumberProblem.FORM)
    if check_character(KIND + digits).translate(CHECK_LOOKALIKES) != found["check"].translate(CHECK_LOOKALIKES):
        raise BadNumber(NumberProblem.CHECK)
    years = found["years"]
    return f"20{years[:2]}-{years[2:]}", int(found["serial"])
