"""Lists written as files: CSV and XLSX, piece by piece, with no cell that a spreadsheet would take for a formula."""

import csv
import io
import tempfile
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any
from uuid import UUID

import xlsxwriter
from django.db import models
from django.http import QueryDict
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import Export
from accounts.services.exports import Piece, Written
from core.dates import ZONE, day_of
from core.errors import Invalid
from portal.batches import batches
from portal.bundles import DOCUMENTS, documents
from portal.exports import LISTS
from portal.listing import Listing

BATCH = 2000
PIECE = 1 << 18
LARGEST = 500_000
FORMULA = tuple("=+-@＝＋－＠\t\r\n")
TOO_LONG = gettext_lazy("A file has at most %(most)s rows: choose more conditions.")
Cell = str | int | date | datetime | None


def write(export: Export) -> Written:
    """Write the list that a member asked for, as that member sees it now."""
    listing, by = LISTS[export.kind], export.member
    with translation.override(export.language):
        rows = listing.rows(by, QueryDict(export.asked))
        size = rows.count()
    if size > LARGEST:
        raise Invalid("export_too_long", TOO_LONG, most=LARGEST)
    if export.file_kind in DOCUMENTS:
        return documents(export.file_kind, rows, size, mark=mark_of(export), on=day_of(export.asked_at), by=by)
    pieces = _csv if export.file_kind == "csv" else _xlsx
    return Written(size, _in_language(pieces(listing, rows, mark_of(export)), export.language))


def mark_of(export: Export) -> str:
    """What stands on every copy of a file: its number, who took it out, when."""
    taken = export.asked_at.astimezone(ZONE)
    return f"{export.number} {export.member.name} {taken:%Y-%m-%d %H:%M}"


def guarded(text: str) -> str:
    """Text as a spreadsheet leaves it alone: what begins as a formula does is led in by an apostrophe."""
    return f"'{text}" if text.startswith(FORMULA) else text


def _in_language(pieces: Iterator[Piece], language: str) -> Iterator[Piece]:
    while True:
        with translation.override(language):
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece


def _csv(listing: Listing, rows: "models.QuerySet[Any]", mark: str) -> Iterator[Piece]:
    """UTF-8 with the mark by which spreadsheets know it; days as ISO 8601 writes them.

    The mark is the last column of each row: a line of its own would be read as a row by whatever takes the file in.
    """
    head = io.StringIO()
    csv.writer(head).writerow([*(str(column.heading) for column in listing.columns), _("Copy")])
    yield [], b"\xef\xbb\xbf" + head.getvalue().encode()
    for batch in batches(rows, BATCH):
        text = io.StringIO()
        csv.writer(text).writerows([*map(_plain, _cells(listing, row)), guarded(mark)] for row in batch)
        yield _keys(batch), text.getvalue().encode()


def _xlsx(listing: Listing, rows: "models.QuerySet[Any]", mark: str) -> Iterator[Piece]:
    with tempfile.TemporaryFile() as file:
        book = xlsxwriter.Workbook(file, {"constant_memory": True, "strings_to_formulas": False})
        sheet, bold = book.add_worksheet(), book.add_format({"bold": True})
        formats = {date: book.add_format({"num_format": "yyyy-mm-dd"})}
        formats[datetime] = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for place, column in enumerate(listing.columns):
            sheet.write_string(0, place, str(column.heading), bold)
        sheet.set_footer("&L" + mark.replace("&", "&&"))
        sheet.write_string(0, len(listing.columns), _("Copy"), bold)
        number = 0
        for batch in batches(rows, BATCH):
            for row in batch:
                number += 1
                for place, cell in enumerate(_cells(listing, row)):
                    _put(sheet, number, place, cell, formats)
                _put(sheet, number, len(listing.columns), guarded(mark), formats)
            yield _keys(batch), b""
        book.close()
        file.seek(0)
        while content := file.read(PIECE):
            yield [], content


def _put(sheet: Any, row: int, place: int, cell: Cell, formats: Any) -> None:
    match cell:
        case datetime() | date():
            sheet.write_datetime(row, place, cell, formats[type(cell)])
        case int():
            sheet.write_number(row, place, cell)
        case str():
            sheet.write_string(row, place, cell)


def _cells(listing: Listing, row: Any) -> list[Cell]:
    return [_cell(column.of(row)) for column in listing.columns]


def _cell(value: Any) -> Cell:
    """A value as a sheet holds it: moments by China's clock, words guarded."""
    match value:
        case None:
            return None
        case bool():
            return _("yes") if value else _("no")
        case datetime():
            return value.astimezone(ZONE).replace(tzinfo=None)
        case int() | date():
            return value
    return guarded(str(value))


def _plain(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return cell.isoformat(" ", "minutes")
    return cell.isoformat() if isinstance(cell, date) else cell


def _keys(batch: list[Any]) -> list[UUID]:
    return [row.pk for row in batch]
