"""The list of filings."""

from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.models import Unfinished
from portal import readings
from portal.actors import actor, today
from portal.forms.filters import FilingFilter
from portal.paging import page_of


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The filings one sees, newest first, narrowed by the address."""
    by = actor(request)
    narrow = FilingFilter(request.GET, counties=readings.counties(by, today()), seasons=readings.seasons(by))
    rows = readings.filings(by).filter(asked(narrow))
    begun = Unfinished.objects.visible_to(by).filter(address__startswith=request.path).order_by("-kept_at")
    return render(request, "portal/filings.html", {"page": page_of(rows, request), "filter": narrow, "begun": begun})


def asked(narrow: FilingFilter) -> Q:
    """What the filter leaves of the filings."""
    columns = {"status": "status", "county": "county_id", "season": "season__code", "source": "source"}
    found = Q(**{column: narrow.value(name) for name, column in columns.items() if narrow.value(name)})
    name = narrow.value("employer")
    if name:
        path = "employer__organisation__name"
        found &= (
            Q(**{f"{path}_zh__icontains": name})
            | Q(**{f"{path}_vi__icontains": name})
            | Q(**{f"{path}_en__icontains": name})
        )
    return found
