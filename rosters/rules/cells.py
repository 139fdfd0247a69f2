"""What a cell says: a text, a day, a moment, one of some words; or the fault that keeps it from saying it."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from rosters.rules import limits
from rosters.rules.faults import CellFault
from rosters.rules.sheets import Cell
from workers.rules.names import folded

Parser = Callable[[Cell], Any]
YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?")
DAY_FIRST: Final = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{1,2})\s*[-/.]\s*(\d{4})")
NUMBER: Final = re.compile(r"\d+(\.\d+)?")
MOST_EXACT: Final = 2**53
# A spreadsheet takes such a text for a formula; ours lead it in by an apostrophe, which is taken off again.
GUARDED: Final = re.compile(r"'(?=[=+\-@＝＋－＠])")


def text(cell: Cell) -> str:
    """A text; a whole number as its digits."""
    match cell:
        case None:
            return ""
        case bool():
            raise CellFault("not_text")
        case float() if not cell.is_integer() or abs(cell) >= MOST_EXACT:
            raise CellFault("not_text")
        case int() | float():
            return str(int(cell))
        case date():
            raise CellFault("not_text")
    if len(cell) > limits.CELL:
        raise CellFault("too_long", most=limits.CELL)
    return GUARDED.sub("", cell, count=1)


def day(cell: Cell) -> date | None:
    """A day: a spreadsheet's own, or written with the year first or last, never in two figures."""
    match cell:
        case None:
            return None
        case datetime():
            return cell.date()
        case date():
            return cell
        case str():
            return _written_day(cell)
    raise CellFault("day_as_number")


def moment(cell: Cell) -> datetime | None:
    """A moment with its zone."""
    if cell is None:
        return None
    if not isinstance(cell, str):
        raise CellFault("moment")
    try:
        found = datetime.fromisoformat(cell.strip())
    except ValueError:
        raise CellFault("moment") from None
    if found.tzinfo is None or not 1900 <= found.year <= 9000:
        raise CellFault("moment")
    return found


def one_of(words: Mapping[Any, tuple[str, ...]]) -> Parser:
    """One of some words, in any language and however it is written; gives its code."""
    exact: dict[str, str] = {word: code for code, said in words.items() for word in (code, *said)}
    codes = {folded(word): code for word, code in exact.items()}

    def parse(cell: Cell) -> str:
        said = text(cell)
        if not said:
            return ""
        if code := exact.get(said) or codes.get(folded(said)):
            return code
        raise CellFault("not_among", words=", ".join(words))

    return parse


def _written_day(written: str) -> date | None:
    said = unicodedata.normalize("NFKC", written).strip()
    if not said:
        return None
    if found := YEAR_FIRST.fullmatch(said):
        year, month, number = found.groups()
    elif found := DAY_FIRST.fullmatch(said):
        number, month, year = found.groups()
    else:
        raise CellFault("day_as_number" if NUMBER.fullmatch(said) else "day")
    try:
        return date(int(year), int(month), int(number))
    except ValueError:
        raise CellFault("day") from None
