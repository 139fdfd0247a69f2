"""Machine-readable zones in a form: what they fill in, and where the wrong sign stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from workers.enums import PaperKind
from workers.rules.mrz import Mrz, MrzProblem, read_mrz, zone_lines
from workers.services.identity.words import unread

MISSING = "␣"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a zone: what stands before the wrong sign, the sign, and what stands after it."""

    number: int
    before: str
    sign: str = ""
    after: str = ""


@dataclass(frozen=True, slots=True)
class Faulty:
    """A zone that cannot be read: what is wrong, and its lines with the place marked."""

    sentence: str
    lines: list[Line]


def faulty(text: str, *, on: date) -> Faulty | None:
    """What is wrong with a zone; nothing where it can be read, or there is none."""
    if not text.strip():
        return None
    try:
        read_mrz(text, on=on)
    except MrzProblem as problem:
        rows = zone_lines(text)
        rows += [""] * (problem.line - len(rows))
        lines = [_line(number, row, problem) for number, row in enumerate(rows, start=1)]
        return Faulty(str(unread(problem, "mrz")), lines)
    return None


def filled(given: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """What a form holds, with the gaps filled from its zone; what was typed stays."""
    kept = dict(given.items())
    try:
        zone = read_mrz(str(given.get("mrz", "")), on=on)
    except MrzProblem:
        return kept
    return kept | {name: value for name, value in _said(zone).items() if name == "kind" or not kept.get(name)}


def _said(zone: Mrz) -> dict[str, Any]:
    is_card = zone.format == "TD1"
    return {
        "kind": PaperKind.ID_CARD if is_card else PaperKind.PASSPORT,
        "number": (is_card and zone.personal_number) or zone.number,
        "expires_on": zone.expires_on,
        "name": f"{zone.family} {zone.given}",
        "sex": zone.sex,
        "birth_date": zone.birth_date,
        "personal_number": zone.personal_number,
    }


def _line(number: int, row: str, problem: MrzProblem) -> Line:
    if number != problem.line:
        return Line(number, row)
    place = problem.position - 1
    return Line(number, row[:place], row[place : place + 1] or MISSING, row[place + 1 :])
