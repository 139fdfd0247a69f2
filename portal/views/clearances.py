"""Clearances: many registrations cleared for departure, or refused, at once."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.permissions import Permission as P
from core.workflow import allow
from employers.rules.findings import Finding
from portal import people_readings
from portal.actors import actor, now
from portal.forms.registrations import Clearances
from portal.listing import Listing
from portal.moves import attempt
from portal.paging import page_of
from portal.views.registrations import LIST as REGISTRATIONS
from workers.models import Registration
from workers.querysets import RegistrationQuerySet
from workers.services.registration import clearances
from workers.services.sentences import sentence


def to_clear(by: Actor, _asked: QueryDict) -> tuple[RegistrationQuerySet, None]:
    """The registrations that wait for one's department."""
    allow(P.CLEAR_WORKER, by=by)
    return people_readings.registrations(by).to_clear(), None


LIST = Listing(_("To clear"), people_readings.registrations, REGISTRATIONS.columns, to_clear)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The registrations that wait for one's department, each with what its worker still has to show."""
    by = actor(request)
    found, _narrow = to_clear(by, request.GET)
    form = Clearances(request.POST or None)
    status = 200
    if request.method == "POST":
        form = Clearances(request.POST)
        done: list[Registration] = []
        status = attempt(form, lambda given: done.extend(_decide(request.POST.get("verb", ""), given, request)))
        if not status:
            messages.success(request, _said(request.POST.get("verb", ""), len(done)))
            return redirect("portal:clearances")
    page = page_of(found, request)
    advice = clearances.advice_for(page.rows, at=now())
    rows = [(row, _wanting(advice[row.pk])) for row in page.rows]
    shown = {"page": page, "rows": rows, "form": form, "summary": form.summary if form.is_bound else []}
    return render(request, "portal/clearances.html", shown, status=status)


def _decide(verb: str, given: dict[str, Any], request: HttpRequest) -> list[Registration]:
    by = actor(request)
    if verb == "refuse":
        return clearances.refuse_each(given["chosen"], given["refusal"], by=by, at=now())
    return clearances.clear_each(given["chosen"], by=by, at=now())


def _wanting(findings: list[Finding]) -> list[str]:
    return [sentence(finding.code, finding.params) for finding in findings if finding.result != "passed"]


def _said(verb: str, number: int) -> str:
    if verb == "refuse":
        words = ngettext("%(number)s worker was not cleared.", "%(number)s workers were not cleared.", number)
    else:
        words = ngettext("%(number)s worker was cleared.", "%(number)s workers were cleared.", number)
    return words % {"number": number}
