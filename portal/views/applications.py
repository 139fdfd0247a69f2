"""The list of applications, and moves of many of them at once."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from permits.querysets import ApplicationQuerySet
from permits.services.lots import drawn_for
from portal import permit_readings as readings
from portal.actors import actor, now, today
from portal.application_moves import CHOSEN_IN, EACH
from portal.choosing import Choice, make_each, mark, offers
from portal.forms.base import Form
from portal.forms.filters import of_name
from portal.forms.permits import ApplicationFilter
from portal.listing import FILING, STATUS, Column, Listing, of_worker
from portal.paging import Page, page_of
from portal.readings import counties, is_drawn


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The applications one sees, newest first or by deadline, narrowed by the address."""
    return _page(request, Choice(), {})


@require_POST
def moved_each(request: HttpRequest, verb: str) -> HttpResponse:
    """Make one move of all that is ticked; where some stand in the way, they are named and the others stay ticked."""
    choice, form = make_each(request, EACH, verb)
    if choice.status != 200:
        return _page(request, choice, {verb: form})
    return redirect(f"{reverse('portal:applications')}?{request.GET.urlencode()}")


def narrowed(by: Actor, asked: QueryDict) -> tuple[ApplicationQuerySet, ApplicationFilter]:
    """The applications that the address asks for, of those one sees."""
    narrow = ApplicationFilter(asked, counties=counties(by, today()), is_drawn=is_drawn("application", by))
    found = readings.applications(by).filter(_asked(narrow, by=by))
    return found.filter(drawn_for(by=by, at=now())) if narrow.value("lot") else found, narrow


def _asked(narrow: ApplicationFilter, *, by: Actor) -> Q:
    """What the filter leaves of the applications."""
    columns = {
        "status": "status",
        "county": "filing__county",
        "permit_class": "permit_class",
        "filing": "filing",
        "worker": "worker",
    }
    return (
        Q(**{column: narrow.value(name) for name, column in columns.items() if narrow.value(name)})
        & of_name(narrow.value("employer"), "filing__employer__organisation")
        & readings.turn_of("application", narrow.value("turn"), by=by, on=today())
    )


def _page(request: HttpRequest, choice: Choice, bound: Mapping[str, Form]) -> HttpResponse:
    by = actor(request)
    rows, narrow = narrowed(by, request.GET)
    if choice.keys:
        found = readings.applications(by).in_bulk(choice.keys)
        page = Page([found[key] for key in choice.keys if key in found], "", "")
    else:
        size, day = int(narrow.value("rows") or 40), "due_on" if narrow.value("order") else ""
        rows = rows.to_decide() if day else rows
        page = page_of(rows, request, size=size, day=day)
    statuses = [status for permission, held in CHOSEN_IN.items() if permission in by.permissions for status in held]
    mark(page.rows, choice, statuses, tick_all="tick" in request.GET)
    shown: dict[str, Any] = {
        "page": page,
        "filter": narrow,
        "choice": choice,
        "offers": offers(EACH, by=by, bound=bound),
        "summary": choice.loose,
        "query": request.GET.urlencode(),
    }
    return render(request, "portal/applications.html", shown, status=choice.status)


LIST = Listing(
    _("Applications"),
    readings.applications,
    (
        Column(_("Number"), "reference"),
        *of_worker(),
        Column(_("Employer"), "filing.employer.organisation.name"),
        Column(_("County"), "filing.county.name"),
        FILING,
        Column(_("Class"), "get_permit_class_display"),
        Column(_("First day"), "first_on"),
        Column(_("Last day"), "last_on"),
        STATUS,
        Column(_("Submitted"), "submitted_at"),
        Column(_("Decide by"), "due_on"),
    ),
    narrowed,
)
