"""One's permit: its days by both clocks, a wish to stay longer, and its end by one's own will."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse

from core.actors import Actor
from core.db import one_of
from permits.models import Extension, Permit, Renewal
from permits.services.border.days import days_of
from permits.services.decisions import decided, proof_of
from permits.services.lifetime import extensions, permits
from portal.actors import now, today
from portal.forms.worker import Longer, Sure
from portal.views.checkpoints import proof_file
from portal.views.worker.page import Done, ask, own, show
from portal.worker_sessions import Visit


@own
def shown(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """The permit, and what was asked about it."""
    permit, by = _one(visit.by, pk), visit.by
    page: dict[str, Any] = {
        "permit": permit,
        "days": None if permit.ended_on else days_of(permit, at=now()),
        "today": today(),
        "extensions": list(Extension.objects.visible_to(by).filter(permit=pk).order_by("-asked_at")[:10]),
        **decided("permit", permit),
        "renewal": Renewal.objects.visible_to(by).filter(permit=pk).order_by("-proposed_at").first(),
    }
    return show(request, visit, "permit", page)


@own
def proof(request: HttpRequest, visit: Visit, pk: UUID, seq: int) -> HttpResponse:
    """The proof of one decision on one's permit, as a file."""
    return proof_file(proof_of("permit", pk, seq, by=visit.by), f"permit-{pk}-{seq}")


@own
def longer(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Ask for a later last day."""
    permit = _one(visit.by, pk)
    form = Longer(request.POST or None, until=permit.offer.ends_on)
    status = ask(
        request,
        visit,
        form,
        lambda given: extensions.ask(
            permit.pk, ends_on=given["ends_on"], reason=given["reason"], by=visit.by, at=now()
        ),
    )
    if not status:
        return Done("portal:my_permit", pk, said="sent")
    return show(request, visit, "longer", {"form": form, "permit": permit}, status)


@own
def end(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Give the permit back."""
    permit = _one(visit.by, pk)
    form = Sure(request.POST or None)
    status = ask(request, visit, form, lambda given: permits.surrender(permit.pk, by=visit.by, at=now()))
    if not status:
        return Done("portal:my_permit", pk, said="kept")
    return show(request, visit, "end", {"form": form, "permit": permit}, status)


def _one(by: Actor, pk: UUID) -> Permit:
    permit: Permit = one_of(
        Permit.objects.visible_to(by).select_related("season", "employer__organisation", "county", "offer"), pk
    )
    return permit
