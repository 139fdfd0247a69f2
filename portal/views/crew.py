"""A crew's application: the accepted offers of a filing that nobody applied for yet, drafted or submitted at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.permissions import Permission
from core.workflow import allow
from employers.models import Filing
from permits.services.application import applications
from portal import permit_readings as readings
from portal import records
from portal.actors import actor, now, today
from portal.choosing import NOTHING_TICKED, Choice, act_on, chosen, mark
from portal.forms.permits import Crew
from portal.readings import filings
from workers.enums import OfferStatus

DO: dict[str, Any] = {
    "apply": (applications.apply_each, _("Applications put before the bureau: %(count)s.")),
    "draft": (applications.draft_each, _("Applications drafted: %(count)s. Submit them when they are complete.")),
}


@require_http_methods(["GET", "POST"])
def apply(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose whom of a filing's crew to apply for, and how; who stands in the way is named, the others stay ticked."""
    by = actor(request)
    allow(Permission.APPLY_PERMIT, by=by)
    filing: Filing = records.one(filings(by), pk)
    form = Crew(request.POST or None, ports=readings.ports(by, today()))
    choice = chosen(request)
    if request.method == "POST":
        said = _do(request, form, choice, by)
        if choice.status == 200:
            messages.success(request, str(said) % {"count": len(choice.keys)})
            return redirect(f"{reverse('portal:applications')}?filing={filing.pk}")
    return _page(request, filing, form, choice)


def _do(request: HttpRequest, form: Crew, choice: Choice, by: Actor) -> Any:
    do, said = DO.get(request.POST.get("verb", ""), DO["apply"])
    if not form.is_valid() or not choice.keys:
        choice.status = 422
        choice.loose = [*form.summary, *([] if choice.keys else [("", str(NOTHING_TICKED))])]
    else:
        act_on(choice, lambda keys: do(keys, **form.cleaned_data, by=by, at=now()))
    return said


def _page(request: HttpRequest, filing: Filing, form: Crew, choice: Choice) -> HttpResponse:
    rows = list(readings.to_apply_for(actor(request), filing.pk))
    mark(rows, choice, [OfferStatus.ACCEPTED], tick_all=request.method == "GET")
    wrong = [row for row in rows if row.wrong]  # type: ignore[attr-defined]
    shown = {"filing": filing, "form": form, "rows": rows, "wrong": wrong, "summary": choice.loose}
    return render(request, "portal/crew.html", shown, status=choice.status)
