"""Overstay cases as a list: by the day until which the worker may answer."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from permits.enums import CaseStatus
from permits.models import OverstayCase
from portal.actors import actor, today
from portal.forms import follow_up as forms
from portal.paging import page_of
from portal.presence_readings import cases, only_for

KINDS = frozenset({"bureau", "department", "protection", "oversight"})
WITHOUT_A_DAY = (CaseStatus.SUSPECTED, CaseStatus.CLOSED)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The open cases whose workers were told, by deadline; those of another status on request."""
    by = actor(request)
    only_for(KINDS, by=by)
    filter_ = forms.CaseFilter(request.GET)
    status = filter_.value("status")
    rows = cases(by).filter(status=status) if status else cases(by).exclude(status__in=WITHOUT_A_DAY)
    day = "" if status in WITHOUT_A_DAY else "answer_by_on"
    untold = OverstayCase.objects.visible_to(by).filter(status=CaseStatus.SUSPECTED)
    context = {
        "page": page_of(rows, request, day=day),
        "filter": filter_,
        "today": today(),
        "untold": 0 if status else untold.count(),
    }
    return render(request, "portal/cases.html", context)
