"""Reading the yearly files: every shape gives the same rows, and what is no such file says so in one sentence."""

import gzip
from pathlib import Path

import pytest

from permits.management.replay.columns import SYNONYMS, plain
from permits.management.replay.reading import Unreadable, read
from tests.permits.files import CONDENSED, ROW, YEARS, condensed, spreadsheet

SAID_BY_ALL = ("case_number", "received", "decided", "start", "end", "employer", "workers_requested", "worksite_state")


@pytest.mark.parametrize("year", YEARS)
def test_each_years_shape_is_read_as_the_same_case(tmp_path: Path, year: int) -> None:
    path = spreadsheet(tmp_path / "file.xlsx", year, [ROW | {"outcome": "Certified - Full"}])

    [row] = read(path)

    assert {field: row[field] for field in SAID_BY_ALL} == {field: ROW[field] for field in SAID_BY_ALL}
    assert (row["outcome"], row["intermediary"], row["rate"]) == ("Certified - Full", "Long Furrow Agency", "10.5")
    assert row.line == 2


def test_the_posts_asked_for_are_those_of_the_visa_not_all_that_are_needed(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path / "file.xlsx", 2022, [ROW | {"total_needed": "99"}])

    [row] = read(path)

    assert row["workers_requested"] == "10"


def test_a_condensed_file_is_read_packed_and_unpacked(tmp_path: Path) -> None:
    path = condensed(tmp_path / "file.csv", [ROW])
    packed = tmp_path / "file.csv.gz"
    packed.write_bytes(gzip.compress(path.read_bytes()))

    [row], [same] = read(path), read(packed)

    assert row.values == same.values


def test_empty_lines_are_left_out_and_lines_are_counted_as_people_do(tmp_path: Path) -> None:
    path = condensed(tmp_path / "file.csv", [ROW, dict.fromkeys(CONDENSED, ""), ROW])

    rows = list(read(path))

    assert [row.line for row in rows] == [2, 4]


def test_a_file_that_lacks_columns_says_which(tmp_path: Path) -> None:
    path = condensed(tmp_path / "file.csv", [ROW], [name for name in CONDENSED if name != "received"])

    with pytest.raises(Unreadable, match="no column for CASE_RECEIVED_DATE / RECEIVED_DATE"):
        list(read(path))


@pytest.mark.parametrize(
    ("name", "body", "said"),
    [
        ("file.csv", b"", "is empty"),
        ("file.csv", b"\xff\xfe\x00bad", "cannot be read"),
        ("file.csv.gz", b"not packed", "cannot be read"),
        ("file.xlsx", b"not a spreadsheet", "is no spreadsheet"),
    ],
)
def test_what_is_no_such_file_is_refused_in_a_sentence(tmp_path: Path, name: str, body: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(body)

    with pytest.raises(Unreadable, match=said):
        list(read(path))


def test_a_missing_file_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="there is no such file"):
        list(read(tmp_path / "nowhere.csv"))


def test_no_column_name_means_two_things() -> None:
    names = [name for names in SYNONYMS.values() for name in names]

    assert len(names) == len(set(names))
    assert names == [plain(name) for name in names]
