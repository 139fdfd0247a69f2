"""Reading a roster's file and trying its rows: everything that is wrong is found, and nothing is written."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from hashlib import blake2b
from itertools import islice
from typing import Any

from django.db import transaction

from rosters.enums import RowState
from rosters.models import Roster, RosterRow
from rosters.rules.sheets import Sheet, read
from rosters.rules.tables import Layout, laid_out, values_of
from rosters.services.kinds.base import Kind, Setting, Values
from rosters.services.sentences import Kept, cell_problem, kept
from rosters.services.staging import BATCH, Line, cells_of

NAMES = frozenset({"person_number", "paper_number", "permit_number"})
"""Columns of which one is enough to say whom a row is about."""


def opened(content: bytes, name: str, kind: Kind) -> tuple[Sheet, Layout]:
    """A file's rows and how its columns lie; raises `FileFault` where it cannot be read."""
    sheet = read(content, name, knows=kind.table.knows)
    return sheet, laid_out(kind.table, sheet.headings)


def setting_of(roster: Roster, *, at: datetime) -> Setting:
    """For whom, and under what, the rows of a roster are tried and applied."""
    return Setting(roster.member, at, roster.season_id, roster.partner_id)


def lines_read(sheet: Sheet, layout: Layout, kind: Kind) -> Iterator[list[Line]]:
    """The rows of a file, some thousand at a time: our columns alone, the faults of cells, and what repeats."""
    seen: dict[bytes, int] = {}
    order = list(layout.places.values())
    while some := list(islice(sheet.lines, BATCH)):
        lines = []
        for number, cells in some:
            values, faults = values_of(layout, cells)
            problems = [cell_problem(*fault) for fault in faults] or _again(number, values, kind, seen)
            ours = [cells[place] if place < len(cells) else None for place in order]
            lines.append(Line(number, ours, values, problems))
        yield lines


def try_lines(lines: Sequence[Line], kind: Kind, setting: Setting) -> None:
    """Say of each row that was read whether it can be applied, is there already, or all that is wrong with it.

    What trying locks, such as telephones, is let go at once: the reading of a long file goes on for a while.
    """
    faulty = [line for line in lines if line.problems]
    readable = [line for line in lines if not line.problems]
    for line in faulty:
        line.state = RowState.FAULTY
    with transaction.atomic():
        _judge_in_part(faulty, kind, setting)
        judge(readable, [line.values for line in readable], kind, setting)
        transaction.set_rollback(True)


def values_by_row(rows: Sequence[RosterRow], layout: Layout) -> list[Values]:
    """What kept rows say."""
    return [values_of(layout, cells_of(row))[0] for row in rows]


def judge(rows: Sequence[RosterRow | Line], values: Sequence[Values], kind: Kind, setting: Setting) -> None:
    """Say of each row whether it can be applied, is there already, or what is wrong with it."""
    for row, verdict in zip(rows, kind.tried(values, setting), strict=True) if rows else ():
        row.problems = [kept(problem, kind.table) for problem in verdict.problems]
        row.record_id = verdict.known
        row.state = RowState.FAULTY if row.problems else RowState.KNOWN if verdict.known else RowState.GOOD


def _judge_in_part(lines: Sequence[Line], kind: Kind, setting: Setting) -> None:
    """Add to rows with unreadable cells what else is wrong with them, so that all is corrected at once.

    Unreadable cells count as empty ones; what is said of them is not added.
    """
    empty = {column.name: column.parse(None) for column in kind.table.columns}
    told = [line for line in lines if all(column for column, *_rest in line.problems)]
    wrong = kind.wrong([{**empty, **line.values} for line in told], setting) if told else []
    for line, problems in zip(told, wrong, strict=True):
        unread = {column for column, *_rest in line.problems}
        if unread & NAMES:
            problems = [one for one in problems if one.code != "nobody_named"]
        more = [kept(problem, kind.table) for problem in problems]
        line.problems += [one for one in more if one[0] not in unread]


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
