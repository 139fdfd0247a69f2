"""Reading the files: condensed CSV, packed or not, and the yearly spreadsheets, as rows of one shape."""

import csv
import gzip
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, TextIO

from python_calamine import CalamineError, CalamineWorkbook

from permits.management.replay.columns import missing, places

SPREADSHEETS = {".xlsx", ".xlsm", ".xlsb", ".xls", ".ods"}
EMPTY = {"", "N/A", "NA", "NULL", "NONE", "#N/A"}


class Unreadable(Exception):
    """A file that cannot be read as what it ought to be; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a file: where it stands, and the fields by the project's names, each as plain text."""

    file: str
    line: int
    values: dict[str, str]

    def __getitem__(self, field: str) -> str:
        return self.values[field]


def read(path: Path) -> Iterator[Row]:
    """All rows of one file, in its order; raises `Unreadable` where it is no such file or lacks columns."""
    if not path.is_file():
        raise Unreadable(f"{path}: there is no such file.")
    if path.suffix.lower() in SPREADSHEETS:
        yield from _rows(path, _spreadsheet(path))
        return
    with _text(path) as stream:
        yield from _rows(path, enumerate(csv.reader(stream), start=1))


def _rows(path: Path, lines: Iterable[tuple[int, Sequence[Any]]]) -> Iterator[Row]:
    found: dict[str, list[int]] = {}
    try:
        for number, cells in lines:
            if not any(text(cell) for cell in cells):
                continue
            if not found:
                found = places([text(cell) for cell in cells])
                if lacking := missing(found):
                    raise Unreadable(f"{path.name}: no column for {'; '.join(lacking)}.")
            else:
                yield Row(path.name, number, {field: _first(cells, at) for field, at in found.items()})
    except (UnicodeDecodeError, csv.Error, gzip.BadGzipFile, EOFError) as error:
        raise Unreadable(f"{path.name}: cannot be read: {error}.") from error
    if not found:
        raise Unreadable(f"{path.name}: is empty.")


def _first(cells: Sequence[Any], at: Sequence[int]) -> str:
    given = (text(cells[place]) for place in at if place < len(cells))
    return next((value for value in given if value), "")


def text(cell: Any) -> str:
    """A cell as plain text: days in ISO form, whole numbers without a point, nothing for "N/A"."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    written = " ".join(str(cell).split())
    return "" if written.upper() in EMPTY else written


def _spreadsheet(path: Path) -> Iterable[tuple[int, Sequence[Any]]]:
    try:
        sheet = CalamineWorkbook.from_path(path).get_sheet_by_index(0)
        # Empty lines above the first filled one are left out of what is read, but people count them.
        above = sheet.start[0] if sheet.start else 0
        return enumerate(sheet.iter_rows(), start=above + 1)
    except (CalamineError, OSError) as error:
        raise Unreadable(f"{path.name}: is no spreadsheet: {error}.") from error


@contextmanager
def _text(path: Path) -> Iterator[TextIO]:
    opened = gzip.open if path.suffix == ".gz" else open
    with opened(path, "rt", encoding="utf-8-sig", newline="") as stream:
        yield stream
