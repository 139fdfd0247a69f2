"""Figures that may be some minutes old: counted once for all who see the same, and kept in the cache."""

from collections.abc import Callable
from contextlib import suppress
from typing import Final, TypeVar

from django.core.cache import cache

from core.actors import Actor

T = TypeVar("T")
SECONDS = 300
"""How old a figure may be; 0 counts anew at every visit."""
MISSING: Final = object()


def lately(figure: str, count: Callable[[], T], *, by: Actor) -> T:
    """What was counted in the last minutes for the reader's organisation, or is counted now.

    Emptying the cache loses nothing; without it, every visit counts.
    """
    if not SECONDS:
        return count()
    key = f"lately:{figure}:{by.kind}:{by.organisation_id}"
    with suppress(Exception):
        found = cache.get(key, MISSING)
        if found is not MISSING:
            return found  # type: ignore[no-any-return]
    counted = count()
    with suppress(Exception):
        cache.set(key, counted, SECONDS)
    return counted
