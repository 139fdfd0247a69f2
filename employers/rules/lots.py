"""Cases by lot: to whom a case falls is computed from its name, the officers' and a secret; nothing is stored.

Each officer has a number for each case that only the service can compute; the highest takes it (rendezvous hashing).
So every officer is as likely as any other, and where one leaves, only their cases are drawn again.
"""

import hashlib
import hmac
from collections.abc import Iterable
from datetime import date
from uuid import UUID

from scheme.rules.calendar import Calendar


def drawn(case: UUID, officers: Iterable[UUID], *, key: bytes, least: int = 1) -> UUID | None:
    """The officer to whom a case falls; nobody where there are fewer than `least`."""
    given = list(officers)
    if not given or len(given) < least:
        return None
    return max(given, key=lambda officer: hmac.digest(key, case.bytes + officer.bytes, hashlib.sha256))


def free_on(since: date, due_on: date, calendar: Calendar) -> date:
    """The day from which anybody may take a case: half of the working days for deciding it have gone by."""
    return calendar.after(since, -(-calendar.between(since, due_on) // 2))
