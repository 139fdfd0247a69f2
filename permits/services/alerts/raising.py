"""Settling one kind of alert: what is found now is raised once, told once, and closed when it is gone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.services.letters import digest
from core.alerts.services import Select, settle_from
from core.notices.services.outbox import Told
from workers.services.worker_letters import workers_told

WORKERS = """
SELECT about.worker_id, raised.subject_id, jsonb_build_object('last_on', raised.params -> 'until')
FROM raised JOIN {table} AS about ON about.id = raised.subject_id::uuid WHERE raised.stage <> '{but}'
"""


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of alert: what it is about, and the statement that finds it at a moment."""

    name: str
    subject_type: str
    found: Callable[[datetime], Select]
    to_worker: Told | None = None


def to_worker(kind: str, subject_type: str, table: str, *, but: str = "") -> Told:
    """Letters to the workers that the rows of `table` name, each with the day that counts; none on the step `but`."""
    return workers_told(kind, subject_type, WORKERS.format(table=table, but=but))


def settle(kind: Kind, *, at: datetime) -> int:
    """Raise what is new and close what is gone, with one letter to each organisation that sees what is new, and to each
    worker whom it concerns."""
    telling = [digest(kind.name), *([kind.to_worker] if kind.to_worker else [])]
    return settle_from(kind.name, kind.subject_type, kind.found(at), at=at, telling=telling)


def settle_each(kinds: Iterable[Kind], *, at: datetime) -> int:
    """Settle several kinds, each whole or not at all; how many alerts are new."""
    return sum(settle(kind, at=at) for kind in kinds)
