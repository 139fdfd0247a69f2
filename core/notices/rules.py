"""How often and how far apart a letter is tried."""

from datetime import datetime, timedelta
from typing import Final

BACK_OFF: Final = (
    timedelta(minutes=1),
    timedelta(minutes=5),
    timedelta(minutes=15),
    timedelta(minutes=60),
    timedelta(hours=6),
    timedelta(hours=24),
)


def next_try(attempts: int, at: datetime) -> datetime | None:
    """When a letter that was tried so often, the last time at `at`, is tried again; nothing when it is given up."""
    return at + BACK_OFF[attempts - 1] if attempts <= len(BACK_OFF) else None
