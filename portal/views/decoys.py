"""Decoys: oversight lays them and sees which were opened; for everybody else there is no such page."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from core.alerts.models import Alert
from core.dates import day_of
from core.errors import NotFound
from core.permissions import Permission as P
from portal.actors import actor, now
from portal.forms.people import NewDecoy
from portal.moves import attempt
from portal.people_readings import provinces
from workers.models import Decoy
from workers.services.identity.decoys import lay

MOST_SHOWN = 200


@never_cache
@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The decoys there are, the latest first; one more is laid."""
    by = actor(request)
    if by.kind != "oversight" or P.LAY_DECOY not in by.permissions:
        raise NotFound
    form, status = NewDecoy(request.POST or None, provinces=provinces(by, day_of(now()))), 200
    if request.method == "POST":
        status = attempt(form, lambda given: lay(**given, by=by, at=now()))
        if not status:
            messages.success(request, _("The decoy is laid."))
            return redirect("portal:decoys")
    rows = Decoy.objects.visible_to(by).select_related("worker__province").order_by("-laid_at")[:MOST_SHOWN]
    told = Alert.objects.visible_to(by).open().filter(kind="decoy_opened").values_list("subject_id", flat=True)
    context: dict[str, Any] = {"rows": rows, "opened": set(told), "new": form, "summary": form.summary}
    return render(request, "portal/decoys.html", context, status=status)
