"""Whose turn it is: of every kind of record, how many wait for whoever asks, until when, and how many for others."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, DateField, Min, Q, Value

from core.actors import Actor
from core.dates import day_of
from permits.services.waiting.queues import Queue, queues

NONE = Q(pk__in=[])


@dataclass(frozen=True, slots=True)
class Turn:
    """Of one kind of record: how many wait for me, the earliest day by which, and how many wait for somebody else."""

    kind: str
    mine: int
    due_on: date | None
    others: int


def turns(*, kinds: Collection[str] | None = None, by: Actor, at: datetime) -> list[Turn]:
    """What waits, of all kinds or of these, for whoever asks and for others; one query a kind, however many records."""
    wanted = (queue for queue in queues(day_of(at)) if kinds is None or queue.kind in kinds)
    found = [_turn(queue, by) for queue in wanted]
    return [turn for turn in found if turn.mine or turn.others]


def waiting(kind: str, *, by: Actor, on: date) -> tuple[Q, Q]:
    """Of one kind of record, which wait for whoever asks and which for others; no record is in both."""
    mine, others = next(_split(queue, by) for queue in queues(on) if queue.kind == kind)
    return mine, others & ~mine


def _turn(queue: Queue, by: Actor) -> Turn:
    mine, others = _split(queue, by)
    counted = (
        queue.model.objects.visible_to(by)
        .filter(mine | others)
        .aggregate(
            mine=Count("pk", filter=mine),
            others=Count("pk", filter=others & ~mine),
            due_on=Min(queue.due or Value(None, DateField()), filter=mine),
        )
    )
    return Turn(queue.kind, counted["mine"], counted["due_on"], counted["others"])


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
