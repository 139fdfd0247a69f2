"""What has changed: alerts that are open, and letters, the latest first; all of them as lists."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import Count, Min
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.services.names import names_of
from core.actors import Actor
from core.alerts.models import Alert
from core.notices.models import Notice
from portal.actors import actor
from portal.forms.filters import ALL, Filter
from portal.listing import Column, Listing
from portal.paging import page_of
from portal.ways import way, way_to
from portal.words import ALERT_KINDS, letter, warning

LATEST = 8


class AlertFilter(Filter):
    """Alerts by what they are about."""

    kind = forms.ChoiceField(label=_("About"), choices=[ALL, *ALERT_KINDS.items()])


LIST = Listing(
    _("Letters"),
    lambda by: Notice.objects.visible_to(by),
    (Column(_("Sent"), "queued_at"), Column(_("What it says"), letter)),
)


@require_safe
def alerts(request: HttpRequest) -> HttpResponse:
    """All open alerts, narrowed to one kind or not."""
    by, form = actor(request), AlertFilter(request.GET)
    rows = Alert.objects.visible_to(by).open()
    if kind := form.value("kind"):
        rows = rows.filter(kind=kind)
    page = page_of(rows, request)
    return render(request, "portal/alerts.html", {"form": form, "page": page, "rows": _alerts(page.rows, by)})


@require_safe
def notices(request: HttpRequest) -> HttpResponse:
    """All letters to the reader and its organisation."""
    page = page_of(LIST.seen(actor(request)), request)
    rows = [_notice(row) | {"letter": row.pk} for row in page.rows]
    return render(request, "portal/notices.html", {"page": page, "rows": rows})


def latest(by: Actor) -> dict[str, Any]:
    """For the first page: how many alerts are open, kind by kind, and the latest letters."""
    seen = Alert.objects.visible_to(by).open().order_by()
    kinds = seen.values_list("kind").annotate(number=Count("pk"), since=Min("raised_at")).order_by("-number", "kind")
    letters = Notice.objects.visible_to(by).order_by("-pk")[:LATEST]
    return {
        "alerts": [
            {"name": ALERT_KINDS.get(kind, kind), "number": number, "since": since, "address": way("alerts", kind=kind)}
            for kind, number, since in kinds
        ],
        "notices": [_notice(row) for row in letters],
    }


def _alerts(rows: list[Alert], by: Actor) -> list[dict[str, Any]]:
    officers = [_officer(row) for row in rows]
    names = names_of({officer for officer in officers if officer}, by=by)
    return [
        {
            "sentence": warning(row),
            "about": names.get(officer) if officer else None,
            "at": row.raised_at,
            "address": way_to(row.subject_type, row.subject_id),
        }
        for row, officer in zip(rows, officers, strict=True)
    ]


def _officer(row: Alert) -> UUID | None:
    named = row.subject_id if row.subject_type == "accounts.member" else row.params.get("officer")
    return UUID(named) if named else None


def _notice(row: Notice) -> dict[str, Any]:
    return {"sentence": letter(row), "at": row.queued_at, "address": way_to(row.subject_type, row.subject_id)}
