"""One permit: what it binds to, its days by both clocks, its time line, all that was asked, and the moves open."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from employers.models import Worksite
from papers.services.proof.codes import is_printed_otherwise
from permits.models import (
    Arrival,
    EndRequest,
    Extension,
    OverstayCase,
    Permit,
    PermitRevocation,
    Renewal,
    Return,
    Stay,
    Variation,
)
from permits.services.border.days import days_of
from permits.services.decisions import decided
from permits.services.history import history
from permits.workflow import PERMIT
from portal import permit_readings as readings
from portal import records
from portal.actors import actor, now, today
from portal.forms.base import Form
from portal.moves import offers
from portal.permit_moves import ASKING, MOVES
from portal.readings import names_of_members
from portal.timeline import line_of
from workers.models import Offer, WorkerFile
from workers.services.identity.doubles import records_of


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The permit's page."""
    return _page(request, one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of the permit, or ask for something about it, and show it again."""
    return records.moved(request, pk, verb, one=one, moves=MOVES, show=_page, to="portal:permit")


def one(by: Actor, pk: UUID) -> Permit:
    """A permit one sees, with what its forms offer."""
    permit: Any = readings.one_permit(by, pk)
    sites = Worksite.objects.visible_to(by).filter(filing=permit.filing_id).order_by("pk")
    accepted = Offer.objects.visible_to(by).standing().filter(worker=permit.worker_id).exclude(pk=permit.offer_id)
    permit.offered = {
        "ports": readings.ports(by, today()),
        "worksites": [(str(site.pk), site.name) for site in sites],
        "offer": [
            (str(offer.pk), f"{offer.filing.reference} · {offer.filing.employer.organisation.name}")
            for offer in accepted.select_related("filing__season", "filing__employer__organisation").order_by("pk")
        ],
    }
    permit.open_revocation = PermitRevocation.objects.visible_to(by).filter(permit=pk, decided_by=None).first()
    permit.is_revocation_proposed = permit.open_revocation is not None
    return permit  # type: ignore[no-any-return]


def _page(request: HttpRequest, permit: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    ports, sites = dict(permit.offered["ports"]), dict(permit.offered["worksites"])
    stays = list(Stay.objects.visible_to(by).filter(permit=permit.pk).order_by("entered_at", "id"))
    extensions = list(_asked(Extension, permit, by))
    revocation = permit.open_revocation
    asked = [
        ("extension", extensions),
        ("variation", list(_asked(Variation, permit, by))),
        ("end_request", list(_asked(EndRequest, permit, by))),
    ]
    renewal = Renewal.objects.visible_to(by).filter(permit=permit.pk).first()
    homecoming = Return.objects.visible_to(by).filter(permit=permit.pk).first()
    shown_: dict[str, Any] = {
        "permit": permit,
        "has_photo": WorkerFile.objects.visible_to(by)
        .photos()
        .filter(worker__in=list(records_of([permit.worker_id])))
        .exists(),
        "is_printed_otherwise": permit.status == "issued" and is_printed_otherwise(permit.pk, by=by),
        "days": days_of(permit, at=now()),
        "ports": [ports.get(code, code) for code in permit.ports],
        "worksites": [sites[str(key)] for key in permit.worksites if str(key) in sites],
        "line": line_of(permit, stays, extensions, today=today()),
        "arrival": Arrival.objects.visible_to(by).filter(permit=permit.pk).select_related("lodging").first(),
        "asked": asked,
        "renewal": renewal,
        "return": homecoming,
        "is_nothing_asked": not (renewal or homecoming or any(rows for _name, rows in asked)),
        "revocation": revocation,
        "people": names_of_members(by, [revocation.proposed_by] if revocation else []),
        "case": OverstayCase.objects.visible_to(by).filter(permit=permit.pk).order_by("-pk").first(),
        "chain": readings.chain(permit, by),
        "steps": history(permit, by=by),
        **decided("permit", permit),
        "offers": [
            *offers(PERMIT, MOVES, permit, by=by, bound=bound),
            *offers(ASKING, MOVES, permit, by=by, bound=bound),
        ],
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/permit.html", shown_, status=status)


def _asked(model: Any, permit: Permit, by: Actor) -> Any:
    return model.objects.visible_to(by).filter(permit=permit.pk).order_by("-pk")
