"""Crossings out of a file (CSV, UTF-8, one a line): all of it is kept, or each wrong cell is named."""

import csv
import io
from collections.abc import Iterator
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Invalid, Problem
from permits.enums import Source
from permits.models import Crossing
from permits.services.border.claims import Claim
from permits.services.border.crossings import record_each

NEEDED: Final = ("key", "direction", "occurred_at")
COLUMNS: Final = (*NEEDED, "port", "permit_number", "person_number", "paper_kind", "paper_number")


def record_file(content: bytes, *, by: Actor, at: datetime) -> list[Crossing]:
    """Keep what a file says; problems name the line of the file, counted from 1 with the heading, and the column."""
    claims, problems = [], []
    for line, row in _rows(content):
        try:
            claims.append((line, _claim(row)))
        except ValueError:
            words = _("Write day and time with the zone, such as 2026-11-15T07:10+08:00.")
            problems.append(Problem("time_unreadable", words, f"{line}.occurred_at"))
    if problems:
        raise Invalid.of(problems)
    if not claims:
        raise Invalid("file_empty", _("There is no crossing in this file."), field="1.key")
    try:
        return record_each([claim for _line, claim in claims], by=by, at=at)
    except Invalid as refusal:
        raise Invalid.of(
            [_at_line(problem, [line for line, _claim in claims]) for problem in refusal.problems]
        ) from None


def _rows(content: bytes) -> Iterator[tuple[int, dict[str, str]]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid("file_not_utf8", _("Save the file as CSV in UTF-8."), field="1") from None
    reader = csv.DictReader(io.StringIO(text, newline=""))
    missing = [name for name in NEEDED if name not in (reader.fieldnames or ())]
    if missing:
        words = _("The first line names the columns; these are missing: %(columns)s.")
        raise Invalid("columns_missing", words, field="1", columns=", ".join(missing))
    for row in reader:
        given = {name: (row.get(name) or "").strip() for name in COLUMNS}
        if any(given.values()):
            yield reader.line_num, given


def _claim(row: dict[str, str]) -> Claim:
    occurred_at = datetime.fromisoformat(row["occurred_at"])
    if occurred_at.tzinfo is None:
        raise ValueError("zone")
    return Claim(**(row | {"occurred_at": occurred_at, "source": Source.FILE}))  # type: ignore[arg-type]


def _at_line(problem: Problem, lines: list[int]) -> Problem:
    place, _dot, column = problem.field.rpartition(".")
    return Problem(problem.code, problem.message, f"{lines[int(place or 0)]}.{column}", problem.params)
