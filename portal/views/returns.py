"""Returns: confirmed at home, settled by the employer, closed out by the bureau; many at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission as P
from permits.enums import ReturnStatus
from permits.rules.returns import in_time
from permits.services.follow_up import returns as service
from permits.workflow import RETURN
from portal import readings, records
from portal.actors import actor, now
from portal.choosing import Choice, MoveEach, make_each, mark
from portal.choosing import offers as offers_each
from portal.forms import follow_up as forms
from portal.forms.base import Form
from portal.listing import STATUS, Column, Listing, Rows, of_worker
from portal.moves import Offer, attempt
from portal.paging import page_of
from portal.presence_readings import only_for, returns
from workers.models import NamedRequest

KINDS = frozenset({"bureau", "department", "employer", "intermediary", "protection", "oversight"})
SETTLED = Q(wage_settled_on__isnull=False, papers_returned_on__isnull=False)
NARROWED = {
    "wage": Q(wage_settled_on=None),
    "papers": Q(papers_returned_on=None),
    "ready": Q(status=ReturnStatus.CONFIRMED) & SETTLED,
}
EACH = {
    "confirm": MoveEach(
        P.CONFIRM_RETURN,
        lambda ids, given, by, at: service.confirm_each(ids, by=by, at=at),
        _("Returns confirmed: %(count)s."),
    ),
    "retract": MoveEach(
        P.CONFIRM_RETURN,
        lambda ids, given, by, at: service.retract_each(ids, by=by, at=at),
        _("Confirmations taken back: %(count)s."),
    ),
    "settle_wage": MoveEach(
        P.REPORT_ARRIVAL,
        lambda ids, given, by, at: service.settle_wage_each(ids, **given, by=by, at=at),
        _("Last wages reported as paid: %(count)s."),
        forms.SettledOn,
    ),
    "return_papers": MoveEach(
        P.REPORT_ARRIVAL,
        lambda ids, given, by, at: service.return_papers_each(ids, **given, by=by, at=at),
        _("Papers reported as given back: %(count)s."),
        forms.ReturnedOn,
    ),
    "close_out": MoveEach(
        P.CLOSE_OUT,
        lambda ids, given, by, at: service.close_out_each(ids, by=by, at=at),
        _("Seasons closed out: %(count)s. The workers are told."),
    ),
}


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The returns one sees, newest first, with the moves of many."""
    return _list(request, Choice(), {}, tick_all="tick" in request.GET)


@require_POST
def moved_each(request: HttpRequest, verb: str) -> HttpResponse:
    """Make one move of all that is ticked, all or none."""
    choice, form = make_each(request, EACH, verb)
    if choice.status != 200:
        return _list(request, choice, {verb: form}, status=choice.status)
    return redirect(f"{reverse('portal:returns')}?{request.GET.urlencode()}")


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One return: what is still open, and whether the worker goes first next season."""
    return _page(request, records.one(returns(actor(request)), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of one return."""
    by = actor(request)
    found = records.one(returns(by), pk)
    if verb not in EACH:
        raise NotFound
    form = EACH[verb].form(request.POST, prefix=verb)
    status = attempt(form, lambda given: EACH[verb].do([pk], given, by=by, at=now()))
    if status:
        return _page(request, found, {verb: form}, status)
    messages.success(request, str(EACH[verb].said) % {"count": 1})
    return redirect("portal:return", pk)


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, forms.ReturnFilter]:
    """The returns that the address asks for, of those one sees."""
    only_for(KINDS, by=by)
    filter_ = forms.ReturnFilter(asked, seasons=readings.seasons(by))
    rows = returns(by)
    if status := filter_.value("status"):
        rows = rows.filter(status=status)
    if season := filter_.value("season"):
        rows = rows.filter(registration__season__code=season)
    if filter_.value("open"):
        rows = rows.filter(NARROWED[filter_.value("open")])
    return rows, filter_


def _list(
    request: HttpRequest, choice: Choice, bound: Mapping[str, Form], *, status: int = 200, tick_all: bool = False
) -> HttpResponse:
    by = actor(request)
    rows, filter_ = narrowed(by, request.GET)
    page = page_of(rows, request)
    may = [RETURN[verb] for verb, move in EACH.items() if move.permission in by.permissions]
    mark(page.rows, choice, {source for move in may for source in move.sources}, tick_all=tick_all)
    query = request.GET.copy()
    query.pop("tick", None)
    context = {
        "page": page,
        "filter": filter_,
        "choice": choice,
        "offers": offers_each(EACH, by=by, bound=bound),
        "query": query.urlencode(),
        "summary": choice.loose,
    }
    return render(request, "portal/returns.html", context, status=status)


def _page(request: HttpRequest, found: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    open_to = RETURN.open_to(status=found.status, permissions=by.permissions)
    verbs = [transition.verb for transition in open_to if transition.verb in EACH]
    named = NamedRequest.objects.visible_to(by).filter(worker=found.worker_id).select_related("employer__organisation")
    context = {
        "return": found,
        "items": service.open_items(found.pk, by=by) if found.status != ReturnStatus.CLOSED_OUT else [],
        "is_in_time": found.registration.returned_in_time
        if found.status == ReturnStatus.CLOSED_OUT
        else in_time(found.left_on, found.last_lawful_on),
        "named": named.order_by("-pk")[:5],
        "offers": [Offer(verb, bound.get(verb) or EACH[verb].form(prefix=verb), verb in bound) for verb in verbs],
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/return.html", context, status=status)


LIST = Listing(
    _("Returns"),
    returns,
    (
        *of_worker(),
        Column(_("Season"), "registration.season.name"),
        Column(_("Permit"), "permit.reference"),
        Column(_("Employer"), "permit.employer.organisation.name"),
        Column(_("Left China on"), "left_on"),
        Column(_("Last lawful day"), "last_lawful_on"),
        Column(_("Confirmed at home"), "confirmed_at"),
        Column(_("Wage settled"), "wage_settled_on"),
        Column(_("Papers given back"), "papers_returned_on"),
        Column(_("Closed out"), "closed_out_at"),
        STATUS,
    ),
    narrowed,
)
