"""All that is over, of everybody: counted, and erased once a day."""

from datetime import datetime

from permits.services.erasing import letters_and_codes, members, parties, workers
from permits.services.erasing.terms import Plan


def plan(*, at: datetime) -> Plan:
    """What would be erased by now: rows by term and table; nothing is changed."""
    kinds = (workers, members, parties, letters_and_codes)
    return sum((kind.plan(at=at) for kind in kinds), Plan())


def erase_due(*, at: datetime) -> int:
    """Erase what is over; of how many people."""
    erased: int = workers.erase_due(at=at) + members.erase_due(at=at) + parties.erase_due(at=at)
    letters_and_codes.erase_due(at=at)
    return erased
