"""The only code that sets a status: moves of one record, of a chosen set, and of all that are due."""

import logging
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from traceback import extract_tb
from typing import Any, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.actors import CLOCK, Actor
from core.audit.services import act
from core.db import key_of, lock_one, update_rows
from core.errors import Conflict, Forbidden, NotFound, Stale
from core.jobs.models import SetAside
from core.jobs.rules import is_of_the_row
from core.jobs.services import set_aside
from core.permissions import Permission
from core.reach import as_asked

log = logging.getLogger(__name__)
BATCH = 500
SPOILT = 20
"""So many rows of a run may be set aside; where it would be more, something else is wrong."""


@dataclass(frozen=True, slots=True)
class Transition:
    """A legal move: out of any of `sources`, into `target`, by holders of `permission`.

    Without a target the status stays; without a permission only the clock may make it.
    """

    verb: str
    sources: frozenset[str]
    target: str | None
    permission: Permission | None

    def __post_init__(self) -> None:
        if self.target in self.sources:
            raise ValueError(f"{self.verb} leads back to where it starts, so a set of it would never empty")


class Workflow:
    """Every legal move of one kind of record, as data."""

    def __init__(self, *transitions: Transition) -> None:
        self._by_verb = {transition.verb: transition for transition in transitions}

    def __getitem__(self, verb: str) -> Transition:
        return self._by_verb[verb]

    def __iter__(self) -> Iterator[Transition]:
        return iter(self._by_verb.values())

    def open_to(self, *, status: str, permissions: Container[str]) -> list[Transition]:
        """The moves that a page may offer."""
        return [t for t in self if status in t.sources and t.permission is not None and t.permission in permissions]


class Case(models.Model):
    """A record that a workflow moves; it declares `status` with its own choices."""

    status: Any

    class Meta:
        abstract = True


C = TypeVar("C", bound=Case)


def allow(permission: Permission | None, *, by: Actor) -> None:
    """Refuse with `Forbidden` an act whose permission `by` does not hold, with `Stale` one that takes a fresh proof."""
    if permission is None or permission not in by.permissions:
        raise Forbidden("not_allowed", _("Your role does not allow this. Ask your administrator who may do it."))
    if permission in by.stale:
        raise Stale


def demand_fresh(*, by: Actor) -> None:
    """Refuse with `Stale` who has not proved for some time who it is."""
    if by.stale:
        raise Stale


@contextmanager
def move(
    records: "models.QuerySet[C]", pk: object, transition: Transition, *, by: Actor, **details: object
) -> Iterator[C]:
    """Lock one of `records`, prove the move legal, let the caller fill it in, save it and record it.

    `records` are those that `by` may see: any other raises `NotFound`, as if it were not there.
    """
    with act(transition.verb, by=by, **details):
        record = lock_one(records, pk)
        _prove(transition, [record], by=by)
        yield record
        record.save()


@contextmanager
def move_each(
    records: "models.QuerySet[C]",
    ids: Collection[object],
    transition: Transition,
    *,
    by: Actor,
    fields: Sequence[str] = (),
    **details: object,
) -> Iterator[list[C]]:
    """Make one move for a chosen set: one lock, one check, one write; all or nothing.

    The caller may set `fields` of the records it is given; they come in the order of `ids`, each once.
    """
    with act(transition.verb, by=by, **details):
        keys = list(dict.fromkeys(key_of(records, pk) for pk in ids))
        locked = records.select_for_update(of=("self",)).filter(pk__any=keys).order_by("pk")
        with as_asked():
            found = {record.pk: record for record in locked}
        if len(found) != len(keys):
            raise NotFound
        chosen = [found[key] for key in keys]
        _prove(transition, chosen, by=by)
        yield chosen
        update_rows(chosen, [*fields, "status"])


def move_all(
    records: "models.QuerySet[C]",
    transition: Transition,
    *,
    also: Callable[[list[C]], None] | None = None,
    fields: Sequence[str] = (),
    **details: object,
) -> int:
    """Make the clock's move for a whole set, a batch to a transaction, and say how many moved.

    Moving takes a row out of `transition.sources`, so a second run, or one after a crash, finds only what is
    left. A row that someone holds waits for the next run. A row that makes its batch fail is found by halving and set
    aside; where many do, it is not theirs, and the error is raised. `also` does what belongs to the same transaction
    and may set `fields`.
    """
    if transition.target is None:
        raise ValueError(f"{transition.verb} keeps the status, so a set of it would never empty")
    moved, spoilt, most = 0, 0, BATCH
    aside = SetAside.objects.keys_of(records.model, transition.verb)
    due = records.filter(status__in=transition.sources).exclude(pk__in=aside).order_by("pk")
    while True:
        batch: list[C] = []
        try:
            with act(transition.verb, by=CLOCK, **details):
                batch += due.select_for_update(of=("self",), skip_locked=True)[:most]
                if not batch:
                    return moved
                _set_status(transition, batch)
                if also is not None:
                    also(batch)
                update_rows(batch, [*fields, "status"])
        except Exception as error:
            if spoilt == SPOILT or not batch or not is_of_the_row(error):
                raise
            most = _narrowed(batch, transition, error)
            spoilt += len(batch) == 1
        else:
            moved += len(batch)


def _narrowed(batch: "Sequence[C]", transition: Transition, error: Exception) -> int:
    """How many to try next, where a batch failed: half of them, until the one is found that spoils it; that is left."""
    if len(batch) > 1:
        return len(batch) // 2
    # Where it failed, and no word of the error, which could be about a person.
    where = [f"{frame.name}:{frame.lineno}" for frame in extract_tb(error.__traceback__)[-3:]]
    log.error("A record was set aside", extra={"record": str(batch[0].pk), "error": type(error).__name__, "at": where})
    set_aside(batch[0], transition.verb, error)
    return BATCH


def _prove(transition: Transition, records: Iterable[C], *, by: Actor) -> None:
    chosen = list(records)
    allow(transition.permission, by=by)
    late = [record for record in chosen if record.status not in transition.sources]
    if late:
        raise Conflict(
            "too_late",
            _("This can no longer be done: the record is “%(status)s” by now. Open it again to see what is next."),
            status=late[0].get_status_display(),  # type: ignore[attr-defined]
            records=[str(record.pk) for record in late],
        )
    _set_status(transition, chosen)


def _set_status(transition: Transition, records: Iterable[C]) -> None:
    if transition.target is not None:
        for record in records:
            record.status = transition.target
