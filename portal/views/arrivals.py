"""Arrivals: who is expected, who has come and where they sleep; many are reported at once."""

from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.permissions import Permission as P
from employers.models import Lodging
from permits.models import Arrival, Permit
from permits.querysets import PermitQuerySet
from permits.services.border.days import days_of_each
from permits.services.follow_up import arrivals
from permits.services.follow_up.arrivals import Came, Registered
from portal.actors import actor, now, today
from portal.choosing import Choice, MoveEach, Offer, make_each
from portal.forms import follow_up as forms
from portal.forms.base import Form
from portal.forms.filters import EmployerFilter, of_name
from portal.listing import FILING, Column, Listing, Rows, of_permit
from portal.paging import gathered_first, page_of
from portal.presence_readings import only_for
from portal.readings import Choice as Named

OF_PERMIT = ("worker", "season", "county", "employer__organisation", "filing__season")
KINDS = frozenset({"employer", "bureau", "intermediary", "department", "oversight"})


def _came(ids: list[UUID], given: dict[str, Any], by: Actor, at: Any) -> Any:
    rows = [Came(pk, given["arrived_on"], given["lodging"]) for pk in ids]
    return arrivals.report_each(rows, by=by, at=at)


MOVES = {
    "report_arrival": MoveEach(P.REPORT_ARRIVAL, _came, _("Arrivals reported: %(count)s."), forms.Arrived),
    "register_lodging": MoveEach(
        P.REPORT_ARRIVAL,
        lambda ids, given, by, at: arrivals.register_lodging_each(
            [Registered(pk, given["registered_on"]) for pk in ids], by=by, at=at
        ),
        _("Registrations with the police reported: %(count)s."),
        forms.LodgingRegistered,
    ),
}


def still_to_come(by: Actor, asked: QueryDict) -> tuple[Rows, EmployerFilter]:
    """The permits that run and whose holders nobody has reported."""
    only_for(KINDS, by=by)
    narrow = EmployerFilter(asked)
    employed = of_name(narrow.value("employer"), "employer__organisation")
    return _open(by, today()).expected().filter(employed).select_related(*OF_PERMIT), narrow


def at_work(by: Actor, asked: QueryDict) -> tuple[Rows, EmployerFilter]:
    """The permits of those who have come and work here now."""
    only_for(KINDS, by=by)
    narrow = EmployerFilter(asked)
    employed = of_name(narrow.value("employer"), "employer__organisation")
    return _arrived(by).open().filter(employed, last_on__gte=today()), narrow


COMING = Listing(
    _("Still to come"),
    lambda by: Permit.objects.visible_to(by).select_related(*OF_PERMIT),
    (*of_permit(""), FILING),
    still_to_come,
)
AT_SITE = Listing(
    _("Workers at the site"),
    lambda by: _arrived(by),
    (
        *of_permit(""),
        Column(_("Arrived"), "arrival.arrived_on"),
        Column(_("Lodging"), "arrival.lodging.address"),
        Column(_("Lodging registered with the police"), "arrival.lodging_registered_on"),
    ),
    at_work,
)


@require_safe
def expected(request: HttpRequest) -> HttpResponse:
    """Who is still to come, the first one first, and whose lodging is still to be registered."""
    return _page(request, Choice(), {}, 200)


@require_POST
def reported(request: HttpRequest, verb: str) -> HttpResponse:
    """Report what is ticked, all or none."""
    choice, form = make_each(request, MOVES, verb)
    if choice.status != 200:
        return _page(request, choice, {verb: form}, choice.status)
    return redirect(f"{reverse('portal:arrivals')}?{request.GET.urlencode()}")


@require_safe
def at_site(request: HttpRequest) -> HttpResponse:
    """Who works here now, whose permit ends first: since when, where they sleep, and their last lawful day."""
    by = actor(request)
    rows, narrow = at_work(by, request.GET)
    page = page_of(rows, request, day="last_on")
    days = days_of_each(page.rows, at=now())
    return render(request, "portal/at_site.html", {"page": page, "filter": narrow, "days": days})


def _page(request: HttpRequest, choice: Choice, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    coming, narrow = still_to_come(by, request.GET)
    housed = Arrival.objects.visible_to(by).filter(lodging_registered_on=None, permit__in=_open(by).values("pk"))
    page = page_of(coming, request, day="first_on")
    unregistered = list(
        housed.select_related("permit__worker", "permit__season", "lodging").order_by("arrived_on", "pk")[:100]
    )
    may = P.REPORT_ARRIVAL in by.permissions
    context = {
        "page": page,
        "filter": narrow,
        "unregistered": unregistered,
        "today": today(),
        "come": _offer("report_arrival", bound, by) if may else None,
        "register": _offer("register_lodging", bound, by) if may else None,
        "choice": choice,
        "summary": choice.loose,
    }
    _mark(page.rows, [row.permit for row in unregistered], choice)
    return render(request, "portal/arrivals.html", context, status=status)


def _mark(coming: list[Any], housed: list[Any], choice: Choice) -> None:
    for permit in (*coming, *housed):
        permit.is_ticked = permit.pk in choice.standing
        permit.wrong = choice.wrong.get(permit.pk, [])


def _offer(verb: str, bound: Mapping[str, Form], by: Actor) -> Offer:
    form: Any = bound.get(verb) or MOVES[verb].form(prefix=verb)
    if "lodging" in form.fields:
        form.fields["lodging"].widget.choices = [("", "–"), *_lodgings(by)]
    return Offer(verb, form, verb in bound)


def _arrived(by: Actor) -> PermitQuerySet:
    return gathered_first(Permit.objects.visible_to(by), by=by).arrived().select_related(*OF_PERMIT, "arrival__lodging")


def _open(by: Actor, lasting: date | None = None) -> PermitQuerySet:
    permits = gathered_first(Permit.objects.visible_to(by), by=by).open()
    return permits.filter(last_on__gte=lasting) if lasting else permits


def _lodgings(by: Actor) -> list[Named]:
    found = Lodging.objects.visible_to(by).filter(filing__in=_open(by, today()).values("filing"))
    rows = found.select_related("filing__season").order_by("filing", "pk")
    return [(str(house.pk), f"{house.filing.reference} · {house.address}") for house in rows[:200]]
