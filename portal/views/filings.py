"""The list of filings."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.models import Unfinished
from core.actors import Actor
from employers.services.lots import filings_for
from portal import readings
from portal.actors import actor, now, today
from portal.forms.filters import FilingFilter, of_name
from portal.listing import EMPLOYER, FIRST, INTERMEDIARY, LAST, STATUS, Column, Listing, Rows
from portal.paging import page_of


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The filings one sees, newest first, narrowed by the address."""
    by = actor(request)
    rows, narrow = narrowed(by, request.GET)
    begun = Unfinished.objects.visible_to(by).filter(address__startswith=request.path).order_by("-kept_at")
    return render(request, "portal/filings.html", {"page": page_of(rows, request), "filter": narrow, "begun": begun})


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, FilingFilter]:
    """The filings that the address asks for, of those one sees."""
    narrow = FilingFilter(
        asked,
        counties=readings.counties(by, today()),
        seasons=readings.seasons(by),
        is_drawn=readings.is_drawn("filing", by),
    )
    found = readings.filings(by).filter(_asked(narrow))
    return found.filter(filings_for(by=by, at=now())) if narrow.value("lot") else found, narrow


def _asked(narrow: FilingFilter) -> Q:
    """What the filter leaves of the filings."""
    columns = {"status": "status", "county": "county_id", "season": "season__code", "source": "source"}
    found = Q(**{column: narrow.value(name) for name, column in columns.items() if narrow.value(name)})
    return found & of_name(narrow.value("employer"), "employer__organisation")


LIST = Listing(
    _("Filings"),
    readings.filings,
    (
        Column(_("Number"), "reference"),
        EMPLOYER,
        INTERMEDIARY,
        Column(_("County"), "county.name"),
        Column(_("Industry"), "industry.name"),
        Column(_("Job"), "job_title"),
        Column(_("Posts"), "posts"),
        Column(_("Granted"), "posts_granted"),
        FIRST,
        LAST,
        STATUS,
        Column(_("Decide by"), "due_on"),
    ),
    narrowed,
)
