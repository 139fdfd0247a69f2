"""The rows of a roster as they lie in the database: written and read many at a time, sealed all the time."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

import orjson
from django.db import connection
from django.db.models import Count

from core.sealing import seal, unseal
from rosters.enums import RowState
from rosters.models import Roster, RosterFile, RosterRow
from rosters.rules.sheets import Cell

CELLS: Final = "rosters_row.cells"
FILE: Final = "rosters_file.content"
BATCH: Final = 2_000
MOST_LINES: Final = 20
"""So many lines are told of those that keep a roster from being undone."""
# Not by COPY, which the database refuses for tables whose rows it shows to some only.
ADD: Final = """
INSERT INTO rosters_rosterrow (roster_id, line, cells_sealed, state, problems, record_id)
SELECT %s, given.line, given.cells, given.state, given.problems::jsonb, given.record_id
FROM unnest(%s::int[], %b::bytea[], %b::text[], %b::text[], %s::uuid[])
    AS given (line, cells, state, problems, record_id)
"""
WRITE: Final = """
UPDATE rosters_rosterrow AS kept SET state = given.state, problems = given.problems, record_id = given.record_id
FROM jsonb_to_recordset(%s) AS given (id bigint, state text, problems jsonb, record_id uuid) WHERE kept.id = given.id
"""


@dataclass(slots=True)
class Line:
    """A row of a file as it is tried: its number there, its cells, what they say, and what became of it."""

    number: int
    cells: Sequence[Cell]
    values: Mapping[str, Any]
    problems: list[Any]
    state: str = ""
    record_id: UUID | None = None


def keep_file(roster: Roster, content: bytes) -> None:
    """Keep a file until it is read."""
    sealed = seal(base64.b64encode(content).decode(), FILE)
    RosterFile.objects.create(roster=roster, content_sealed=sealed)


def file_of(roster: Roster) -> bytes:
    """The file of a roster that is not read yet."""
    return base64.b64decode(unseal(RosterFile.objects.get(roster=roster).content_sealed, FILE))


def sealed_cells(cells: Sequence[Cell]) -> bytes:
    """A row's cells as they are kept; days keep being days."""
    return seal(orjson.dumps([_kept(cell) for cell in cells]).decode(), CELLS)


def cells_of(row: RosterRow) -> list[Cell]:
    """The cells of a row as they were read."""
    return [_read(cell) for cell in orjson.loads(unseal(row.cells_sealed, CELLS))]


def write_lines(roster: Roster, lines: Sequence[Line]) -> None:
    """Write rows with what became of them, in one statement."""
    columns: list[list[Any]] = [
        [line.number for line in lines],
        [sealed_cells(line.cells) for line in lines],
        [line.state for line in lines],
        [orjson.dumps(line.problems).decode() for line in lines],
        [line.record_id for line in lines],
    ]
    with connection.cursor() as cursor:
        cursor.execute(ADD, [roster.pk, *columns])


def batches(roster: Roster, state: str) -> Iterator[list[RosterRow]]:
    """The rows of a state, in the order of the file, a batch at a time; a row that changes its state is left behind."""
    after = 0
    while rows := list(RosterRow.objects.in_state(state).filter(roster=roster, line__gt=after)[:BATCH]):
        after = rows[-1].line
        yield rows


def held(roster: Roster, state: str, *, after: int = 0, waits: bool = False) -> list[RosterRow]:
    """The next rows of a state, held until the transaction ends; past those another hand holds, or waiting for it."""
    rows = RosterRow.objects.in_state(state).filter(roster=roster, line__gt=after)
    return list(rows.select_for_update(of=("self",), skip_locked=not waits)[:BATCH])


def update(rows: Sequence[RosterRow]) -> None:
    """Write what became of rows, in one statement."""
    told = [{"id": r.pk, "state": r.state, "problems": r.problems, "record_id": r.record_id} for r in rows]
    if told:
        with connection.cursor() as cursor:
            cursor.execute(WRITE, [orjson.dumps(told).decode()])


def records_of(roster: Roster) -> list[UUID]:
    """The records that a roster brought."""
    rows = RosterRow.objects.in_state(RowState.APPLIED).filter(roster=roster, record_id__isnull=False)
    return [record for record in rows.values_list("record_id", flat=True) if record is not None]


def lines_of(roster: Roster, records: Sequence[str]) -> list[int]:
    """The lines of a roster's file of which these records came, the first of them."""
    if not records:
        return []
    rows = RosterRow.objects.filter(roster=roster, record_id__any=[UUID(key) for key in records])
    return list(rows.order_by("line").values_list("line", flat=True)[:MOST_LINES])


def counted(roster: Roster) -> dict[str, int]:
    """How many rows of a roster are in each state."""
    rows = RosterRow.objects.filter(roster=roster).order_by()
    return dict(rows.values("state").annotate(number=Count("pk")).values_list("state", "number"))


def _kept(cell: Cell) -> Any:
    if isinstance(cell, datetime):
        return {"moment": cell.isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else cell


def _read(cell: Any) -> Cell:
    if isinstance(cell, dict):
        [(kind, text)] = cell.items()
        return datetime.fromisoformat(text) if kind == "moment" else date.fromisoformat(text)
    found: Cell = cell
    return found
