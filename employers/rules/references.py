"""References that people read out and write down: kind, season, number and a check character."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

ALPHABET: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
FORM: Final = re.compile(
    r"(?P<kind>[A-Z]{2,3})(?P<first>[0-9]{2})(?P<second>[0-9]{2})(?P<number>[0-9]{6,})(?P<check>[0-9A-Z])"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A reference in its parts, the season by its code."""

    kind: str
    season: str
    number: int

    def __str__(self) -> str:
        """Write the reference with its check character."""
        return reference(self.kind, self.season, self.number)


def check_character(text: str) -> str:
    """Give the check character of a run of digits and capitals (ISO 7064, MOD 37,36)."""
    remainder = 36
    for sign in text:
        remainder = ((remainder + ALPHABET.index(sign)) % 36 or 36) * 2 % 37
    return ALPHABET[(37 - remainder) % 36]


def reference(kind: str, season: str, number: int) -> str:
    """Write the reference of a record, such as DF-2627-000123-8 for demand filing 123 of season 2026-27."""
    years = "".join(year[-2:] for year in re.split("[-/]", season))
    serial = f"{number:06}"
    return f"{kind}-{years}-{serial}-{check_character(kind + years + serial)}"


def parse(text: str) -> Reference | None:
    """Read a reference as people write it; nothing where its form or check character is wrong."""
    signs = re.sub(r"[\s\-‐-―/]", "", unicodedata.normalize("NFKC", text)).upper()
    found = FORM.fullmatch(signs)
    if found is None or check_character(signs[:-1]) != found["check"]:
        return None
    return Reference(found["kind"], f"20{found['first']}-{found['second']}", int(found["number"]))
