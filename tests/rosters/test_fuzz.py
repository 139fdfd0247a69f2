"""Whatever bytes, cells and zones are handed in: a fault with a name or what they say, soon, and nothing else."""

import time
import tracemalloc
from contextlib import suppress
from datetime import date
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from rosters.rules.cells import day, moment, text
from rosters.rules.faults import CellFault, FileFault
from rosters.rules.sheets import read
from rosters.rules.tables import laid_out, values_of
from rosters.services.kinds import KINDS
from rosters.services.kinds.workers import TABLE
from tests.rosters.files import WORKERS, as_csv, as_xlsx, person
from workers.rules.mrz import MrzProblem, read_mrz
from workers.rules.names import folded, name_problem, tokens

SECONDS, BYTES = 1.0, 64 * 2**20
QUICK = settings(max_examples=120, suppress_health_check=list(HealthCheck))
WORKBOOK = as_xlsx(WORKERS, [person(1), person(2)])
CSV = as_csv(WORKERS, [person(1), person(2)])
ENCODINGS = st.sampled_from(["utf-8", "utf-16", "gb18030"])
NAMES = st.sampled_from([column.name for kind in KINDS.values() for column in kind.table.columns])
CELLS = st.none() | st.text() | st.integers() | st.floats() | st.booleans() | st.dates() | st.datetimes()


class Measured:
    """A block that may take a second of the processor and 64 MiB, and no more."""

    def __enter__(self) -> None:
        tracemalloc.start()
        self.begun = time.process_time()

    def __exit__(self, *_given: object) -> None:
        _now, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert time.process_time() - self.begun < SECONDS
        assert most < BYTES


def taken(content: bytes, name: str) -> None:
    """Read a file to its end, whatever it is."""
    with Measured(), suppress(FileFault):
        sheet = read(content, name, knows=TABLE.knows)
        layout = laid_out(TABLE, sheet.headings)
        for _number, cells in sheet.lines:
            values_of(layout, cells)


@QUICK
@example(b"PK")
@example(b'"')
@example(b"\xff\xfe\n")
@example(b"\0" * 3)
@given(st.binary(max_size=3000))
def test_any_bytes(content: bytes) -> None:
    taken(content, "a.csv")
    taken(b"PK\x03\x04" + content, "a.xlsx")


@QUICK
@given(st.lists(st.tuples(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_workbook_with_some_bytes_changed(changes: list[tuple[int, int]]) -> None:
    content = bytearray(WORKBOOK)
    for place, byte in changes:
        content[place] = byte
    taken(bytes(content), "a.xlsx")


@QUICK
@given(st.integers(0, len(WORKBOOK)), st.integers(0, len(WORKBOOK)), st.binary(max_size=40))
def test_a_workbook_with_a_piece_cut_out_or_put_in(first: int, second: int, piece: bytes) -> None:
    taken(WORKBOOK[: min(first, second)] + piece + WORKBOOK[max(first, second) :], "a.xlsx")


@QUICK
@given(st.lists(st.tuples(st.integers(0, len(CSV) - 1), st.integers(0, 255)), min_size=1, max_size=12))
def test_a_csv_with_some_bytes_changed(changes: list[tuple[int, int]]) -> None:
    content = bytearray(CSV)
    for place, byte in changes:
        content[place] = byte
    taken(bytes(content), "a.csv")


@QUICK
@given(st.lists(st.lists(st.text(max_size=30), max_size=12), max_size=8), ENCODINGS)
def test_a_csv_of_any_texts(rows: list[list[str]], encoding: str) -> None:
    try:
        content = as_csv(WORKERS, rows, encoding=encoding)
    except UnicodeEncodeError:
        return
    taken(content, "a.csv")


@QUICK
@given(st.dictionaries(NAMES, CELLS))
def test_any_cells_in_any_column(cells: dict[str, Any]) -> None:
    with Measured():
        for kind in KINDS.values():
            layout = laid_out(kind.table, [column.name for column in kind.table.columns])
            values, faults = values_of(layout, [cells.get(column.name) for column in kind.table.columns])
            assert {column for column, _code, _params in faults} | set(values) == {*layout.places}
            if not faults:
                kind.same(values)


@QUICK
@given(st.text(max_size=200) | CELLS)
def test_any_day_moment_and_text(cell: Any) -> None:
    for parse in (day, moment, text):
        with suppress(CellFault):
            parse(cell)


@QUICK
@given(st.text(max_size=300))
def test_any_name(name: str) -> None:
    with Measured():
        assert (name_problem(name) is None) <= bool(folded(name))
        assert sorted(folded(name).split()) == tokens(name).split()


@QUICK
@given(st.text(alphabet="ABCXYZ0189< \n", max_size=200) | st.text(max_size=200))
def test_any_machine_readable_zone(zone: str) -> None:
    with Measured(), suppress(MrzProblem):
        read_mrz(zone, on=date(2026, 11, 15))
