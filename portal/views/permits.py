"""The list of permits, and moves of many of them at once."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from permits.enums import PermitStatus
from portal import permit_readings as readings
from portal.actors import actor, today
from portal.choosing import Choice, make_each, mark, offers
from portal.forms.base import Form
from portal.forms.filters import of_name
from portal.forms.permits import PermitFilter
from portal.listing import STATUS, Column, Listing, Rows, of_permit
from portal.paging import Page, page_of
from portal.permit_moves import EACH
from portal.readings import counties


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The permits one sees, newest first, or by their last day where those that end soon are asked for."""
    return _page(request, Choice(), {})


@require_POST
def moved_each(request: HttpRequest, verb: str) -> HttpResponse:
    """Make one move of all that is ticked."""
    choice, form = make_each(request, EACH, verb)
    if choice.status != 200:
        return _page(request, choice, {verb: form})
    return redirect(f"{reverse('portal:permits')}?{request.GET.urlencode()}")


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, PermitFilter]:
    """The permits that the address asks for, of those one sees."""
    narrow = PermitFilter(asked, counties=counties(by, today()))
    return readings.permits(by).filter(_asked(narrow)), narrow


def _asked(narrow: PermitFilter) -> Q:
    """What the filter leaves of the permits."""
    columns = ("status", "county", "permit_class", "filing", "worker")
    return (
        Q(**{name: narrow.value(name) for name in columns if narrow.value(name)})
        & readings.of_number(narrow.value("number"))
        & of_name(narrow.value("employer"), "employer__organisation")
        & readings.ending_within(narrow.value("ending"), today())
    )


def _page(request: HttpRequest, choice: Choice, bound: Mapping[str, Form]) -> HttpResponse:
    by = actor(request)
    (rows, narrow), found = narrowed(by, request.GET), offers(EACH, by=by, bound=bound)
    if choice.keys:
        chosen = readings.permits(by).in_bulk(choice.keys)
        page = Page([chosen[key] for key in choice.keys if key in chosen], "", "")
    else:
        size, day = int(narrow.value("rows") or 40), "last_on" if narrow.value("ending") else ""
        page = page_of(rows, request, size=size, day=day)
    mark(
        page.rows,
        choice,
        [PermitStatus.ISSUED, PermitStatus.SUSPENDED] if found else [],
        tick_all="tick" in request.GET,
    )
    shown: dict[str, Any] = {
        "page": page,
        "filter": narrow,
        "choice": choice,
        "offers": found,
        "summary": choice.loose,
        "query": request.GET.urlencode(),
    }
    return render(request, "portal/permits.html", shown, status=choice.status)


LIST = Listing(
    _("Permits"), readings.permits, (*of_permit(""), STATUS, Column(_("Ended"), "ended_on")), narrowed, prints=True
)
