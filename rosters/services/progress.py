"""How far a work is that is done whole or not at all: nothing of it is in the database until its end.

It is told by the cache, from which nothing is lost when it is emptied.
"""

from contextlib import suppress
from typing import Final, NamedTuple

from django.core.cache import cache

from rosters.models import Roster

SECONDS: Final = 600


class HowFar(NamedTuple):
    """How many rows a work has gone through, and of how many at most; of none before it has begun."""

    done: int
    of: int


def tell(roster: Roster, done: int, *, of: int) -> None:
    """Say how many rows the present work has gone through, and how many there are at most."""
    with suppress(Exception):
        cache.set(_key(roster), HowFar(min(done, of), of), SECONDS)


def told(roster: Roster) -> HowFar:
    """How far it is by now."""
    kept = HowFar(roster.done, roster.rows)
    with suppress(Exception):
        return max(kept, HowFar(*cache.get(_key(roster), (0, 0))))
    return kept


def _key(roster: Roster) -> str:
    return f"roster:{roster.status}:{roster.pk}"
