"""Personal numbers, telephones and papers as they are kept: sealed, with a keyed digest to find them, and their end."""

from datetime import datetime
from typing import Any, Final

from core.sealing import digest, seal
from workers.models import IdentityPaper, Worker
from workers.services.identity.details import NewPaper

PERSONAL_NUMBER: Final = "worker.personal_number"
PHONE: Final = "worker.phone"
PAPER: Final = "paper.number"


def personal_number_kept(number: str) -> dict[str, Any]:
    """The columns of a personal number."""
    return _kept("personal_number", number, PERSONAL_NUMBER, signs=4)


def phone_kept(phone: str) -> dict[str, Any]:
    """The columns of a telephone number."""
    return _kept("phone", phone, PHONE, signs=3)


def paper_of(worker: Worker, paper: NewPaper, *, at: datetime) -> IdentityPaper:
    """A paper of a worker as it is kept, not written yet."""
    return IdentityPaper(
        worker=worker,
        kind=paper.kind,
        issuing_state=paper.issuing_state,
        issued_on=paper.issued_on,
        expires_on=paper.expires_on,
        is_read_by_machine=bool(paper.mrz.strip()),
        recorded_at=at,
        **_kept("number", paper.number, PAPER, signs=4),
    )


def _kept(name: str, value: str, place: str, *, signs: int) -> dict[str, Any]:
    return {
        f"{name}_sealed": seal(value, place) if value else None,
        f"{name}_digest": digest(value, place) if value else None,
        f"{name}_end": value[-signs:],
    }
