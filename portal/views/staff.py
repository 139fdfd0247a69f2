"""Lists of staff: handed in, and which accounts they do not name."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from accounts.models import Member, StaffList
from accounts.services import staff
from core.permissions import Permission as P
from core.workflow import allow
from portal.actors import actor, now
from portal.forms.accounts import Staff
from portal.moves import attempt

SHOWN = 20


@require_http_methods(["GET", "POST"])
def shown(request: HttpRequest) -> HttpResponse:
    """The lists of one's own organisation, whom the present one leaves out, and the form for the next."""
    by = actor(request)
    if request.method == "GET" and P.MANAGE_MEMBERS not in by.permissions:
        allow(P.MANAGE_MEMBERS, by=by)
    form = Staff(request.POST or None)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda given: _hand_in(request, given["dated"], given["emails"]))
        if not status:
            messages.success(request, _("The list counts from its day on."))
            return redirect("portal:staff")
    ours = {"organisation": by.organisation_id}
    context: dict[str, Any] = {
        "form": form,
        "summary": form.summary if form.is_bound else [],
        "lists": StaffList.objects.visible_to(by).filter(**ours).order_by("-dated", "-handed_at")[:SHOWN],
        "left_out": Member.objects.visible_to(by)
        .filter(unmatched_from__isnull=False, **ours)
        .select_related("unit")
        .order_by("name", "pk")[:200],
    }
    return render(request, "portal/staff.html", context, status=status)


def _hand_in(request: HttpRequest, dated: date, emails: str) -> None:
    staff.hand_in(emails.split(), dated, by=actor(request), at=now())
