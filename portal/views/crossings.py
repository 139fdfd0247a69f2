"""Crossings as they were told: the list, one of them with its corrections, and correcting one's own."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission
from permits.models import Anomaly, Crossing
from permits.services.border.crossings import Claim, correct, void
from portal import records
from portal.actors import actor, now, today
from portal.forms import border as forms
from portal.forms.base import Form
from portal.listing import Column, Listing, Rows, of_worker
from portal.moves import Move, Offer, attempt
from portal.paging import page_of
from portal.presence_readings import crossings, only_for, ports


def _correct(crossing: Crossing, given: dict[str, Any], by: Actor, at: Any) -> None:
    claim = Claim(given["direction"], given["occurred_at"], f"right {crossing.pk}", port=crossing.port_id)
    correct(crossing.pk, claim, reason=given["reason"], by=by, at=at)


MOVES = {
    "correct": Move(forms.Correct, _correct, _("What was true is kept beside what was told first.")),
    "void": Move(
        forms.Void,
        lambda crossing, given, by, at: void(crossing.pk, reason=given["reason"], by=by, at=at),
        _("The crossing was taken back; its record stays."),
    ),
}

KINDS = frozenset({"post", "bureau", "department", "protection", "oversight"})


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, forms.CrossingFilter]:
    """The crossings that the address asks for, of those one sees."""
    only_for(KINDS, by=by)
    narrow = forms.CrossingFilter(asked, ports=ports(by, today()))
    wanted = {
        "port": narrow.value("port"),
        "direction": narrow.value("direction"),
        "source": narrow.value("source"),
        "occurred_at__date__gte": narrow.value("first"),
        "occurred_at__date__lte": narrow.value("last"),
    }
    return crossings(by).filter(**{name: value for name, value in wanted.items() if value}), narrow


LIST = Listing(
    _("Crossings"),
    crossings,
    (
        Column(_("When"), "occurred_at"),
        Column(_("Direction"), "get_direction_display"),
        Column(_("Port"), "port.name"),
        *of_worker(),
        Column(_("Permit"), "permit.reference"),
        Column(_("Number as stated"), "stated_number"),
        Column(_("Seen by"), "get_source_display"),
        Column(_("Told by"), "organisation.name"),
        Column(_("Taken back"), "is_void"),
    ),
    narrowed,
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The crossings one sees, the latest told first."""
    rows, filter_ = narrowed(actor(request), request.GET)
    return render(request, "portal/crossings.html", {"page": page_of(rows, request), "filter": filter_})


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One crossing: who told it when, what it corrects, what is odd about it."""
    by = actor(request)
    return _page(request, records.one(crossings(by), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Correct a crossing that one's own body told, or take it back."""
    by = actor(request)
    crossing = records.one(crossings(by), pk)
    if verb not in MOVES or not _is_own(crossing, by):
        raise NotFound
    form = MOVES[verb].form(request.POST, record=crossing, by=by, prefix=verb)
    status = attempt(form, lambda given: MOVES[verb].do(crossing, given, by=by, at=now()))
    if status:
        return _page(request, crossing, {verb: form}, status)
    messages.success(request, str(MOVES[verb].said))
    return redirect("portal:crossing", pk)


def _is_own(crossing: Crossing, by: Actor) -> bool:
    return crossing.organisation_id == by.organisation_id and Permission.RECORD_CROSSING in by.permissions


def _page(request: HttpRequest, crossing: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    later = crossings(by).filter(corrects=crossing.pk).first()
    may = _is_own(crossing, by) and not crossing.is_void and later is None
    context = {
        "crossing": crossing,
        "earlier": crossings(by).filter(pk=crossing.corrects_id).first() if crossing.corrects_id else None,
        "later": later,
        "anomalies": Anomaly.objects.visible_to(by).filter(crossing=crossing.pk).order_by("-pk"),
        "offers": [
            Offer(verb, bound.get(verb) or move.form(record=crossing, by=by, prefix=verb), verb in bound)
            for verb, move in MOVES.items()
            if may
        ],
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/crossing.html", context, status=status)
