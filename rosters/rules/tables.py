"""What a roster of a kind looks like: its columns, their headings in three languages, and how each cell is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final

from rosters.rules.cells import Parser, text
from rosters.rules.faults import CellFault, FileFault
from rosters.rules.sheets import Cell
from workers.rules.names import folded

LANGUAGES: Final = ("en", "zh-hans", "vi")
REMARKS: Final = ("What to change", "需要修改的内容", "Nội dung cần sửa")
"""The last column of a file that was marked; handed in again, it says nothing."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name in the code, headings (English, 中文, tiếng Việt), an example, how its cells are read."""

    name: str
    headings: tuple[str, str, str]
    example: str
    parse: Parser = text
    is_needed: bool = False
    may_be_empty: bool = True
    field: str = ""

    def heading(self, language: str) -> str:
        """What the column is called in a language."""
        return self.headings[LANGUAGES.index(language) if language in LANGUAGES else 0]

    @property
    def problems_at(self) -> str:
        """Where the service's problems point when they are about this column."""
        return self.field or self.name


@dataclass(frozen=True, slots=True)
class Table:
    """The columns of a kind of roster."""

    columns: tuple[Column, ...]

    def __getitem__(self, name: str) -> Column:
        return next(column for column in self.columns if column.name == name)

    def named(self, heading: str) -> Column | None:
        """The column that a heading names, in any of the languages, with marks and capitals or without."""
        return _by_heading(self).get(_bare(heading))

    def knows(self, line: str) -> bool:
        """Whether a first line names a column by other letters than ASCII's: only those tell its encoding."""
        headings = line.replace(";", ",").replace("\t", ",").strip().split(",")
        return any(self.named(heading) for heading in headings if not heading.isascii())

    def column_at(self, path: str) -> str:
        """The name of the column that a problem of a service is about; none where it is about the whole row."""
        if not path:
            return ""
        exact = (column.name for column in self.columns if column.problems_at == path)
        return next(exact, "") or next((one.name for one in self.columns if one.problems_at.startswith(path)), "")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the columns of a file lie: which of ours stands where, which are not ours, which are missing."""

    table: Table
    places: Mapping[str, int]
    extra: Sequence[str] = ()
    missing: Sequence[str] = ()


def laid_out(table: Table, headings: Sequence[str]) -> Layout:
    """Find the columns of a file by its headings.

    Raises `FileFault` where a needed one is missing, or two say the same: then nothing of the file can be trusted.
    """
    places: dict[str, int] = {}
    extra = []
    for place, heading in enumerate(headings):
        column = table.named(heading)
        if column is None:
            if heading and heading not in REMARKS:
                extra.append(heading)
        elif column.name in places:
            raise FileFault("column_twice", columns=heading)
        else:
            places[column.name] = place
    missing = [column.name for column in table.columns if column.name not in places]
    needed = [name for name in missing if table[name].is_needed]
    if needed:
        raise FileFault("columns_missing", columns=needed)
    return Layout(table, places, extra, missing)


def values_of(layout: Layout, cells: Sequence[Cell]) -> tuple[dict[str, Any], list[tuple[str, str, dict[str, Any]]]]:
    """What a row says by column, and the faults of its cells: column, code, what the sentence is filled with."""
    values: dict[str, Any] = {}
    faults = []
    for column in layout.table.columns:
        place = layout.places.get(column.name, -1)
        cell = cells[place] if 0 <= place < len(cells) else None
        try:
            values[column.name] = column.parse(cell)
        except CellFault as fault:
            faults.append((column.name, fault.code, fault.params))
            continue
        if not column.may_be_empty and values[column.name] in (None, ""):
            faults.append((column.name, "missing", {}))
    return values, faults


@lru_cache
def _by_heading(table: Table) -> dict[str, Column]:
    return {_bare(name): column for column in table.columns for name in (column.name, *column.headings)}


def _bare(heading: str) -> str:
    return folded(heading.replace("*", ""))
