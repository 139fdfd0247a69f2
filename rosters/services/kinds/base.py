"""What a kind of roster is: its columns, and how many rows at once are tried, applied and taken back."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db import transaction

from core.actors import Actor
from core.errors import Problem, Refusal
from core.permissions import Permission
from rosters.rules.tables import Table

Values = Mapping[str, Any]
NAMING: Final = ("records", "permits")
"""What refusals call the records they are about."""


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

    `same` gives what a row is about, so that no two rows of a file are about the same. `tried` writes nothing; `wrong`
    neither, and says of rows of which some cells are empty, since they could not be read, what else is wrong with them.
    `applied` writes all rows or refuses, naming rows by their place ("rows.3.name"). `undone` takes all back or
    refuses; a kind without it has no move back. `free` refuses where something was built on any of these records,
    and names them; they are held from then on.
    """

    table: Table
    permission: Permission
    same: Callable[[Values], Sequence[object]]
    tried: Callable[[Sequence[Values], Setting], list[Verdict]]
    wrong: Callable[[Sequence[Values], Setting], list[list[Problem]]]
    applied: Callable[[Sequence[Values], Setting], list[UUID]]
    undone: Callable[[Sequence[UUID], Setting], None] | None = None
    free: Callable[[Sequence[UUID], Setting], None] | None = None
    needs_season: bool = False


def rehearsed(act: Callable[[], object]) -> Refusal | None:
    """Do an act and take all of it back; what refuses it."""
    with transaction.atomic():
        try:
            act()
        except Refusal as refusal:
            return refusal
        finally:
            transaction.set_rollback(True)
    return None


def told_of(refusal: Refusal, records: Mapping[int, UUID]) -> Iterator[tuple[int, Problem]]:
    """The problems of a refusal, each with the places of the records that it names, or of all where it names none."""
    for problem in refusal.problems:
        named = {key for name in NAMING for key in problem.params.get(name, ())}
        params = {name: value for name, value in problem.params.items() if name not in NAMING}
        said = Problem(problem.code, problem.message, problem.field, params)
        places = [place for place, record in records.items() if str(record) in named] or list(records)
        yield from ((place, said) for place in places)


def by_row(refusal: Refusal, rows: int) -> Iterator[tuple[int, Problem]]:
    """The problems of a refusal, each with the place of its row; one that names none is about every row."""
    for problem in refusal.problems:
        parts = problem.field.removeprefix("rows.").split(".", 1)
        if parts[0].isdecimal() and int(parts[0]) < rows:
            yield int(parts[0]), Problem(problem.code, problem.message, "".join(parts[1:]), problem.params)
        else:
            for place in range(rows):
                yield place, problem
