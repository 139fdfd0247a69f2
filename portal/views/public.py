"""What anybody may read: open posts, the register of intermediaries, how long decisions take."""

from typing import Any
from uuid import UUID

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.actors import PUBLIC
from core.errors import NotFound
from employers.models import Licence
from employers.services.directory import public
from employers.services.directory import register as register_
from portal import readings
from portal.actors import actor, today
from portal.paging import page_of
from portal.words import NO_SUCH_RECORD
from scheme.models import Area


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
    return render(request, "portal/register.html", {"page": page, "q": asked, "today": today()})


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
    rows = public.decision_times()
    codes = {f"{row.prefecture_code}00" for row in rows}
    names = Area.objects.visible_to(actor(request)).filter(code__in=codes).values_list("code", readings.name_column())
    by_code = dict(names)
    longest = max((row.median_days or 0 for row in rows), default=0) or 1
    shown: list[dict[str, Any]] = [
        {"row": row, "name": by_code.get(f"{row.prefecture_code}00", row.prefecture_code)}
        | {"share": f"{100 * (row.median_days or 0) / longest:.1f}"}
        for row in rows
    ]
    return render(request, "portal/decision_times.html", {"rows": shown})
