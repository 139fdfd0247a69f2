"""Files that mean no good, or that somebody made by mistake; each with its name and what is said of it."""

import io
import struct
import zipfile
from collections.abc import Callable
from datetime import date

import openpyxl
import xlsxwriter

from tests.rosters.files import WORKERS, as_csv, as_xlsx, person

SHEET = "xl/worksheets/sheet1.xml"
HEAD = b'<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def good() -> bytes:
    return as_xlsx(WORKERS, [person(1)])


def with_part(name: str, content: bytes, *, base: bytes | None = None) -> bytes:
    """A good workbook in which one part is another, or there is one more."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(base or good())) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.namelist():
            if part != name:
                new.writestr(part, old.read(part))
        new.writestr(name, content)
    return out.getvalue()


def bomb() -> bytes:
    return with_part("xl/media/picture.png", b"\0" * 200_000_000)


def lying_bomb() -> bytes:
    """A part that says it is small and is not."""
    content = bytearray(with_part(SHEET, HEAD + b" " * 190_000_000))
    place = content.rfind(SHEET.encode()) - 46
    assert content[place : place + 4] == b"PK\x01\x02"
    struct.pack_into("<I", content, place + 24, 1000)
    return bytes(content)


def many_parts() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        for number in range(3000):
            book.writestr(f"xl/{number}.xml", b"")
    return out.getvalue()


def wide_sheet() -> bytes:
    return with_part(SHEET, HEAD + b"<row>" + b"<c/>" * 1_000_000 + b"</row></sheetData></worksheet>")


def far_cell() -> bytes:
    return with_part(SHEET, HEAD + b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData></worksheet>')


def deep_cell() -> bytes:
    return with_part(SHEET, HEAD + b'<row r="1000000"><c r="A1000000"><v>1</v></c></row></sheetData></worksheet>')


def prefixed() -> bytes:
    """The same in a namespace with a prefix, where a careless look would see no cell."""
    head = b'<x:worksheet xmlns:x="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><x:sheetData>'
    return with_part(SHEET, head + b"<x:row>" + b"<x:c/>" * 1000 + b"</x:row></x:sheetData></x:worksheet>")


def entities() -> bytes:
    return with_part("xl/sharedStrings.xml", b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><sst>&b;</sst>')


def macros() -> bytes:
    return with_part("xl/vbaProject.bin", b"anything")


def formulas() -> bytes:
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, WORKERS)
    sheet.write_row(1, 0, person(1))
    sheet.write_formula("C2", "=TODAY()")
    book.close()
    return file.getvalue()


def merged() -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(good()))
    book.worksheets[0].merge_cells("A1:B1")
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def other_kind() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        book.writestr("content.xml", b"<a/>")
    return out.getvalue()


def vietnamese() -> bytes:
    """Windows-1258 keeps tones apart from letters; under English headings nobody can tell it from another."""
    row = [*person(1, name="Nguy\u00ea\u0303n Thi", province="20")]
    return as_csv(WORKERS, [row], encoding="cp1258")


FILES: dict[str, tuple[str, Callable[[], bytes], str]] = {
    "nothing": ("a.csv", lambda: b"", "empty"),
    "blanks only": ("a.csv", lambda: b"\r\n" * 100_000, "empty"),
    "headings only": ("a.csv", lambda: as_csv(WORKERS, []), "empty"),
    "zip bomb": ("a.xlsx", bomb, "bomb"),
    "zip bomb that lies": ("a.xlsx", lying_bomb, "broken|bomb"),
    "three thousand parts": ("a.xlsx", many_parts, "bomb"),
    "a million columns": ("a.xlsx", wide_sheet, "too_many_columns|bomb"),
    "a cell in the last corner": ("a.xlsx", far_cell, "too_many"),
    "a cell in row 1,000,000": ("a.xlsx", deep_cell, "too_many_rows"),
    "cells under a prefix": ("a.xlsx", prefixed, "too_many_columns"),
    "entities": ("a.xlsx", entities, "broken"),
    "macros": ("a.xlsx", macros, "macros"),
    "formulas": ("a.xlsx", formulas, "formulas"),
    "merged cells": ("a.xlsx", merged, "merged"),
    "an ODS": ("a.ods", other_kind, "other_kind"),
    "an old workbook": ("a.xls", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 5000, "old_workbook"),
    "half a workbook": ("a.xlsx", lambda: good()[:-400], "broken"),
    "a CSV called XLSX": ("a.xlsx", lambda: as_csv(WORKERS, [person(1)]), "called_xlsx"),
    "an XLSX called CSV": ("a.csv", good, "called_csv"),
    "a million columns in CSV": ("a.csv", lambda: b"Name," * 1_000_000, "too_many_columns"),
    "a picture": ("a.csv", lambda: b"\x89PNG\r\n\x1a\n\0\0\0" + bytes(range(256)) * 50, "broken"),
    "an endless field": ("a.csv", lambda: b'Name,"' + b"x" * 5_000_000, "broken"),
    "too many rows": ("a.csv", lambda: as_csv(("Name",), [("a",)] * 100_001), "too_many_rows"),
    "Windows-1258": ("a.csv", vietnamese, "encoding"),
    "Latin letters of nobody knows where": ("a.csv", lambda: "Name,Prénom\r\né,à".encode("latin-1"), "encoding"),
    "dates as numbers": (
        "a.xlsx",
        lambda: as_xlsx(WORKERS, [[*person(1)[:2], (date(1990, 5, 17) - date(1899, 12, 30)).days, *person(1)[3:]]]),
        "cell day_as_number",
    ),
}
