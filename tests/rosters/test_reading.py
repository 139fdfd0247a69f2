"""Reading spreadsheets: encodings, letters, days, headings, repeated and empty rows."""

import csv
import io
import unicodedata
from datetime import date, datetime

import pytest

from rosters.rules.cells import day, moment, text
from rosters.rules.faults import CellFault, FileFault
from rosters.rules.sheets import Sheet, read
from rosters.rules.tables import laid_out
from rosters.services.kinds.workers import TABLE
from tests.rosters.files import WORKERS, as_csv, as_xlsx, person

CHINESE = ("姓名", "性别", "出生日期", "省份")
VIETNAMESE = ("Họ và tên", "Giới tính", "Ngày sinh", "Tỉnh, thành phố")


def opened(content: bytes, name: str = "a.csv") -> Sheet:
    return read(content, name, knows=TABLE.knows)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_form_of_unicode_is_read(encoding: str) -> None:
    sheet = opened(as_csv(WORKERS, [person(1)], encoding=encoding))

    assert (tuple(sheet.headings), next(sheet.lines)[1][0]) == (WORKERS, "Nông Thị Mẫu")


def test_old_encodings_are_read_where_the_headings_say_which() -> None:
    chinese = opened(as_csv(CHINESE, [("农氏样", "女", "1990-01-01", "20")], encoding="gb18030"))
    marks = "".join(unicodedata.normalize("NFC", sign) for sign in "Họ và tên,Ngày sinh,Tỉnh, thành phố\r\nA,B,C\r\n")
    apart = "".join(_of_1258(sign) for sign in marks).encode("cp1258")

    assert tuple(chinese.headings) == CHINESE
    assert opened(apart).headings[:2] == ["Họ và tên", "Ngày sinh"]


def _of_1258(sign: str) -> str:
    """A letter as Windows-1258 writes it: the tone apart, the letter's own mark not."""
    try:
        sign.encode("cp1258")
    except UnicodeEncodeError:
        first, *marks = unicodedata.normalize("NFD", sign)
        tones = [mark for mark in marks if mark in "\u0300\u0301\u0303\u0309\u0323"]
        return unicodedata.normalize("NFC", first + "".join(set(marks) - set(tones))) + "".join(tones)
    return sign


def test_names_in_parts_are_composed() -> None:
    apart = unicodedata.normalize("NFD", "Nguyễn Thị Hường")

    for content, name in ((as_csv(WORKERS, [[apart]]), "a.csv"), (as_xlsx(WORKERS, [[apart]]), "a.xlsx")):
        assert next(opened(content, name).lines)[1] == ["Nguyễn Thị Hường"]


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_the_separator_is_seen_in_the_headings(separator: str) -> None:
    file = io.StringIO()
    csv.writer(file, delimiter=separator).writerows([VIETNAMESE, ("a", "b", "c", "d")])

    assert tuple(opened(file.getvalue().encode()).headings) == VIETNAMESE


def test_lines_are_those_of_the_file_and_empty_ones_are_left_out() -> None:
    rows = [[], person(1), ["", "", ""], person(2)]

    numbers = [[number for number, _cells in opened(as_csv(WORKERS, rows)).lines]]
    numbers += [[number for number, _cells in opened(as_xlsx(WORKERS, rows), "a.xlsx").lines]]

    assert numbers == [[3, 5], [3, 5]]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2026-11-15", date(2026, 11, 15)),
        ("15/11/2026", date(2026, 11, 15)),
        ("5.1.2026", date(2026, 1, 5)),
        ("2026年11月15日", date(2026, 11, 15)),
        ("２０２６-11-15", date(2026, 11, 15)),
        (datetime(2026, 11, 15), date(2026, 11, 15)),
        (date(2026, 11, 15), date(2026, 11, 15)),
        (None, None),
    ],
)
def test_days_are_read_as_people_write_them(cell: object, expected: date | None) -> None:
    assert day(cell) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        (46341.0, "day_as_number"),
        ("46341", "day_as_number"),
        (True, "day_as_number"),
        ("11/15/2026", "day"),
        ("15/11/26", "day"),
    ],
)
def test_days_that_can_be_misread_are_not_guessed(cell: object, code: str) -> None:
    with pytest.raises(CellFault) as fault:
        day(cell)  # type: ignore[arg-type]
    assert fault.value.code == code


def test_a_moment_names_its_zone() -> None:
    assert moment("2026-11-15T07:10+08:00") == datetime.fromisoformat("2026-11-15T07:10+08:00")
    for cell in ("2026-11-15T07:10", datetime(2026, 11, 15, 7), "soon"):
        with pytest.raises(CellFault):
            moment(cell)


def test_a_number_typed_for_a_text_is_its_digits_unless_some_are_lost() -> None:
    assert [text(cell) for cell in (123.0, 7, "  x", "'=1", None)] == ["123", "7", "  x", "=1", ""]
    for cell in (1.5, 1e17, True, date(2026, 1, 1), "x" * 501):
        with pytest.raises(CellFault):
            text(cell)


def test_a_heading_that_comes_twice_is_refused() -> None:
    with pytest.raises(FileFault) as fault:
        laid_out(TABLE, [*WORKERS, "姓名"])
    assert fault.value.code == "column_twice"
