"""Reading a roster's file and trying its rows: everything that is wrong is found, and nothing is written."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from typing import Any

from rosters.enums import RowState
from rosters.models import Roster, RosterRow
from rosters.rules.sheets import Sheet, read
from rosters.rules.tables import Layout, laid_out, values_of
from rosters.services.kinds.base import Kind, Setting, Values
from rosters.services.sentences import Kept, cell_problem, kept
from rosters.services.staging import Line, cells_of, sealed_cells


def opened(content: bytes, name: str, kind: Kind) -> tuple[Sheet, Layout]:
    """A file's rows and how its columns lie; raises `FileFault` where it cannot be read."""
    sheet = read(content, name, knows=kind.table.knows)
    return sheet, laid_out(kind.table, sheet.headings)


def setting_of(roster: Roster, *, at: datetime) -> Setting:
    """For whom, and under what, the rows of a roster are tried and applied."""
    return Setting(roster.member, at, roster.season_id, roster.partner_id)


def lines_read(sheet: Sheet, layout: Layout, kind: Kind) -> Iterator[Line]:
    """The rows of a file as they are kept: only columns we know; cells that say nothing and repeated rows are found."""
    seen: dict[bytes, int] = {}
    order = list(layout.places.values())
    for number, cells in sheet.lines:
        values, faults = values_of(layout, cells)
        problems = [cell_problem(*fault) for fault in faults] or _again(number, values, kind, seen)
        kept_cells = [cells[place] if place < len(cells) else None for place in order]
        yield number, sealed_cells(kept_cells), RowState.FAULTY if problems else RowState.READ, problems


def values_by_row(rows: Sequence[RosterRow], layout: Layout) -> dict[int, Values]:
    """What kept rows say."""
    return {row.pk: values_of(layout, cells_of(row))[0] for row in rows}


def judge(rows: Sequence[RosterRow], values: dict[int, Values], kind: Kind, setting: Setting) -> None:
    """Say of each row whether it can be applied, is there already, or what is wrong with it."""
    for row, verdict in zip(rows, kind.tried([values[row.pk] for row in rows], setting), strict=True):
        row.problems = [kept(problem, kind.table) for problem in verdict.problems]
        row.record_id = verdict.known
        row.state = RowState.FAULTY if row.problems else RowState.KNOWN if verdict.known else RowState.GOOD


def judge_in_part(rows: Sequence[RosterRow], layout: Layout, kind: Kind, setting: Setting) -> list[RosterRow]:
    """Add to rows with unreadable cells what else is wrong with them, so that all is corrected at once; who changed.

    Unreadable cells are tried as empty ones; what is said of them is not added.
    """
    empty = {column.name: column.parse(None) for column in kind.table.columns}
    changed: list[RosterRow] = []
    told = [row for row in rows if all(column for column, *_rest in row.problems)]
    if not told:
        return changed
    values = values_by_row(told, layout)
    for row, verdict in zip(told, kind.tried([{**empty, **values[row.pk]} for row in told], setting), strict=True):
        known = {column for column, *_rest in row.problems}
        more = [one for one in (kept(problem, kind.table) for problem in verdict.problems) if one[0] not in known]
        if more:
            row.problems = [*row.problems, *more]
            changed.append(row)
    return changed


def layout_of(roster: Roster, kind: Kind) -> Layout:
    """How the kept cells of a roster lie: ours only, in the order in which the file had them."""
    return laid_out(kind.table, roster.columns)


def _again(number: int, values: Values, kind: Kind, seen: dict[bytes, int]) -> list[Kept]:
    """Whether an earlier row of the file is about the same; the first of them stays good."""
    for same in kind.same(values):
        key = blake2b(repr(same).casefold().encode(), digest_size=8).digest()
        first: Any = seen.setdefault(key, number)
        if first != number:
            return [cell_problem("", "row_twice", {"row": first})]
    return []
