"""The sentences about files and cells, and problems as they are kept with a row: put into words for each reader."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.utils import formats, translation
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.errors import Problem
from rosters.rules.tables import Table

Kept = list[Any]
"""Column, code, sentence in English, what it is filled with."""

FILES: Final[dict[str, Promise]] = {
    "empty": _("There is no row below the headings: fill in the template and hand it in."),
    "broken": _("The file is damaged or no spreadsheet: open it, save it again as XLSX or as CSV in UTF-8."),
    "too_large": _("The file is larger than %(most)s MB: hand it in as several files."),
    "bomb": _("Unpacked, the file would be far larger than any list: copy its rows into the template."),
    "macros": _("The file has macros or embedded files: copy its rows into the template, which has none."),
    "other_kind": _("This is a spreadsheet of another kind: save it as XLSX or as CSV."),
    "old_workbook": _("This is an old or a locked Excel file: save it as XLSX without a password."),
    "locked": _("The file is locked by a password: save it without one."),
    "called_xlsx": _("The file is called XLSX but is a text file: open it in a spreadsheet and save it as XLSX."),
    "called_csv": _("The file is called CSV but is a spreadsheet: give it the ending XLSX, or save it as CSV."),
    "encoding": _("The letters of the file cannot be told for certain: save it as CSV in UTF-8, or as XLSX."),
    "merged": _("The file has merged cells: unmerge them, so that each row says all of its own."),
    "formulas": _("Cell %(cell)s has a formula: copy the sheet and paste it as values only."),
    "too_many_rows": _("The file has more than %(most)s rows: hand it in as several files."),
    "too_many_columns": _("The file has more than %(most)s columns: take out those that the template does not have."),
    "column_twice": _("The heading “%(columns)s” names a column that is there already: take one of the two out."),
    "columns_missing": _("These columns are missing: %(columns)s. Take the headings from the template."),
    "failed": _("The file could not be worked on. Nothing was lost: tell who runs the service."),
}
NO_WAY_BACK: Final = _("What this roster brought has no move back as a whole: take single records back where you can.")
CELLS: Final[dict[str, Promise]] = {
    "missing": _("Fill in this cell."),
    "too_long": _("This cell has more than %(most)s signs: shorten it."),
    "not_text": _("This is no text but a number or a day: format the column as text and type it again."),
    "day_as_number": _("This is a number and no day: format the column as a date, or write 2026-11-15."),
    "day": _("This is no day: write it as 2026-11-15 or 15/11/2026."),
    "moment": _("Write day and time with the zone, such as 2026-11-15T07:10+08:00."),
    "not_among": _("Choose one of: %(words)s."),
    "row_twice": _("Row %(row)s is about the same: take one of the two out."),
}


def file_sentence(fault: Mapping[str, Any], table: Table) -> str:
    """Why a file, or a whole roster, was refused, in the reader's language."""
    params = dict(fault.get("params", {}))
    if isinstance(params.get("columns"), list):
        language = translation.get_language() or "en"
        params["columns"] = ", ".join(table[name].heading(language) for name in params["columns"])
    kept = fault.get("sentence", "")
    words = str(FILES[fault["code"]]) if fault["code"] in FILES else gettext(kept)
    return words % {name: _said(value) for name, value in params.items()} if params else words


def kept(problem: Problem, table: Table) -> Kept:
    """A problem as it is kept with its row: its sentence in English, to be put into words for each reader."""
    with translation.override("en"):
        sentence = str(problem.message)
    params = {name: _plain(value) for name, value in problem.params.items()}
    return [table.column_at(problem.field), problem.code, sentence, params]


def cell_problem(column: str, code: str, params: Mapping[str, Any]) -> Kept:
    """A cell that could not be read, as it is kept."""
    with translation.override("en"):
        return [column, code, str(CELLS[code]), dict(params)]


def said(one: Sequence[Any]) -> str:
    """A kept problem in the reader's language."""
    _column, _code, sentence, params = one
    words = gettext(sentence)
    return words % {name: _said(value) for name, value in params.items()} if params else words


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return {"day": value.isoformat()}
    return str(value) if isinstance(value, UUID | Promise) else value


def _said(value: Any) -> Any:
    if isinstance(value, dict) and "day" in value:
        return formats.date_format(datetime.fromisoformat(value["day"]), "SHORT_DATE_FORMAT")
    return value
