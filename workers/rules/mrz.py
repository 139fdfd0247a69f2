"""Machine-readable zones of passports and identity cards: read, and written for specimens (ICAO 9303-4 and -5)."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from string import ascii_uppercase, digits
from typing import Final, NoReturn

from workers.rules.mrz_layouts import KINDS_OF_SIGN, TD1, TD3, Layout, Part
from workers.rules.names import mrz_form

ALPHABET: Final = digits + ascii_uppercase
WEIGHTS: Final = (7, 3, 1)
EXPIRY_YEARS_AHEAD: Final = 50
ENDLESS: Final = "991231"  # so a Vietnamese identity card without an end is written
ENDS_NEVER: Final = date(2099, 12, 31)
LOOKALIKES: Final = {ord("«"): "<<", ord("‹"): "<", ord("〈"): "<", ord("《"): "<<"}


class MrzFault(StrEnum):
    """What is wrong with a machine-readable zone."""

    LENGTH = "length"
    CHARACTER = "character"
    CHECK_DIGIT = "check_digit"
    DATE = "date"
    DOCUMENT_CODE = "document_code"
    MISSING = "missing"


class MrzProblem(ValueError):
    """A zone that cannot be read: where it is wrong, counted from 1, in which field, and what was expected there.

    It never holds what was read, so it may be shown and logged.
    """

    def __init__(self, code: MrzFault, *, line: int, position: int, field: str = "", expected: str = "") -> None:
        """Say what is wrong, and where."""
        super().__init__(code.value)
        self.code, self.line, self.position, self.field, self.expected = code, line, position, field, expected


@dataclass(frozen=True, slots=True)
class Mrz:
    """What a machine-readable zone says; every check digit was right. Sex is M, F, or X where not stated."""

    format: str
    document_code: str
    issuing_state: str
    number: str
    nationality: str
    birth_date: date
    sex: str
    expires_on: date
    family: str
    given: str
    optional: str

    @property
    def personal_number(self) -> str:
        """The twelve-digit personal number that Viet Nam writes in the optional part; empty where there is none."""
        found = re.match("[0-9]{12}(?![0-9])", self.optional)
        return found[0] if found and self.issuing_state == "VNM" else ""


def read_mrz(lines: Sequence[str] | str, *, on: date) -> Mrz:
    """Read a zone as it was scanned or typed on that day: spaces, small letters and line breaks do no harm.

    Raises `MrzProblem` at the first sign that is wrong.
    """
    layout, rows = _laid_out(_cleaned([lines] if isinstance(lines, str) else lines))
    _signs_right(layout, rows)
    _checks_right(layout, rows)
    said = {name: part.of(rows).rstrip("<") for name, part in layout.parts.items()}
    if layout is TD1 and not said["number_check"]:
        said |= _long_number(rows)
    for needed in ("name", "number"):
        if not said[needed].strip("<"):
            _refuse(MrzFault.MISSING, layout.parts[needed])
    family, _, given = said["name"].partition("<<")
    return Mrz(
        format=layout.name,
        document_code=said["document_code"],
        issuing_state=said["issuing_state"],
        number=said["number"],
        nationality=said["nationality"],
        birth_date=_born(said["birth"], on, layout.parts["birth"]),
        sex=said["sex"] or "X",
        expires_on=_expires(said["expiry"], said["issuing_state"], on, layout.parts["expiry"]),
        family=_words(family),
        given=_words(given),
        optional=said["optional"],
    )


def zone_lines(text: str) -> list[str]:
    """The lines of a zone as they are read and as places in them are counted, however wrong they are."""
    rows = _cleaned([text])
    try:
        return _laid_out(rows)[1]
    except MrzProblem:
        return rows


def check_digit(text: str) -> str:
    """Give the check digit of a stretch of a zone (ICAO 9303-3 §4.9)."""
    values = (0 if sign == "<" else ALPHABET.index(sign) for sign in text)
    return str(sum(value * WEIGHTS[place % 3] for place, value in enumerate(values)) % 10)


def write_td3(
    *,
    number: str,
    family: str,
    given: str,
    birth_date: date,
    sex: str,
    expires_on: date,
    optional: str = "",
    document_code: str = "P",
    state: str = "VNM",
) -> tuple[str, str]:
    """Write the zone of a passport: two lines of 44 signs; `optional` is the personal number where there is one."""
    birth, expiry = _day(birth_date), _day(expires_on)
    number, optional = _filled(number, 9), _filled(optional, 14)
    first = _filled(document_code, 2) + _filled(state, 3) + _filled(mrz_form(family, given), 39)
    checked = number + check_digit(number), birth + check_digit(birth), expiry + check_digit(expiry)
    optional += check_digit(optional) if optional.strip("<") else "<"
    second = checked[0] + _filled(state, 3) + checked[1] + _sex(sex) + checked[2] + optional
    return first, second + check_digit("".join(checked) + optional)


def write_td1(
    *,
    number: str,
    family: str,
    given: str,
    birth_date: date,
    sex: str,
    expires_on: date,
    optional: str = "",
    document_code: str = "I",
    state: str = "VNM",
) -> tuple[str, str, str]:
    """Write the zone of an identity card: three lines of 30 signs; a number of more than nine signs runs on."""
    birth, expiry = _day(birth_date), _day(expires_on)
    if len(number) > 9:
        held = number[:9] + "<" + number[9:] + check_digit(number) + "<" + optional
    else:
        held = _filled(number, 9) + check_digit(_filled(number, 9)) + optional
    first = _filled(document_code, 2) + _filled(state, 3) + _filled(held, 25)
    checked = birth + check_digit(birth), expiry + check_digit(expiry)
    second = checked[0] + _sex(sex) + checked[1] + _filled(state, 3) + "<" * 11
    return first, second + check_digit(first[5:] + "".join(checked) + "<" * 11), _filled(mrz_form(family, given), 30)


def _cleaned(lines: Iterable[str]) -> list[str]:
    """The lines without blanks, in half-width capitals; quotation marks that cameras see for fillers put right."""
    text = unicodedata.normalize("NFKC", "\n".join(lines).translate(LOOKALIKES)).upper()
    return [row for row in ("".join(line.split()) for line in text.splitlines()) if row]


def _laid_out(rows: list[str]) -> tuple[Layout, list[str]]:
    """The format of the zone and its lines; lines that were broken elsewhere are put together again."""
    text = "".join(rows)
    layout = _format_of(text, rows)
    if text and text[0] not in layout.kinds:
        kinds = ", ".join(layout.kinds)
        raise MrzProblem(MrzFault.DOCUMENT_CODE, line=1, position=1, field="document_code", expected=kinds)
    if len(rows) != layout.rows and len(text) == layout.rows * layout.width:
        return layout, [text[start : start + layout.width] for start in range(0, len(text), layout.width)]
    for number, row in enumerate([*rows, *[""] * (layout.rows - len(rows))], start=1):
        width = layout.width if number <= layout.rows else 0
        if len(row) != width:
            place = min(len(row), width) + 1
            raise MrzProblem(MrzFault.LENGTH, line=number, position=place, expected=str(width))
    return layout, rows


def _format_of(text: str, rows: list[str]) -> Layout:
    if len(text) in (TD1.rows * TD1.width, TD3.rows * TD3.width):
        return TD1 if len(text) == TD1.rows * TD1.width else TD3
    return TD1 if len(rows) > TD3.rows or text[:1] in set(TD1.kinds) else TD3


def _signs_right(layout: Layout, rows: list[str]) -> None:
    for part in layout.parts.values():
        for place, sign in enumerate(part.of(rows), start=part.first):
            if sign not in KINDS_OF_SIGN[part.signs]:
                raise MrzProblem(
                    MrzFault.CHARACTER, line=part.line, position=place, field=part.name, expected=part.signs
                )


def _checks_right(layout: Layout, rows: list[str]) -> None:
    for check in layout.checks:
        stated = rows[check.line - 1][check.position - 1]
        covered = "".join(rows[line - 1][first - 1 : last] for line, first, last in check.covers)
        if stated == "<" and check.field == "number":
            _long_number(rows)
        elif stated != check_digit(covered) and not (stated == "<" and not covered.strip("<")):
            raise MrzProblem(
                MrzFault.CHECK_DIGIT,
                line=check.line,
                position=check.position,
                field=check.field,
                expected=check_digit(covered),
            )


def _long_number(rows: list[str]) -> dict[str, str]:
    """A card's number of more than nine signs: it runs on to the first filler, its check digit last (9303-5)."""
    tail, _, rest = rows[0][15:30].partition("<")
    number = rows[0][5:14] + tail[:-1]
    if not tail or check_digit(number) != tail[-1]:
        position, expected = (15 + len(tail), check_digit(number)) if tail else (15, check_digit(rows[0][5:14]))
        raise MrzProblem(MrzFault.CHECK_DIGIT, line=1, position=position, field="number", expected=expected)
    return {"number": number, "optional": rest.rstrip("<")}


def _born(text: str, on: date, part: Part) -> date:
    """The latest day that is not after `on`."""
    day = _dated(text, on.year, part)
    return day if day <= on else _dated(text, on.year - 100, part)


def _expires(text: str, state: str, on: date, part: Part) -> date:
    if text == ENDLESS and state == "VNM":
        return ENDS_NEVER
    return _dated(text, on.year + EXPIRY_YEARS_AHEAD, part)


def _dated(text: str, latest: int, part: Part) -> date:
    """The day written with two digits for its year, which is no later than `latest`."""
    year = latest - (latest - int(text[:2])) % 100
    try:
        return date(year, int(text[2:4]), int(text[4:6]))
    except ValueError:
        _refuse(MrzFault.DATE, part)


def _refuse(fault: MrzFault, part: Part) -> NoReturn:
    raise MrzProblem(fault, line=part.line, position=part.first, field=part.name) from None


def _words(text: str) -> str:
    return " ".join(text.replace("<", " ").split())


def _day(day: date) -> str:
    return day.strftime("%y%m%d")


def _sex(sex: str) -> str:
    return sex if sex in ("M", "F") else "<"


def _filled(text: str, width: int) -> str:
    return text[:width].ljust(width, "<")
