"""What opening a record over the interface writes down: whose record, by whom, for what purpose."""

from collections.abc import Callable
from typing import Any

from core.actors import Actor
from workers.services.identity.openings import open_grievance, open_person


def opening(person: str) -> Callable[..., None]:
    """Write down that a person's record is opened; `person` is the way to the worker."""

    def open_(records: Any, key: object, purpose: str, *, by: Actor) -> None:
        for worker in records.filter(pk=key).values_list(person, flat=True)[:1]:
            open_person(worker, purpose, by=by)

    return open_


def opening_grievance(records: Any, key: object, purpose: str, *, by: Actor) -> None:
    """Write down that an office reads what a worker said; workers read their own word unwritten."""
    if by.kind != "worker":
        for one in records.filter(pk=key)[:1]:
            open_grievance(one, purpose, by=by)
