"""How far a work is that is done whole or not at all: nothing of it is in the database until its end.

It is told by the cache, from which nothing is lost when it is emptied.
"""

from contextlib import suppress
from typing import Final

from django.core.cache import cache

from rosters.models import Roster

SECONDS: Final = 600


def tell(roster: Roster, done: int) -> None:
    """Say how many rows the present work has gone through."""
    with suppress(Exception):
        cache.set(_key(roster), done, SECONDS)


def told(roster: Roster) -> int:
    """How many rows that is by now."""
    with suppress(Exception):
        return max(roster.done, min(int(cache.get(_key(roster), 0)), roster.rows))
    return roster.done


def _key(roster: Roster) -> str:
    return f"roster:{roster.status}:{roster.pk}"
