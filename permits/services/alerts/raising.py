"""Settling one kind of alert: what is found now is raised once, told once, and closed when it is gone."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime

from accounts.services.letters import digest
from core.alerts.services import Select, settle_from


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of alert: what it is about, and the statement that finds it at a moment."""

    name: str
    subject_type: str
    found: Callable[[datetime], Select]


def settle(kind: Kind, *, at: datetime) -> int:
    """Raise what is new and close what is gone, with one letter to each organisation that sees what is new."""
    return settle_from(kind.name, kind.subject_type, kind.found(at), at=at, telling=[digest(kind.name)])


def settle_each(kinds: Iterable[Kind], *, at: datetime) -> int:
    """Settle several kinds, each whole or not at all; how many alerts are new."""
    return sum(settle(kind, at=at) for kind in kinds)
