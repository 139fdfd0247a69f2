"""Renewals proposed before permits run out, their checks already run: confirmed many at once."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from permits.enums import RenewalStatus
from permits.models import Renewal
from permits.services.decisions import decided
from permits.services.history import history
from permits.workflow import RENEWAL
from portal import records
from portal.actors import actor
from portal.choosing import Choice, make_each, mark, offers
from portal.forms.base import Form
from portal.forms.permits import RenewalFilter
from portal.listing import STATUS, Column, Listing, Rows, of_permit
from portal.moves import offers as offers_of_one
from portal.paging import Page, page_of
from portal.permit_moves import RENEWAL_EACH, RENEWAL_MOVES
from portal.views.application import checks
from portal.views.requests import PERMIT


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The renewals one sees, newest first or by the day they begin, narrowed by the address."""
    return _page(request, Choice(), {})


@require_POST
def moved_each(request: HttpRequest, verb: str) -> HttpResponse:
    """Confirm or decline all that is ticked; where some stand in the way, they are named and the others stay ticked."""
    choice, form = make_each(request, RENEWAL_EACH, verb)
    if choice.status != 200:
        return _page(request, choice, {verb: form})
    return redirect(f"{reverse('portal:renewals')}?{request.GET.urlencode()}")


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One renewal with its checks."""
    return _one_page(request, _one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Confirm or decline one renewal."""
    return records.moved(request, pk, verb, one=_one, moves=RENEWAL_MOVES, show=_one_page, to="portal:renewal")


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, RenewalFilter]:
    """The renewals that the address asks for, of those one sees."""
    narrow = RenewalFilter(asked)
    return rows_of(by).filter(_asked(narrow)), narrow


def _asked(narrow: RenewalFilter) -> Q:
    """What the filter leaves of the renewals."""
    found = Q(**{name: narrow.value(name) for name in ("status", "permit") if narrow.value(name)})
    if narrow.value("can"):
        found &= Q(can_be_confirmed=narrow.value("can") == "yes")
    return found & (Q(first_on__lte=narrow.value("first_until")) if narrow.value("first_until") else Q())


def rows_of(by: Actor) -> Any:
    """The renewals one sees, with all that a line of the list names."""
    return Renewal.objects.visible_to(by).select_related(*PERMIT).defer("inputs", "findings")


def _one(by: Actor, pk: UUID) -> Renewal:
    return records.one(rows_of(by).defer(None), pk)  # type: ignore[no-any-return]


def _page(request: HttpRequest, choice: Choice, bound: Mapping[str, Form]) -> HttpResponse:
    by = actor(request)
    rows, narrow = narrowed(by, request.GET)
    if choice.keys:
        found = rows_of(by).in_bulk(choice.keys)
        page = Page([found[key] for key in choice.keys if key in found], "", "")
    else:
        size, day = int(narrow.value("rows") or 40), "first_on" if narrow.value("order") else ""
        rows = rows.filter(status=RenewalStatus.PROPOSED) if day else rows
        page = page_of(rows, request, size=size, day=day)
    offered = offers(RENEWAL_EACH, by=by, bound=bound)
    mark(page.rows, choice, [RenewalStatus.PROPOSED] if offered else [], tick_all="tick" in request.GET)
    context: dict[str, Any] = {
        "page": page,
        "filter": narrow,
        "choice": choice,
        "offers": offered,
        "summary": choice.loose,
        "query": request.GET.urlencode(),
    }
    return render(request, "portal/renewals.html", context, status=choice.status)


def _one_page(request: HttpRequest, renewal: Renewal, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    context: dict[str, Any] = {
        "renewal": renewal,
        "checks": checks(renewal, by=by),
        "steps": history(renewal, by=by),
        **decided("renewal", renewal),
        "offers": offers_of_one(RENEWAL, RENEWAL_MOVES, renewal, by=by, bound=bound),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/renewal.html", context, status=status)


LIST = Listing(
    _("Renewals"),
    rows_of,
    (
        *of_permit(),
        STATUS,
        Column(_("Next first day"), "first_on"),
        Column(_("Next last day"), "last_on"),
        Column(_("Nothing stands in the way"), "can_be_confirmed"),
    ),
    narrowed,
)
