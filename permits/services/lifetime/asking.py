"""What all that is asked about a permit has in common: who asks, on what permit, who decided, and whom it is told."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor
from core.errors import Conflict
from employers.services.demand.reasons import reason_of
from permits.enums import PermitStatus
from permits.models import Permit
from permits.models.requests import Request
from permits.services import offices
from workers.services.worker_letters import tell_workers

OPEN = (PermitStatus.ISSUED, PermitStatus.SUSPENDED)


def demand_open(permit: Permit) -> None:
    """Refuse with `Conflict` what is asked about a permit that has ended."""
    if permit.status not in OPEN:
        raise Conflict(
            "permit_ended",
            _("The permit is “%(status)s” by now: nothing about it can be changed."),
            status=permit.get_status_display(),
        )


def asked(permit: Permit, reason: str, *, by: Actor, at: datetime) -> dict[str, Any]:
    """The fields of a request that say about what, why, by whom and when; a worker asks for no organisation."""
    return {
        "permit": permit,
        "reason": reason_of(reason, longest=500),
        "asked_at": at,
        "asked_by": by.actor_id,
        "organisation_id": by.organisation_id,
    }


def decide(request: Request, *, comment: str, by: Actor, at: datetime) -> None:
    """Put on a request who decided it, when, and what is said with it."""
    request.decided_at, request.decided_by, request.comment = at, by.actor_id, comment


def tell_of_request(permit: Permit, kind: str, request: Request, *, at: datetime, **days: date | None) -> None:
    """Tell the worker, who asked and the offices of a request; permits come with their season.

    The worker's letter is of the same kind with "_worker" behind.
    """
    told = {"permit": permit.reference} | {name: day.isoformat() for name, day in days.items() if day}
    subject = (request._meta.label_lower, str(request.pk), told)
    tell_workers([(permit.worker_id, f"{kind}_worker", *subject)], at=at)
    readers = {request.organisation_id, *offices.of_each([permit])[permit.pk]} - {None}
    tell_each([(reader, kind, *subject) for reader in readers if reader is not None], at=at)
