"""Offers of one granted filing: to many cleared workers at once, and anew where its terms have changed."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from core.actors import Actor
from core.permissions import Permission as P
from core.workflow import allow
from employers.models import Filing, FilingGroup
from portal import people_readings
from portal.actors import actor, now, today
from portal.forms.offers import MakeOffers, RenewOffers
from portal.moves import attempt
from portal.paging import page_of
from portal.readings import Choice
from portal.views.filing import one
from workers.enums import RegistrationStatus
from workers.models import NamedRequest, Offer
from workers.querysets import RegistrationQuerySet
from workers.services.agreement import offers


@require_http_methods(["GET", "POST"])
def made(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The cleared workers of the filing's season to tick, and until when they may answer; or the present terms anew."""
    by = actor(request)
    allow(P.MAKE_OFFER, by=by)
    filing = one(by, pk)
    groups = _groups(by, filing)
    is_renewal = request.POST.get("verb") == "renew"
    form = MakeOffers(None if is_renewal else request.POST or None, groups=groups)
    renewal = RenewOffers(request.POST if is_renewal else None, prefix="renew")
    status = 200
    if request.method == "POST":
        done: list[Offer] = []
        if is_renewal:
            status = attempt(renewal, lambda given: done.extend(offers.renew_each(pk, **given, by=by, at=now())))
        else:
            form = MakeOffers(request.POST, groups=groups)
            status = attempt(form, lambda given: done.extend(_make(pk, form, given, by)))
        if not status:
            messages.success(request, _said(len(done)))
            return redirect(f"{reverse('portal:offers')}?filing={pk}")
    return _page(request, filing, form, renewal, status)


def _make(pk: UUID, form: MakeOffers, given: dict[str, Any], by: Actor) -> list[Offer]:
    said = {"valid_until": given["valid_until"], **form.days()}
    return offers.make_each(pk, given["chosen"], **said, by=by, at=now())


def _page(request: HttpRequest, filing: Filing, form: MakeOffers, renewal: RenewOffers, status: int) -> HttpResponse:
    by = actor(request)
    page = page_of(_free(by, filing), request)
    named = NamedRequest.objects.visible_to(by).filter(employer=filing.employer_id, season=filing.season_id)
    running = Offer.objects.visible_to(by).filter(filing=filing.pk).taking_up_on(today())
    shown = {
        "filing": filing,
        "page": page,
        "form": form,
        "renewal": renewal,
        "named": set(named.values_list("worker", flat=True)),
        "taken": running.count(),
        "summary": [line for one_ in (form, renewal) if one_.is_bound for line in one_.summary],
    }
    return render(request, "portal/filing_offers.html", shown, status=status)


def _free(by: Actor, filing: Filing) -> RegistrationQuerySet:
    """The cleared registrations of the season that one sees, without those who hold or may take a post of this one."""
    running = Offer.objects.visible_to(by).filter(filing=filing.pk).running_on(today())
    cleared = people_readings.registrations(by).filter(season=filing.season_id, status=RegistrationStatus.CLEARED)
    return cleared.exclude(worker__in=running.values("worker"))


def _groups(by: Actor, filing: Filing) -> list[Choice]:
    rows = FilingGroup.objects.visible_to(by).filter(filing=filing.pk).order_by("starts_on", "id")
    return [
        (f"{row.starts_on}/{row.ends_on}", _("%(first)s to %(last)s, %(posts)s posts") % _days(row)) for row in rows
    ]


def _days(row: FilingGroup) -> dict[str, Any]:
    first, last = (date_format(day, "SHORT_DATE_FORMAT") for day in (row.starts_on, row.ends_on))
    return {"first": first, "last": last, "posts": row.posts}


def _said(number: int) -> str:
    words = ngettext(
        "%(number)s offer was made; the worker is told.", "%(number)s offers were made; the workers are told.", number
    )
    return words % {"number": number}
