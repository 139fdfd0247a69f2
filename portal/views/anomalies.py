"""What does not fit about crossings: a list for people, who look and write down what it was."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from permits.enums import AnomalyStatus
from permits.services.border import anomalies as service
from permits.workflow import ANOMALY
from portal.actors import actor
from portal.forms import border as forms
from portal.forms.base import Form
from portal.moves import Move, make, offers
from portal.paging import page_of
from portal.presence_readings import anomalies, crossings, one, only_for

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


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The anomalies one sees, the latest found first; without a wish those that nobody has settled."""
    by = actor(request)
    only_for(KINDS, by=by)
    wished = request.GET.copy()
    wished.setdefault("status", AnomalyStatus.OPEN)
    filter_ = forms.AnomalyFilter(wished)
    asked = {name: filter_.value(name) for name in ("kind", "status")}
    rows = anomalies(by).filter(**{name: value for name, value in asked.items() if value})
    return render(request, "portal/anomalies.html", {"page": page_of(rows, request), "filter": filter_})


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One anomaly with the crossings around it."""
    return _page(request, one(anomalies(actor(request)), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Settle it, saying what it was."""
    found = one(anomalies(actor(request)), pk)
    form, status = make(request, MOVES, verb, found)
    if status:
        return _page(request, one(anomalies(actor(request)), pk), {verb: form}, status)
    messages.success(request, str(MOVES[verb].said))
    return redirect("portal:anomaly", pk)


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
