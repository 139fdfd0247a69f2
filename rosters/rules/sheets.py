"""Reading a spreadsheet: CSV or XLSX by what it is, row by row, cells as the file has them."""

import csv
import io
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import chain
from typing import Final

import python_calamine

from rosters.rules import limits
from rosters.rules.encodings import decoded
from rosters.rules.faults import FileFault
from rosters.rules.workbooks import look_over

Cell = str | int | float | bool | date | datetime | None
OLD_WORKBOOK: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
PACKED: Final = b"PK"
SEPARATORS: Final = ",;\t"


@dataclass(frozen=True, slots=True)
class Sheet:
    """The first line of a file, and the lines below it that are not empty, each with its number in the file.

    They are `most` or fewer, some of them empty: so that who waits can be told how far the reading is.
    """

    headings: Sequence[str]
    lines: Iterator[tuple[int, list[Cell]]]
    most: int


def read(content: bytes, name: str, *, knows: Callable[[str], bool]) -> Sheet:
    """Read a file by its content; raises `FileFault` where it is not what its name says or not safe to read.

    `knows` says of a first line whether it has a heading that means something.
    """
    if not content.strip(b"\0 \t\r\n"):
        raise FileFault("empty")
    if len(content) > limits.FILE:
        raise FileFault("too_large", most=limits.FILE // 1_000_000)
    kind = _kind(content)
    _demand_name(kind, name.lower())
    rows, most = _workbook(content) if kind == "xlsx" else _text(content, knows)
    lines = _numbered(rows)
    first = next(lines, None)
    if first is None:
        raise FileFault("empty")
    return Sheet([_heading(cell) for cell in first[1]], _few(lines), most)


def _kind(content: bytes) -> str:
    if content.startswith(OLD_WORKBOOK):
        raise FileFault("old_workbook")
    return "xlsx" if content.startswith(PACKED) else "csv"


def _demand_name(kind: str, name: str) -> None:
    if kind == "csv" and name.endswith((".xlsx", ".xlsm", ".xls")):
        raise FileFault("called_xlsx")
    if kind == "xlsx" and name.endswith((".csv", ".txt")):
        raise FileFault("called_csv")


def _workbook(content: bytes) -> tuple[Iterator[Sequence[Cell]], int]:
    look_over(content)
    try:
        book = python_calamine.load_workbook(io.BytesIO(content))
        sheet = book.get_sheet_by_index(0)
    except (python_calamine.CalamineError, ValueError, IndexError, OSError) as error:
        raise FileFault("broken") from error
    start = sheet.start or (0, 0)
    # Rows above the first that says something are counted, so that lines are those of the file.
    above: Iterator[Sequence[Cell]] = ([] for _row in range(start[0]))
    return chain(above, ([_plain(cell) for cell in row] for row in sheet.iter_rows())), sheet.total_height


def _plain(cell: object) -> Cell:
    match cell:
        case "" | None:
            return None
        case str():
            return composed(cell)
        case time() | timedelta():
            return str(cell)
    return cell  # type: ignore[return-value]


def _text(content: bytes, knows: Callable[[str], bool]) -> tuple[Iterator[Sequence[Cell]], int]:
    text = decoded(content, knows=knows)
    separator = max(SEPARATORS, key=text.split("\n", 1)[0].count)
    # Before a line is cut into cells: a million of them are not made first and counted afterwards.
    if any(line.count(separator) >= 10 * limits.COLUMNS for line in io.StringIO(text)):
        raise FileFault("too_many_columns", most=limits.COLUMNS)
    return _cut(text, separator), text.count("\n") + 1


def _cut(text: str, separator: str) -> Iterator[Sequence[Cell]]:
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
            yield [composed(cell) or None for cell in row]
    except csv.Error:
        raise FileFault("broken") from None


def composed(text: str) -> str:
    """Text as it is kept: composed (NFC), without spaces around it."""
    return unicodedata.normalize("NFC", text).strip()


def _numbered(rows: Iterator[Sequence[Cell]]) -> Iterator[tuple[int, list[Cell]]]:
    for number, row in enumerate(rows, start=1):
        cells = list(row)
        while cells and cells[-1] in (None, ""):
            cells.pop()
        if len(cells) > limits.COLUMNS:
            raise FileFault("too_many_columns", most=limits.COLUMNS)
        if cells:
            yield number, cells


def _few(lines: Iterator[tuple[int, list[Cell]]]) -> Iterator[tuple[int, list[Cell]]]:
    first = next(lines, None)
    if first is None:
        raise FileFault("empty")
    for count, line in enumerate(chain([first], lines), start=1):
        if count > limits.ROWS:
            raise FileFault("too_many_rows", most=limits.ROWS)
        yield line


def _heading(cell: Cell) -> str:
    return "" if cell is None else str(cell)[: limits.CELL]
