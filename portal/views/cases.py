"""Overstay cases as a list: by the day until which the worker may answer."""

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.actors import Actor
from permits.enums import CaseStatus
from permits.models import OverstayCase
from portal.actors import actor, today
from portal.forms import follow_up as forms
from portal.listing import STATUS, Column, Listing, Rows, of_worker
from portal.paging import page_of
from portal.presence_readings import cases, only_for

KINDS = frozenset({"bureau", "department", "protection", "oversight"})
WITHOUT_A_DAY = (CaseStatus.SUSPECTED, CaseStatus.CLOSED)


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, forms.CaseFilter]:
    """The cases of the status that the address asks for; without a wish the open ones whose workers were told."""
    only_for(KINDS, by=by)
    narrow = forms.CaseFilter(asked)
    status = narrow.value("status")
    return cases(by).filter(status=status) if status else cases(by).exclude(status__in=WITHOUT_A_DAY), narrow


LIST = Listing(
    _("Overstay cases"),
    cases,
    (
        *of_worker(),
        Column(_("Permit"), "permit.reference"),
        Column(_("Employer"), "permit.employer.organisation.name"),
        Column(_("County"), "permit.county.name"),
        Column(_("Last lawful day"), "last_lawful_on"),
        Column(_("Worker may answer until"), "answer_by_on"),
        STATUS,
        Column(_("Closed as"), "get_closing_display"),
    ),
    narrowed,
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The open cases whose workers were told, by deadline; those of another status on request."""
    by = actor(request)
    rows, filter_ = narrowed(by, request.GET)
    status = filter_.value("status")
    day = "" if status in WITHOUT_A_DAY else "answer_by_on"
    untold = OverstayCase.objects.visible_to(by).filter(status=CaseStatus.SUSPECTED)
    context = {
        "page": page_of(rows, request, day=day),
        "filter": filter_,
        "today": today(),
        "untold": 0 if status else untold.count(),
    }
    return render(request, "portal/cases.html", context)
