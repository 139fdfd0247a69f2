"""Offers of work: the terms in both languages, what has changed, and the worker's own yes or no."""

from itertools import zip_longest
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse

from core.actors import Actor
from core.db import one_of
from core.errors import Invalid
from permits.models import Permit
from permits.services.lifetime import renouncing
from portal.actors import now, today
from portal.forms.worker import OwnForm, Sure, Yes
from portal.sessions import too_often
from portal.views.worker.page import Done, ask, own, show
from portal.words.workers import WAIT
from portal.worker_sessions import Visit
from workers.enums import OfferStatus
from workers.models import Offer, Worker
from workers.rules.codes import person_number
from workers.services import codes
from workers.services.agreement import consents
from workers.services.agreement.terms import difference


@own
def listed(request: HttpRequest, visit: Visit) -> HttpResponse:
    """The work that was offered to one, and what one has agreed to."""
    return show(request, visit, "offers", {"offers": list(_offers(visit.by).order_by("-pk")[:30]), "today": today()})


@own
def shown(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """The terms, in Vietnamese and Chinese, with what has changed since the yes before."""
    offer = _one(visit.by, pk)
    lines = {"vi": offer.terms.text_vi.splitlines(), "zh": offer.terms.text_zh.splitlines()}
    page: dict[str, Any] = {"offer": offer, "lines": lines, "is_open": _is_open(offer)}
    # What was put before a record that was merged into one's own can be read and declined, not agreed to.
    page["is_own"] = offer.worker_id == visit.by.actor_id
    if offer.replaces is not None:
        page["changes"] = [
            {"change": one, "sides": list(zip_longest(one.before, one.after, fillvalue=""))}
            for one in difference(offer.replaces.terms, offer.terms)
        ]
    accepted = offer.status == OfferStatus.ACCEPTED
    page["can_renounce"] = accepted and not Permit.objects.visible_to(visit.by).filter(offer=offer.pk).exists()
    return show(request, visit, "offer", page)


@own
def yes(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Say yes to the terms that were read, by typing a new code."""
    offer = one_of(_offers(visit.by).filter(worker=visit.by.actor_id), pk)
    form = Yes(request.POST or None, initial={"digest": offer.terms.digest})
    status = ask(
        request,
        visit,
        form,
        lambda given: consents.accept(offer.pk, digest=given["digest"], code=given["code"], by=visit.by, at=now()),
    )
    if not status:
        return Done("portal:my_offer", pk, said="yes")
    return show(request, visit, "yes", {"form": form, "offer": offer}, status)


@own
def send_code(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Have a new code sent to one's own telephone, and go on to the yes."""
    offer = _one(visit.by, pk)
    if request.method != "POST":
        return Done("portal:my_yes", pk)
    if too_often(request, "codes"):
        raise Invalid("too_many_tries", WAIT)
    worker = one_of(Worker.objects.visible_to(visit.by), offer.worker_id)
    codes.send_code(person_number(worker.number), worker.birth_date, at=now())
    return Done("portal:my_yes", pk, said="code")


@own
def no(request: HttpRequest, visit: Visit, pk: UUID) -> HttpResponse:
    """Say no, or take a yes back; nobody asks why."""
    offer = _one(visit.by, pk)
    form: OwnForm = (
        Sure(request.POST or None) if offer.status == OfferStatus.ACCEPTED else OwnForm(request.POST or None)
    )
    act = renouncing.renounce if offer.status == OfferStatus.ACCEPTED else consents.decline
    status = ask(request, visit, form, lambda given: act(offer.pk, by=visit.by, at=now()))
    if not status:
        return Done("portal:my_offers", said="no")
    return show(request, visit, "no", {"form": form, "offer": offer}, status)


def _offers(by: Actor) -> "QuerySet[Offer]":
    return Offer.objects.visible_to(by).select_related(
        "terms", "filing__employer__organisation", "filing__county", "replaces__terms"
    )


def _one(by: Actor, pk: UUID) -> Offer:
    offer: Offer = one_of(_offers(by), pk)
    return offer


def _is_open(offer: Offer) -> bool:
    return offer.status == OfferStatus.MADE and offer.valid_until >= today()
