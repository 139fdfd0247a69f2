"""Figures that may be some minutes old, and say so: counted once for all who see the same, and kept in the cache."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from typing import Final, Generic, TypeVar

from django.core.cache import cache

from core.actors import Actor

T = TypeVar("T")
SECONDS = 300
"""How old a figure may be; 0 counts anew at every visit."""
MISSING: Final = object()


@dataclass(frozen=True, slots=True)
class Counted(Generic[T]):
    """What was counted, and when."""

    value: T
    at: datetime


def lately(figure: str, count: Callable[[], T], *, by: Actor, at: datetime) -> Counted[T]:
    """What was counted in the last minutes for the reader's organisation, or is counted now.

    Emptying the cache loses nothing; without it, every visit counts.
    """
    if not SECONDS:
        return Counted(count(), at)
    key = f"lately:{figure}:{by.kind}:{by.organisation_id}"
    with suppress(Exception):
        found = cache.get(key, MISSING)
        if found is not MISSING:
            return Counted(*found)
    counted = Counted(count(), at)
    with suppress(Exception):
        cache.set(key, (counted.value, counted.at), SECONDS)
    return counted
