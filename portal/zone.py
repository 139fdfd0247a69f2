"""Machine-readable zones in a form: what they fill in, and where the wrong sign stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from workers.enums import PaperKind
from workers.rules.mrz import Mrz, MrzFault, MrzProblem, read_mrz, zone_lines
from workers.rules.mrz_layouts import TD1, TD3
from workers.services.identity.words import unread

MISSING = "␣"


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a zone in pieces: plain, the sign that is wrong, or what a check digit that is wrong covers."""

    number: int
    pieces: list[tuple[str, str]]


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
        return Faulty(str(unread(problem, "mrz")), list(_lines(rows, problem)))
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


def _lines(rows: list[str], problem: MrzProblem) -> Iterator[Line]:
    doubtful = _covered(rows, problem)
    for number, row in enumerate(rows, start=1):
        is_short = number == problem.line and problem.position > len(row)
        signs = row + MISSING if is_short else row
        kinds = [(_kind(number, place, problem, doubtful), sign) for place, sign in enumerate(signs, start=1)]
        pieces = [(kind, "".join(sign for _kind_, sign in group)) for kind, group in groupby(kinds, itemgetter(0))]
        yield Line(number, pieces)


def _kind(line: int, place: int, problem: MrzProblem, doubtful: set[tuple[int, int]]) -> str:
    if (line, place) == (problem.line, problem.position):
        return "wrong"
    return "doubtful" if (line, place) in doubtful else ""


def _covered(rows: list[str], problem: MrzProblem) -> set[tuple[int, int]]:
    """The places that a wrong check digit covers, where they are few enough to be looked through."""
    if problem.code != MrzFault.CHECK_DIGIT or problem.field == "composite":
        return set()
    layout = TD1 if len(rows) == TD1.rows else TD3
    covers = [one.covers for one in layout.checks if (one.line, one.position) == (problem.line, problem.position)]
    return {(line, place) for row in covers for line, first, last in row for place in range(first, last + 1)}
