"""Evidence: recorded for one worker or for many at once."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from attachments.enums import AttachmentKind
from core.actors import Actor
from core.permissions import Permission as P
from core.workflow import allow
from portal import people_readings
from portal.actors import actor, now, today
from portal.forms.registrations import RecordEvidence
from portal.listing import Column, Listing, of_worker
from portal.moves import attempt
from portal.paging import page_of
from portal.putting_by import put_by
from workers.models import Evidence
from workers.services.registration.evidence import NewEvidence, record_each

SAME = ("issuer", "number", "valid_from", "valid_until")


LIST = Listing(
    _("Evidence"),
    lambda by: Evidence.objects.visible_to(by).select_related("worker", "recorded_by"),
    (
        *of_worker(),
        Column(_("Kind"), "get_kind_display"),
        Column(_("Requirement"), "code"),
        Column(_("Issuer"), "issuer"),
        Column(_("Number"), "number"),
        Column(_("Valid from"), "valid_from"),
        Column(_("Valid until"), "valid_until"),
        Column(_("Recorded by"), "recorded_by.name"),
        Column(_("Recorded"), "recorded_at"),
        Column(_("Taken back"), "withdrawn_at"),
    ),
)


@require_http_methods(["GET", "POST"])
def recorded(request: HttpRequest) -> HttpResponse:
    """Those with a running registration to tick, and what they have shown; of one worker if the address names it."""
    by = actor(request)
    allow(P.RECORD_EVIDENCE, by=by)
    wanted = people_readings.requirements(by, today())
    rows = people_readings.registrations(by).running()
    one = _key(request.GET.get("worker", ""))
    rows = rows.filter(worker=one) if one else rows
    form = RecordEvidence(request.POST or None, requirements=wanted, initial={"chosen": [str(one)] if one else []})
    status = 200
    if request.method == "POST":
        sent, refused = put_by(request, AttachmentKind.EVIDENCE)
        form = RecordEvidence(sent, requirements=wanted)
        made: list[Evidence] = []
        status = attempt(form, lambda given: made.extend(_record(given, by)), refused=refused)
        if not status:
            messages.success(request, _said(len(made)))
            return redirect("portal:person", one) if one else redirect("portal:evidence_new")
    page = page_of(rows, request)
    shown = {"page": page, "form": form, "summary": form.summary if form.is_bound else []}
    return render(request, "portal/evidence_new.html", shown, status=status)


def _record(given: dict[str, Any], by: Actor) -> list[Evidence]:
    kind, _colon, code = given["requirement"].partition(":")
    same = {name: given[name] for name in SAME}
    rows = [NewEvidence(worker=pk, kind=kind, code=code, **same) for pk in given["chosen"]]
    return record_each(rows, scan=given["kept"], by=by, at=now())


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _said(number: int) -> str:
    words = ngettext(
        "Evidence was recorded for %(number)s worker.", "Evidence was recorded for %(number)s workers.", number
    )
    return words % {"number": number}
