"""The first page: what waits for this reader; for strangers, what the scheme is."""

from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.alerts.models import Alert
from core.notices.models import Notice
from employers.enums import FilingStatus
from portal.actors import actor, today
from portal.frame import PARTIES
from portal.readings import filings, totals
from portal.words import letter, warning

WAITS = {
    "bureau": [FilingStatus.SUBMITTED],
    "employer": [FilingStatus.AWAITING_EMPLOYER],
    "intermediary": [FilingStatus.INFORMATION_REQUESTED, FilingStatus.DRAFT],
}
"""Whose turn it is: the statuses in which a filing waits for each kind of organisation."""


VIEWS = {
    "employers.filing": "filing",
    "scheme.quota": "quota",
    "employers.licence": "licence",
    "permits.permitapplication": "application",
    "permits.permit": "permit",
    "permits.extension": "extension",
    "permits.variation": "variation",
    "permits.endrequest": "end_request",
    "permits.renewal": "renewal",
}
"""The page of each kind of record that a letter or alert is about."""


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits, alerts and the latest letters; the start page for who has not logged in."""
    by = actor(request)
    if by.organisation_id is None:
        return start(request)
    shown: dict[str, Any] = {"alerts": _alerts(by), "notices": _notices(by), "today": today()}
    if by.kind in PARTIES:
        mine = filings(by)
        waiting = mine.filter(status__in=WAITS.get(by.kind, [FilingStatus.SUBMITTED]))
        counted = totals(mine, "status")
        shown["tiles"] = [
            (label, counted[code], f"{reverse('portal:filings')}?status={code}")
            for code, label in FilingStatus.choices
            if counted.get(code)
        ]
        shown["waiting"] = list(waiting.order_by("due_on", "pk")[:12])
    return render(request, "portal/home.html", shown)


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, in words for a person who cuts cane."""
    return render(request, "portal/start.html")


def _alerts(by: Actor) -> list[dict[str, Any]]:
    rows = Alert.objects.visible_to(by).open().order_by("-pk")[:12]
    return [{"sentence": warning(row), "raised_at": row.raised_at, "address": _address(row)} for row in rows]


def _notices(by: Actor) -> list[dict[str, Any]]:
    rows = Notice.objects.visible_to(by).order_by("-pk")[:12]
    return [{"sentence": letter(row), "at": row.queued_at, "address": _address(row)} for row in rows]


def _address(row: Alert | Notice) -> str:
    view = VIEWS.get(row.subject_type)
    return reverse(f"portal:{view}", args=[row.subject_id]) if view else ""
