"""Saying who acts and why, so that the database can record it; and recording what changes no row."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, models, transaction

from core.actors import Actor
from core.audit.models import Event
from core.reach import everywhere

_current: ContextVar[str] = ContextVar("act", default="")


@contextmanager
def act(verb: str, *, by: Actor, **details: object) -> Iterator[None]:
    """Do the body as one act of `by`, whole or not at all: every row it changes becomes an event of that verb.

    An act is compared with every row; what it is about is found as far as the asker reaches (`core.db.one_of`, ADR 25).
    `details` go with the events and hold no personal data. An act inside an act speaks for itself.
    """
    outer = _current.get()
    said = json.dumps(
        {
            "verb": verb,
            "actor": _text(by.actor_id),
            "organisation": _text(by.organisation_id),
            "unit": _text(by.unit_id),
            "login": by.login,
            "details": details,
        },
        default=str,
    )
    token = _current.set(said)
    try:
        # One savepoint at the outside is enough: an act inside an act is done with it or not at all.
        with everywhere(), transaction.atomic(savepoint=not outer):
            if said != outer:
                _say(said)
            yield
            # Said locally to the transaction: it needs unsaying only where an enclosing one goes on.
            if said != outer and (outer or connection.savepoint_ids):
                _say(outer)
    finally:
        _current.reset(token)


def record(verb: str, subject: models.Model, *, by: Actor, **details: object) -> None:
    """Add one event about `subject` that changes no row of it (an opening, a log-in, a refusal)."""
    with act(verb, by=by, **details):
        # Whoever adds to a record's events holds its row, so that they are counted one by one.
        locked = type(subject)._default_manager.filter(pk=subject.pk).select_for_update(no_key=True, of=("self",))
        list(locked.values_list("pk"))
        Event.objects.create(subject_type=subject._meta.label_lower, subject_id=str(subject.pk), verb=verb)


def note(verb: str, subject_type: str, subject_id: str, *, by: Actor, **details: object) -> None:
    """Add one event about something that has no row, such as a log-in that failed."""
    with act(verb, by=by, **details), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [f"{subject_type} {subject_id}"])
        Event.objects.create(subject_type=subject_type, subject_id=subject_id, verb=verb)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _say(said: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT set_config('app.act', %s, true)", [said])
