"""What a kind of roster is: its columns, and how many rows at once are tried, applied and taken back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from core.actors import Actor
from core.errors import Problem, Refusal
from core.permissions import Permission
from rosters.rules.tables import Table

Values = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Setting:
    """For whom rows are tried or applied, when, and what holds for all of them."""

    by: Actor
    at: datetime
    season: UUID | None = None
    partner: UUID | None = None


@dataclass(slots=True)
class Verdict:
    """What trying a row came to: everything that is wrong with it, or the record that is there already."""

    problems: list[Problem] = field(default_factory=list)
    known: UUID | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of roster.

    `same` gives what a row is about, so that no two rows of a file are about the same. `tried` writes nothing.
    `applied` writes all rows or refuses, naming rows by their place ("rows.3.name"). `undone` takes all back or
    refuses.
    """

    table: Table
    permission: Permission
    same: Callable[[Values], Sequence[object]]
    tried: Callable[[Sequence[Values], Setting], list[Verdict]]
    applied: Callable[[Sequence[Values], Setting], list[UUID]]
    undone: Callable[[Sequence[UUID], Setting], None]
    needs_season: bool = False


def by_row(refusal: Refusal, rows: int) -> Iterator[tuple[int, Problem]]:
    """The problems of a refusal, each with the place of its row; one that names none is about every row."""
    for problem in refusal.problems:
        parts = problem.field.removeprefix("rows.").split(".", 1)
        if parts[0].isdecimal() and int(parts[0]) < rows:
            yield int(parts[0]), Problem(problem.code, problem.message, "".join(parts[1:]), problem.params)
        else:
            for place in range(rows):
                yield place, problem
