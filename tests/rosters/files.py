"""Rosters as people hand them in: as CSV, and as workbooks."""

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter

from accounts.models import Member
from rosters.models import Roster
from rosters.services import rosters, working
from tests import factories

AT = factories.AT
WORKERS = (
    "Name",
    "Sex",
    "Date of birth",
    "Province",
    "Telephone",
    "Kind of paper",
    "Paper number",
    "Paper valid until",
    "Agreed that data goes abroad",
)


def person(serial: int, **given: str) -> list[str]:
    """A row about an invented person, in the order of `WORKERS`."""
    said = {
        "name": "Nông Thị Mẫu",
        "sex": "F",
        "born": f"19{70 + serial % 30}-0{1 + serial % 9}-1{serial % 10}",
        "province": "Lạng Sơn",
        "phone": f"+8491{serial:07}",
        "kind": "passport",
        "number": f"C{serial:07}",
        "expires": "2034-01-14",
        "agreed": "yes",
    }
    return list((said | given).values())


def as_csv(headings: Sequence[str], rows: Iterable[Sequence[Any]], *, encoding: str = "utf-8-sig") -> bytes:
    """A file in CSV."""
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue().encode(encoding)


def as_xlsx(headings: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    """A workbook."""
    file = io.BytesIO()
    book = xlsxwriter.Workbook(file, {"default_date_format": "yyyy-mm-dd"})
    sheet = book.add_worksheet()
    for number, row in enumerate([headings, *rows]):
        sheet.write_row(number, 0, row)
    book.close()
    return file.getvalue()


def tried(kind: str, content: bytes, by: Member, *, name: str = "list.csv", at: datetime = AT, **given: Any) -> Roster:
    """A roster that was handed in and tried."""
    if kind == "workers":
        given = {"season": factories.season().pk} | given
    made = rosters.hand_in(kind, content, name=name, language="en", by=by, at=at, **given)
    working.work(made.pk, at=at)
    return Roster.objects.get(pk=made.pk)


def applied(roster: Roster, by: Member, *, at: datetime = AT) -> Roster:
    """The same applied."""
    rosters.apply(roster.pk, by=by, at=at)
    working.work(roster.pk, at=at)
    return Roster.objects.get(pk=roster.pk)


def undone(roster: Roster, by: Member, *, at: datetime = AT) -> Roster:
    """The same after it was to be undone."""
    rosters.undo(roster.pk, by=by, at=at)
    working.work(roster.pk, at=at)
    return Roster.objects.get(pk=roster.pk)
