"""A post's devices that work without network: registered under their keys, retired when lost."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Count, Max
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from core.actors import Actor
from core.permissions import Permission
from papers.services.proof.keys import fingerprints
from permits.models import Device
from permits.services.border import devices
from portal.actors import actor, now
from portal.forms import border as forms
from portal.listing import Column, Listing, Rows
from portal.moves import attempt
from portal.paging import page_of
from portal.presence_readings import only_for

KINDS = frozenset({"post", "oversight"})


def narrowed(by: Actor, _asked: QueryDict) -> tuple[Rows, None]:
    """The devices one sees, with what each has uploaded."""
    only_for(KINDS, by=by)
    return LIST.seen(by), None


LIST = Listing(
    _("Devices"),
    lambda by: (
        Device.objects.visible_to(by)
        .select_related("organisation")
        .annotate(uploads=Count("logs"), last_upload_at=Max("logs__uploaded_at"))
    ),
    (
        Column(_("Name"), "name"),
        Column(_("Post"), "organisation.name"),
        Column(_("Registered"), "enrolled_at"),
        Column(_("Uploads"), "uploads"),
        Column(_("Last upload"), "last_upload_at"),
        Column(_("Revoked"), "retired_at"),
    ),
    narrowed,
)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The devices one sees, with their last upload; a post registers another."""
    by = actor(request)
    rows, _narrow = narrowed(by, request.GET)
    form, status = forms.NewDevice(request.POST or None), 200
    if request.method == "POST":
        status = attempt(form, lambda given: devices.enrol(**given, by=by, at=now()))
        if not status:
            messages.success(request, _("The device was registered."))
            return redirect("portal:devices")
    may = Permission.KEEP_DEVICES in by.permissions
    context: dict[str, Any] = {"page": page_of(rows, request), "new": form if may else None, "summary": form.summary}
    context |= {"setups": [_setup(request, signs) for signs in fingerprints(at=now())] if may else []}
    return render(request, "portal/devices.html", context, status=status)


def _setup(request: HttpRequest, fingerprint: str) -> dict[str, str]:
    """The address that sets a device up to trust a key, and the key as people compare it."""
    groups = " ".join(fingerprint[place : place + 4] for place in range(0, len(fingerprint), 4))
    return {"address": f"{request.build_absolute_uri(reverse('portal:verify'))}#{fingerprint}", "groups": groups}


@require_POST
def retired(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Retire a device that was lost or replaced."""
    devices.retire(pk, by=actor(request), at=now())
    messages.success(request, _("The device was revoked. What it tells from now on is kept and put on the list."))
    return redirect("portal:devices")
