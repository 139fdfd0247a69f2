"""Whose turn it is: of every kind of record, how many wait for whoever asks, until when, and how many for others."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, DateField, F, Min, Q, QuerySet, Value

from core.actors import SEES_FEW, Actor
from core.dates import day_of
from core.db import MANY, counted
from permits.services.waiting.queues import Queue, queues

NONE = Q(pk__in=[])
Counted = tuple[int, date | None, int]
"""How many are mine, the first day of these, and how many are others'."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Of one kind of record: how many wait for me, the earliest day by which, and how many wait for somebody else.

    One more than `core.db.MANY` stands for however many more.
    """

    kind: str
    mine: int
    due_on: date | None
    others: int


def turns(*, kinds: Collection[str] | None = None, by: Actor, at: datetime) -> list[Turn]:
    """What waits, of all kinds or of these, for whoever asks and for others; one query a kind, however many
    records, and one more for the first of very many."""
    wanted = (queue for queue in queues(day_of(at)) if kinds is None or queue.kind in kinds)
    found = [_turn(queue, by) for queue in wanted]
    return [turn for turn in found if turn.mine or turn.others]


def waiting(kind: str, *, by: Actor, on: date) -> tuple[Q, Q]:
    """Of one kind of record, which wait for whoever asks and which for others; no record is in both."""
    mine, others = next(_split(queue, by) for queue in queues(on) if queue.kind == kind)
    return mine, others & ~mine


def _turn(queue: Queue, by: Actor) -> Turn:
    mine, others = _split(queue, by)
    seen = queue.model.objects.visible_to(by).order_by()
    if by.kind in SEES_FEW:
        found = _all(seen.filter(mine | others), mine, others & ~mine, queue.due)
    elif mine is NONE:
        found = 0, None, counted(seen.filter(others))
    elif others is NONE:
        found = (*_first(seen.filter(mine), queue.due), 0)
    else:
        found = _some(seen.filter(mine), seen.filter(others & ~mine), queue.due)
    number, due_on, rest = found
    if queue.due and number > MANY:  # not all were looked at: the first of them is asked for by itself
        due_on = seen.filter(mine).order_by(queue.due).values_list(queue.due, flat=True).first()
    return Turn(queue.kind, min(number, MANY + 1), due_on, min(rest, MANY + 1))


def _all(rows: "QuerySet[Any]", mine: Q, others: Q, due: str | None) -> Counted:
    first = Min(due or Value(None, DateField()), filter=mine)
    found = rows.aggregate(mine=Count("pk", filter=mine), others=Count("pk", filter=others), due_on=first)
    return found["mine"], found["due_on"], found["others"]


def _first(rows: "QuerySet[Any]", due: str | None) -> tuple[int, date | None]:
    if due is None:
        return counted(rows), None
    found = rows[: MANY + 1].aggregate(number=Count("pk"), due_on=Min(due))
    return found["number"], found["due_on"]


def _some(mine: "QuerySet[Any]", others: "QuerySet[Any]", due: str | None) -> Counted:
    """In one query: of many of the others, those that are mine must not be lost."""
    day = F(due) if due else Value(None, DateField())
    some = mine.values_list(Value(True), day)[: MANY + 1]
    found = list(some.union(others.values_list(Value(False), day)[: MANY + 1], all=True))
    days = [one for is_mine, one in found if is_mine]
    return len(days), min((one for one in days if one), default=None), len(found) - len(days)


def _split(queue: Queue, by: Actor) -> tuple[Q, Q]:
    mine, others = NONE, NONE
    for waiting, permission in queue.steps:
        if permission in by.permissions:
            mine |= waiting
        else:
            others |= waiting
    if queue.takes_two:
        # Nobody countersigns a proposal of its own.
        own = mine & Q(proposed_by=by.actor_id)
        mine, others = mine & ~Q(proposed_by=by.actor_id), others | own
    return mine, others
