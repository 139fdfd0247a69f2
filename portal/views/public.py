"""What anybody may read: open posts, the register of intermediaries, the check of a permit, how to complain."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.actors import PUBLIC
from core.errors import Invalid, NotFound
from employers.models import Licence
from employers.services.directory import public
from employers.services.directory import register as register_
from permits.services.border.look_up import check_public
from portal import readings
from portal.actors import actor, now, today
from portal.paging import page_of
from portal.sessions import too_often
from portal.views.season import decisions
from portal.ways import way
from portal.words import NO_SUCH_RECORD
from scheme.models import EmergencyNumber


@login_not_required
@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """Granted posts that can still be taken up, with pay and place."""
    rows = public.board(today())
    counties = readings.counties(PUBLIC, today())
    county = request.GET.get("county", "")
    if county in dict(counties):
        rows = rows.filter(county=county)
    shown = {"page": page_of(rows, request), "counties": counties, "chosen": county}
    return render(request, "portal/board.html", shown)


@login_not_required
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The register: is this recruiter licensed?"""
    asked = request.GET.get("q", "")[:80]
    page = page_of(register_.entries(asked), request)
    answers = _answers(page.rows) if asked else []
    return render(request, "portal/register.html", {"page": page, "q": asked, "today": today(), "answers": answers})


def _answers(rows: list[Licence]) -> list[dict[str, Any]]:
    """Yes, or no and why, for each recruiter that was found, with the day since when."""
    held = register_.licensed_each({row.intermediary_id for row in rows}, on=today())
    histories = register_.histories([row.pk for row in rows])
    return [
        {
            "licence": row,
            "is_licensed": held.get(row.intermediary_id) == row,
            "since": next((change.on for change in reversed(histories[row.pk])), None),
        }
        for row in rows
    ]


@login_not_required
@require_safe
def entry(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One licence of the register, with its status history."""
    found = Licence.objects.visible_to(PUBLIC).select_related("intermediary__organisation").filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", NO_SUCH_RECORD)
    is_valid = Licence.objects.visible_to(PUBLIC).valid_on(today()).filter(pk=pk).exists()
    shown = {"licence": found, "is_valid": is_valid, "history": register_.history(pk)}
    return render(request, "portal/entry.html", shown)


@login_not_required
@require_safe
def decision_times(request: HttpRequest) -> HttpResponse:
    """How long the bureaus took to decide, by month and prefecture."""
    shown = decisions(public.decision_times(), by=actor(request))
    return render(request, "portal/decision_times.html", shown)


@login_not_required
@require_safe
def permit_check(request: HttpRequest) -> HttpResponse:
    """Whether the permit of a number holds today, and nothing else."""
    number = request.GET.get("number", "").strip()[:30]
    shown: dict[str, Any] = {"number": number, "today": today()}
    try:
        if number and too_often(request, "stranger"):
            raise Invalid("too_many_tries", _("There were too many checks from here: wait a minute, then try again."))
        shown["holds"] = check_public(number, at=now()) if number else None
    except Invalid as refusal:
        shown["problem"] = str(refusal)
    return render(request, "portal/permit_check.html", shown, status=422 if "problem" in shown else 200)


@login_not_required
@require_safe
def how_to_complain(request: HttpRequest) -> HttpResponse:
    """Where a worker turns to when something is wrong, and what happens then."""
    numbers = EmergencyNumber.objects.visible_to(PUBLIC).valid_on(today()).for_who_is()
    shown = {"rules": readings.parameters(today()), "worker_page": way("my_enter"), "numbers": numbers}
    return render(request, "portal/how_to_complain.html", shown)
