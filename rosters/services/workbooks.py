"""The workbooks that are given out: the template of a kind, and a roster with what is wrong marked in it."""

import io
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final, Self

import xlsxwriter
from django.utils import translation
from django.utils.translation import gettext as _

from rosters.enums import RowState
from rosters.models import Roster, RosterRow
from rosters.rules.cells import GUARDED
from rosters.rules.sheets import Cell
from rosters.rules.tables import LANGUAGES, REMARKS, Table
from rosters.services.kinds import KINDS
from rosters.services.sentences import said
from rosters.services.staging import cells_of

WRONG: Final = {"bg_color": "#FBE3E0", "border": 1, "border_color": "#B3261E"}
HEAD: Final = {"bold": True, "bg_color": "#E8EEF7", "text_wrap": True, "valign": "top"}
DAY: Final = "yyyy-mm-dd"
FORMULA: Final = tuple("=+-@＝＋－＠")
WIDTH: Final = 22


def template(kind: str, *, language: str) -> bytes:
    """An empty roster of a kind with its headings, and a sheet that says what belongs into each column."""
    table = KINDS[kind].table
    with translation.override(language), _Book() as book:
        sheet = book.add_worksheet(_("Rows"))
        _headings(book, sheet, table, [column.name for column in table.columns], language)
        help_ = book.add_worksheet(_("Help"))
        help_.write_row(0, 0, [_("Column"), _("Needed"), _("Example")], book.add_format(HEAD))
        for number, column in enumerate(table.columns, start=1):
            needed = _("yes") if column.is_needed else ""
            for place, text in enumerate((column.heading(language), needed, column.example)):
                help_.write_string(number, place, text)
        help_.set_column(0, 2, WIDTH + 8)
        return book.content()


def marked(roster: Roster, *, language: str) -> bytes:
    """The rows of a roster that are to be corrected, each wrong cell in colour and with what to change as its comment.

    Corrected, the same file can be handed in again.
    """
    with translation.override(language), _Book() as book:
        table = KINDS[roster.kind].table
        sheet = book.add_worksheet(_("Rows"))
        _headings(book, sheet, table, roster.columns, language)
        sheet.write_string(0, len(roster.columns), _remarks(language), book.add_format(HEAD))
        sheet.set_column(len(roster.columns), len(roster.columns), 70)
        writer = _Rows(book, sheet, roster, language)
        for number, row in enumerate(_faulty(roster), start=1):
            writer.write(number, row)
        return book.content()


def _faulty(roster: Roster) -> Iterator[RosterRow]:
    rows = RosterRow.objects.in_state(RowState.FAULTY).filter(roster=roster)
    return rows.iterator(chunk_size=1000)


def _headings(book: "_Book", sheet: Any, table: Table, names: list[str], language: str) -> None:
    """The headings of our columns in the reader's language; needed ones carry an asterisk. All cells are text."""
    head, text = book.add_format(HEAD), book.add_format({"num_format": "@"})
    sheet.set_column(0, max(len(names) - 1, 0), WIDTH, text)
    sheet.freeze_panes(1, 0)
    for place, name in enumerate(names):
        column = table[name]
        sheet.write_string(0, place, column.heading(language) + (" *" if column.is_needed else ""), head)


class _Rows:
    """Writes rows with their wrong cells marked."""

    def __init__(self, book: "_Book", sheet: Any, roster: Roster, language: str) -> None:
        self.sheet, self.columns, self.language = sheet, roster.columns, language
        self.table = KINDS[roster.kind].table
        self.plain = {False: book.add_format({"num_format": "@"}), True: book.add_format({"num_format": DAY})}
        self.wrong = {
            False: book.add_format({"num_format": "@", **WRONG}),
            True: book.add_format({"num_format": DAY, **WRONG}),
        }

    def write(self, number: int, row: RosterRow) -> None:
        """Write one row: its cells, comments on the wrong ones, and all that is wrong in the last column."""
        told: dict[str, list[str]] = {}
        for problem in row.problems:
            told.setdefault(problem[0], []).append(said(problem))
        for place, (name, cell) in enumerate(zip(self.columns, cells_of(row), strict=True)):
            formats = self.wrong if name in told else self.plain
            self._put(number, place, cell, formats)
            if name in told:
                self.sheet.write_comment(number, place, "\n".join(told[name]), {"x_scale": 2})
        lines = [self._line(name, sentence) for name, sentences in told.items() for sentence in sentences]
        self.sheet.write_string(number, len(self.columns), " ".join(lines), self.wrong[False])

    def _line(self, name: str, sentence: str) -> str:
        return f"{self.table[name].heading(self.language)}: {sentence}" if name else sentence

    def _put(self, number: int, place: int, cell: Cell, formats: dict[bool, Any]) -> None:
        match cell:
            case datetime() | date():
                self.sheet.write_datetime(number, place, cell, formats[True])
            case None:
                self.sheet.write_blank(number, place, None, formats[False])
            case bool():
                self.sheet.write_boolean(number, place, cell, formats[False])
            case str():
                self.sheet.write_string(number, place, _guarded(cell), formats[False])
            case _:
                self.sheet.write_number(number, place, cell)


def _remarks(language: str) -> str:
    return REMARKS[LANGUAGES.index(language)] if language in LANGUAGES else REMARKS[0]


def _guarded(text: str) -> str:
    """Text as a spreadsheet leaves it alone; what leads it in is taken off again when it is read."""
    return f"'{text}" if text.startswith(FORMULA) or GUARDED.match(text) else text


class _Book(xlsxwriter.Workbook):  # type: ignore[misc]
    """A workbook in memory; nothing in it is taken for a formula or an address."""

    def __init__(self) -> None:
        self._file = io.BytesIO()
        super().__init__(self._file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True})

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_given: object) -> None:
        if not self.fileclosed:
            self.close()

    def content(self) -> bytes:
        """The finished workbook."""
        self.close()
        return self._file.getvalue()
