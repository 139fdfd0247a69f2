"""Employers' wishes to have workers of an earlier season back, by name."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.dates import day_of
from core.permissions import Permission as P
from portal import people_readings, readings
from portal.actors import actor, now, today
from portal.forms.complaints import SeasonFilter
from portal.forms.offers import NameWorker
from portal.listing import EMPLOYER, SEASON, Column, Listing, Rows, of_worker
from portal.moves import attempt
from portal.paging import page_of
from scheme.models import Season
from workers.models import NamedRequest
from workers.services.agreement import named_requests


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, SeasonFilter]:
    """The wishes for the season that the address asks for, of those one sees."""
    narrow = SeasonFilter(asked, seasons=readings.seasons(by))
    code = narrow.value("season")
    return LIST.seen(by).filter(season__code=code) if code else LIST.seen(by), narrow


LIST = Listing(
    _("Asked for by name"),
    lambda by: NamedRequest.objects.visible_to(by).select_related("worker", "season", "employer__organisation"),
    (*of_worker(), EMPLOYER, SEASON, Column(_("Asked on"), lambda row: day_of(row.asked_at))),
    narrowed,
)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The wishes one sees, newest first; an employer's signatory asks for another worker."""
    by = actor(request)
    open_ = Season.objects.visible_to(by).filter(work_until__gte=today()).order_by("work_from")
    seasons = [(str(pk), str(name)) for pk, name in open_.values_list("pk", readings.name_column())]
    form = NameWorker(request.POST or None, seasons=seasons)
    status = 200
    if request.method == "POST":
        form = NameWorker(request.POST, seasons=seasons)
        status = attempt(
            form,
            lambda given: named_requests.ask(given["number"], season=UUID(given["season"]), by=by, at=now()),
        )
        if not status:
            messages.success(
                request, _("The wish was noted; the worker is told, and goes first after a return in time.")
            )
            return redirect("portal:named_requests")
    rows, narrow = narrowed(by, request.GET)
    page = page_of(rows, request)
    shown = {
        "page": page,
        "filter": narrow,
        "seen": people_readings.openable(by, [row.worker_id for row in page.rows]),
        "form": form if P.NAME_WORKER in by.permissions else None,
        "summary": form.summary if form.is_bound else [],
    }
    return render(request, "portal/named_requests.html", shown, status=status)
