"""What does not fit about crossings: a list for people, who look and write down what it was."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.dates import day_of
from permits.enums import AnomalyStatus
from permits.services.border import anomalies as service
from permits.workflow import ANOMALY
from portal import records
from portal.actors import actor
from portal.forms import border as forms
from portal.forms.base import Form
from portal.listing import STATUS, Column, Listing, Rows, of_worker
from portal.moves import Move, offers
from portal.paging import page_of
from portal.presence_readings import anomalies, crossings, only_for

MOVES = {
    "settle": Move(
        forms.Settle,
        lambda pk, given, by, at: service.settle(pk, note=given["note"], by=by, at=at),
        _("It is off the list; what you wrote stays with the crossing."),
    )
}
KINDS = frozenset({"post", "bureau", "department", "protection", "oversight"})
AROUND = 10
"""So many other crossings of the holder are shown beside it."""


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, forms.AnomalyFilter]:
    """The anomalies that the address asks for; without a wish those that nobody has settled."""
    only_for(KINDS, by=by)
    wished = asked.copy()
    wished.setdefault("status", AnomalyStatus.OPEN)
    narrow = forms.AnomalyFilter(wished)
    wanted = {name: narrow.value(name) for name in ("kind", "status")}
    return anomalies(by).filter(**{name: value for name, value in wanted.items() if value}), narrow


LIST = Listing(
    _("Anomalies"),
    anomalies,
    (
        Column(_("What is odd"), "get_kind_display"),
        Column(_("Direction"), "crossing.get_direction_display"),
        Column(_("Crossing"), "crossing.occurred_at"),
        Column(_("Port"), "crossing.port.name"),
        *of_worker(),
        Column(_("Number as stated"), "crossing.stated_number"),
        Column(_("Found"), lambda row: day_of(row.found_at)),
        STATUS,
        Column(_("What it was"), "note"),
    ),
    narrowed,
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The anomalies one sees, the latest found first; without a wish those that nobody has settled."""
    rows, filter_ = narrowed(actor(request), request.GET)
    return render(request, "portal/anomalies.html", {"page": page_of(rows, request), "filter": filter_})


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One anomaly with the crossings around it."""
    return _page(request, _one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Settle it, saying what it was."""
    return records.moved(request, pk, verb, one=_one, moves=MOVES, show=_page, to="portal:anomaly")


def _one(by: Actor, pk: UUID) -> Any:
    return records.one(anomalies(by), pk)


def _page(request: HttpRequest, found: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    around = crossings(by).filter(worker=found.worker_id) if found.worker_id else crossings(by).none()
    context = {
        "anomaly": found,
        "around": around.order_by("-occurred_at", "-pk")[:AROUND],
        "offers": offers(ANOMALY, MOVES, found, by=by, bound=bound),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/anomaly.html", context, status=status)
