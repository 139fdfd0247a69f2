"""The clock's periods: each names its start and its length, as ISO 8601 writes a time interval."""

import re
from datetime import datetime, timedelta
from typing import Final

FORM: Final = re.compile(r"(?P<start>[^/]+)/P(?:(?P<days>[0-9]+)D|T(?P<minutes>[0-9]+)M)")
PATIENCE: Final = 3
PASSING: Final = {"DatabaseError", "InterfaceError", "OSError", "MemoryError", "SoftTimeLimitExceeded"}
"""Errors of servers, disks and time, by name: what was worked on is not to blame, and the next tick tries it again."""
OF_ROWS: Final = {"IntegrityError", "DataError"}
"""Errors of the database that a row is to blame for."""


def minute_of(at: datetime, *, every: int = 1) -> str:
    """The period of `every` minutes that a moment falls in."""
    start = at.replace(minute=at.minute - at.minute % every, second=0, microsecond=0)
    return f"{start.isoformat(timespec='minutes')}/PT{every}M"


def date_of(at: datetime) -> str:
    """The day, by the clock of its own time zone, that a moment falls in."""
    return f"{at.date().isoformat()}/P1D"


def length_of(period: str) -> timedelta:
    """How long a period lasts."""
    found = FORM.fullmatch(period)
    if found is None:
        raise ValueError(f"{period} is not a period")
    return timedelta(days=int(found["days"] or 0), minutes=int(found["minutes"] or 0))


def is_late(period: str, last_started: datetime, at: datetime) -> bool:
    """Whether a job that last succeeded for `period` has by now missed several more."""
    return at - last_started > length_of(period) * PATIENCE


def is_of_the_row(error: Exception) -> bool:
    """Whether an error comes of the record that was worked on, and not of what everything stands on."""
    kinds = {kind.__name__ for kind in type(error).__mro__}
    return bool(OF_ROWS & kinds) or not PASSING & kinds
