"""How workers come in: by what stands on their permit, or by their person number."""

from datetime import date, datetime

from core.errors import Invalid
from core.reach import Beyond, beyond
from permits.models import Permit
from permits.rules.numbers import KIND, BadNumber, read_permit_number
from permits.services.border.claims import UNREADABLE
from workers.models import WorkerSession
from workers.rules.codes import normalise, person_number
from workers.services import codes

NOBODY = 0
"""No person has this number: who asks by a permit that there is not waits as long as anybody."""


def send_code(number: str, birth_date: date, *, at: datetime) -> None:
    """Send a code to the telephone of the worker with that permit or person number and day of birth; says nothing."""
    codes.send_code(_person(number), birth_date, at=at)


def open_session(number: str, code: str, *, at: datetime) -> tuple[str, WorkerSession]:
    """Open the minutes in which the holder of a code acts as that worker; the key is shown this once."""
    return codes.open_session(_person(number), code, at=at)


def _person(number: str) -> str:
    """The person number that a permit's leads to; any other text as it is."""
    if not normalise(number).upper().startswith(KIND):
        return number
    try:
        season, serial = read_permit_number(number)
    except BadNumber as bad:
        raise Invalid(bad.code.value, UNREADABLE[bad.code], field="number") from None
    permits = Permit.objects.filter(season__code=season, number=serial)
    with beyond(Beyond.LOGGING_IN):
        held = permits.values_list("worker__merged_into__number", "worker__number").first()
    merged, own = held or (None, NOBODY)
    return person_number(merged or own)
