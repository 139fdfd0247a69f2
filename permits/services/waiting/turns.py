"""Whose turn it is: of every kind of record, how many wait for whoever asks, until when, and how many for others."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import DateField, F, Q, QuerySet, Value

from core.actors import Actor
from core.dates import day_of
from core.db import MANY
from permits.services.waiting.queues import Queue, queues

NONE = Q(pk__in=[])


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
    due_on = F(queue.due) if queue.due else Value(None, DateField())

    def some(which: Q, *, is_mine: bool) -> "QuerySet[Any]":
        return seen.filter(which).values_list(Value(is_mine), due_on)[: MANY + 1]

    found = list(some(mine, is_mine=True).union(some(others & ~mine, is_mine=False), all=True))
    days = [day for is_mine, day in found if is_mine]
    first = min((day for day in days if day), default=None)
    if queue.due and len(days) > MANY:  # not all were looked at: the first of them is asked for by itself
        first = seen.filter(mine).order_by(queue.due).values_list(queue.due, flat=True).first()
    return Turn(queue.kind, len(days), first, len(found) - len(days))


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
