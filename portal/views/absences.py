"""Reports of absence: the employer's word, the worker's answer, and what an officer finds."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from core.permissions import Permission
from core.workflow import allow
from permits.models import AbsenceReport, Permit
from permits.services.decisions import decided
from permits.services.follow_up import absences as service
from permits.workflow import ABSENCE
from portal import records
from portal.actors import actor, now, today
from portal.forms import follow_up as forms
from portal.forms.base import Form
from portal.forms.moves import Nothing
from portal.listing import STATUS, Column, Listing, Rows, of_worker
from portal.moves import Move, attempt, offers
from portal.paging import page_of
from portal.presence_readings import absences, only_for

MOVES = {
    "uphold": Move(
        forms.Finding,
        lambda pk, given, by, at: service.uphold(pk, given["decision"], by=by, at=at),
        _("The report was upheld; the worker and the employer are told. The permit stays as it is."),
    ),
    "find_false": Move(
        forms.Finding,
        lambda pk, given, by, at: service.find_false(pk, given["decision"], by=by, at=at),
        _("The report was found false; it counts on the employer's record."),
    ),
    "withdraw": Move(
        Nothing, lambda pk, given, by, at: service.withdraw(pk, by=by, at=at), _("The report was taken back.")
    ),
}
KINDS = frozenset({"employer", "bureau", "department", "intermediary", "protection", "oversight"})


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, forms.AbsenceFilter]:
    """The reports that the address asks for, of those one sees."""
    only_for(KINDS, by=by)
    narrow = forms.AbsenceFilter(asked)
    wanted = {name: narrow.value(name) for name in ("status", "kind")}
    return absences(by).filter(**{name: value for name, value in wanted.items() if value}), narrow


LIST = Listing(
    _("Absences"),
    absences,
    (
        *of_worker("permit.worker"),
        Column(_("Permit"), "permit.reference"),
        Column(_("What is reported"), "get_kind_display"),
        Column(_("Since"), "since_on"),
        Column(_("Employer"), "permit.employer.organisation.name"),
        Column(_("Reported"), "reported_at"),
        Column(_("Late"), "was_late"),
        Column(_("Worker may answer until"), "answer_by_on"),
        STATUS,
    ),
    narrowed,
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The reports one sees, newest first."""
    rows, filter_ = narrowed(actor(request), request.GET)
    context = {"page": page_of(rows, request), "filter": filter_, "today": today()}
    return render(request, "portal/absences.html", context)


@require_http_methods(["GET", "POST"])
def reported(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Report that the worker of a permit is not at work."""
    by = actor(request)
    permit = records.one(Permit.objects.visible_to(by).select_related("worker", "season"), pk)
    allow(Permission.REPORT_ABSENCE, by=by)
    form, status = forms.ReportAbsence(request.POST or None), 200
    made: list[AbsenceReport] = []
    if request.method == "POST":
        status = attempt(form, lambda given: made.append(service.report(pk, **given, by=by, at=now())))
        if not status:
            messages.success(request, _("The report was sent. The worker is told, and may answer."))
            return redirect("portal:absence", made[0].pk)
    context = {"permit": permit, "form": form, "summary": form.summary}
    return render(request, "portal/absence_report.html", context, status=status)


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One report, with its clock and the worker's answer."""
    return _page(request, _one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Find that it is true or false, or take it back."""
    return records.moved(request, pk, verb, one=_one, moves=MOVES, show=_page, to="portal:absence")


def _one(by: Actor, pk: UUID) -> Any:
    return records.one(absences(by), pk)


def _page(request: HttpRequest, found: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    context = {
        "report": found,
        "today": today(),
        **decided("absence", found),
        "false_reports": service.false_reports_of([found.permit.employer_id], by=by)[found.permit.employer_id],
        "offers": offers(ABSENCE, MOVES, found, by=by, bound=bound),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/absence.html", context, status=status)
