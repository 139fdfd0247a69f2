"""Where the fields and check digits of machine-readable zones stand (ICAO 9303-4 and -5)."""

from collections.abc import Sequence
from dataclasses import dataclass
from string import ascii_uppercase, digits
from typing import Final


@dataclass(frozen=True, slots=True)
class Part:
    """A field of a zone: in which line, from which place to which, counted from 1, and what may stand there."""

    name: str
    line: int
    first: int
    last: int
    signs: str

    def of(self, lines: Sequence[str]) -> str:
        """The signs of the field."""
        return lines[self.line - 1][self.first - 1 : self.last]


@dataclass(frozen=True, slots=True)
class Check:
    """A check digit: of which field it speaks, where it stands, and which stretches it covers."""

    field: str
    line: int
    position: int
    covers: tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Layout:
    """One format of zones."""

    name: str
    rows: int
    width: int
    kinds: str
    parts: dict[str, Part]
    checks: tuple[Check, ...]


KINDS_OF_SIGN: Final = {
    "digit": frozenset(digits),
    "letter": frozenset(ascii_uppercase + "<"),
    "check": frozenset(digits + "<"),
    "sex": frozenset("MFX<"),
    "any": frozenset(digits + ascii_uppercase + "<"),
}


def _parts(*rows: tuple[str, int, int, int, str]) -> dict[str, Part]:
    return {row[0]: Part(*row) for row in rows}


TD3: Final = Layout(
    "TD3",
    2,
    44,
    "P",
    _parts(
        ("document_code", 1, 1, 2, "letter"),
        ("issuing_state", 1, 3, 5, "letter"),
        ("name", 1, 6, 44, "letter"),
        ("number", 2, 1, 9, "any"),
        ("number_check", 2, 10, 10, "digit"),
        ("nationality", 2, 11, 13, "letter"),
        ("birth", 2, 14, 19, "digit"),
        ("birth_check", 2, 20, 20, "digit"),
        ("sex", 2, 21, 21, "sex"),
        ("expiry", 2, 22, 27, "digit"),
        ("expiry_check", 2, 28, 28, "digit"),
        ("optional", 2, 29, 42, "any"),
        ("optional_check", 2, 43, 43, "check"),
        ("composite_check", 2, 44, 44, "digit"),
    ),
    (
        Check("number", 2, 10, ((2, 1, 9),)),
        Check("birth", 2, 20, ((2, 14, 19),)),
        Check("expiry", 2, 28, ((2, 22, 27),)),
        Check("optional", 2, 43, ((2, 29, 42),)),
        Check("composite", 2, 44, ((2, 1, 10), (2, 14, 20), (2, 22, 43))),
    ),
)
TD1: Final = Layout(
    "TD1",
    3,
    30,
    "ACI",
    _parts(
        ("document_code", 1, 1, 2, "letter"),
        ("issuing_state", 1, 3, 5, "letter"),
        ("number", 1, 6, 14, "any"),
        ("number_check", 1, 15, 15, "check"),
        ("optional", 1, 16, 30, "any"),
        ("birth", 2, 1, 6, "digit"),
        ("birth_check", 2, 7, 7, "digit"),
        ("sex", 2, 8, 8, "sex"),
        ("expiry", 2, 9, 14, "digit"),
        ("expiry_check", 2, 15, 15, "digit"),
        ("nationality", 2, 16, 18, "letter"),
        ("optional_2", 2, 19, 29, "any"),
        ("composite_check", 2, 30, 30, "digit"),
        ("name", 3, 1, 30, "letter"),
    ),
    (
        Check("number", 1, 15, ((1, 6, 14),)),
        Check("birth", 2, 7, ((2, 1, 6),)),
        Check("expiry", 2, 15, ((2, 9, 14),)),
        Check("composite", 2, 30, ((1, 6, 30), (2, 1, 7), (2, 9, 15), (2, 19, 29))),
    ),
)
