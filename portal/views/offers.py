"""Offers: the list, taken back many at a time, and one with its terms in both languages and what they change."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from employers.models import Filing
from portal import people_readings, readings, records
from portal.actors import actor, now
from portal.forms.base import Form
from portal.forms.choosing import Choosing
from portal.forms.moves import Nothing
from portal.forms.offers import OfferFilter
from portal.listing import FILING, FIRST, LAST, STATUS, Column, Listing, Rows, of_worker
from portal.moves import Move, attempt
from portal.moves import offers as open_moves
from portal.paging import page_of
from workers.models import Consent, Offer, Registration
from workers.services.agreement import offers
from workers.services.agreement.terms import difference
from workers.services.history import history
from workers.workflow import OFFER

MOVES = {
    "withdraw": Move(
        Nothing,
        lambda pk, given, by, at: offers.withdraw_each([pk], by=by, at=at),
        _("The offer was taken back; the worker is told."),
    ),
}


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The offers one sees, newest first, narrowed by the address; those that are ticked are taken back."""
    by = actor(request)
    form, status = Choosing(request.POST or None), 200
    if request.method == "POST":
        form = Choosing(request.POST)
        taken: list[Offer] = []
        status = attempt(form, lambda given: taken.extend(offers.withdraw_each(given["chosen"], by=by, at=now())))
        if not status:
            words = ngettext("%(number)s offer was taken back.", "%(number)s offers were taken back.", len(taken))
            messages.success(request, words % {"number": len(taken)})
            return redirect(request.get_full_path())
    rows, narrow = narrowed(by, request.GET)
    page = page_of(rows, request)
    seen = people_readings.openable(by, [row.worker_id for row in page.rows])
    summary = form.summary if form.is_bound else []
    shown_ = {"page": page, "filter": narrow, "seen": seen, "form": form, "summary": summary}
    return render(request, "portal/offers.html", shown_, status=status)


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One offer."""
    return _page(request, one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of an offer."""
    return records.moved(request, pk, verb, one=one, moves=MOVES, show=_page, to="portal:offer")


def one(by: Actor, pk: UUID) -> Offer:
    """An offer one sees, with its terms and those it replaces."""
    rows = people_readings.offers(by).select_related("terms", "replaces__terms", "registration")
    found: Offer = records.one(rows, pk)
    return found


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, OfferFilter]:
    """The offers that the address asks for, of those one sees."""
    narrow = OfferFilter(asked, seasons=readings.seasons(by))
    return people_readings.offers(by).filter(_asked(narrow)), narrow


def _asked(narrow: OfferFilter) -> Q:
    columns = {"status": "status", "season": "filing__season__code", "filing": "filing"}
    return Q(**{column: narrow.value(name) for name, column in columns.items() if narrow.value(name)})


def _page(request: HttpRequest, offer: Offer, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    newer = people_readings.offers(by).filter(replaces=offer.pk).order_by("-pk")
    shown_: dict[str, Any] = {
        "offer": offer,
        "seen": people_readings.openable(by, [offer.worker_id]),
        "has_filing": Filing.objects.visible_to(by).filter(pk=offer.filing_id).exists(),
        "has_registration": Registration.objects.visible_to(by).filter(pk=offer.registration_id).exists(),
        "difference": difference(offer.replaces.terms, offer.terms) if offer.replaces else [],
        "newer": newer,
        "consent": Consent.objects.visible_to(by).filter(offer=offer.pk).first(),
        "steps": history(Offer.objects.visible_to(by), offer.pk),
        "offers": open_moves(OFFER, MOVES, offer, by=by, bound=bound),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/offer.html", shown_, status=status)


LIST = Listing(
    _("Offers"),
    people_readings.offers,
    (
        *of_worker(),
        Column(_("Employer"), "filing.employer.organisation.name"),
        FILING,
        FIRST,
        LAST,
        Column(_("Asked for by name"), "is_named"),
        Column(_("Answer until"), "valid_until"),
        STATUS,
    ),
    narrowed,
)
