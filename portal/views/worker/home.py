"""The first page of a worker: until when one may stay, what waits for an answer; numbers to call, and one's own."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from core.actors import PUBLIC, Actor
from core.db import one_of
from core.notices.models import Notice
from permits.enums import AbsenceStatus, CaseStatus, ForceMajeureStatus, RequestStatus
from permits.models import AbsenceReport, Extension, OverstayCase, Permit, Variation
from permits.services.border.days import days_of
from portal.actors import now, today
from portal.forms.worker import Telephone
from portal.views.worker.page import Done, ask, door, own, show
from portal.words.workers import RIGHTS
from portal.worker_sessions import Visit, visit_of
from scheme.enums import PortState
from scheme.models import EmergencyNumber, PortStatus
from workers.enums import OfferStatus
from workers.models import Offer, Worker
from workers.rules.codes import person_number
from workers.services.identity import corrections


@own
def home(request: HttpRequest, visit: Visit) -> HttpResponse:
    """What one has to know today."""
    by = visit.by
    worker = one_of(Worker.objects.visible_to(by), _id(by))
    permit = present(by)
    shown: dict[str, Any] = {"worker": worker, "number": person_number(worker.number), "permit": permit}
    shown |= {"days": days_of(permit, at=now()) if permit and not permit.ended_on else None, "today": today()}
    shown |= _bad_weather(permit, by, today()) if permit else {}
    shown["waiting"] = sorted(_waiting(by, today()), key=lambda one: (one["by"] or date.max, one["address"]))
    shown["letters"] = Notice.objects.visible_to(by).filter(read_at=None).count()
    return show(request, visit, "home", shown)


@door
def numbers(request: HttpRequest) -> HttpResponse:
    """Whom to call, and what one may ask for; for everybody."""
    visit = visit_of(request)
    return show(request, visit, "numbers", {"numbers": _numbers(visit.by if visit else PUBLIC), "rights": RIGHTS})


@own
def telephone(request: HttpRequest, visit: Visit) -> HttpResponse:
    """Change the telephone to which codes go."""
    worker = one_of(Worker.objects.visible_to(visit.by), _id(visit.by))
    form = Telephone(request.POST or None)
    status = ask(
        request,
        visit,
        form,
        lambda given: corrections.change_phone(worker.pk, given["phone"], by=visit.by, at=now()),
    )
    if not status:
        return Done("portal:my", said="phone")
    return show(request, visit, "telephone", {"form": form, "worker": worker}, status)


def _bad_weather(permit: Permit, by: Actor, on: date) -> dict[str, Any]:
    """What holds for a permit because of a storm or a closed gate: measures in force, and its gates closed today."""
    measures = Extension.objects.visible_to(by).filter(
        permit=permit.pk,
        status=RequestStatus.GRANTED,
        force_majeure__status=ForceMajeureStatus.IN_FORCE,
        ends_on__gte=on,
    )
    closed = PortStatus.objects.visible_to(by).valid_on(on).filter(port__in=permit.ports, state=PortState.CLOSED)
    return {
        "measures": list(measures.select_related("force_majeure").order_by("-ends_on")),
        "closed": list(closed.select_related("port").order_by("port")),
    }


def _numbers(by: Actor) -> list[EmergencyNumber]:
    """The numbers that hold today, with those of where one works and where one is at home, as far as that is known."""
    permit = present(by) if by.kind == "worker" else None
    place = {"county": permit.county_id, "province": permit.province.code} if permit else {}
    return list(EmergencyNumber.objects.visible_to(by).valid_on(today()).for_who_is(**place))


def present(by: Actor) -> Permit | None:
    """The permit one holds, or the next, or the last."""
    permits = Permit.objects.visible_to(by).select_related(
        "season", "employer__organisation", "county", "province", "offer__terms"
    )
    held: Permit | None = permits.open().order_by("first_on").first()
    return held or permits.order_by("-last_on").first()


def _id(by: Actor) -> UUID:
    return by.actor_id or UUID(int=0)


def _waiting(by: Actor, on: date) -> Iterator[dict[str, Any]]:
    """What one should answer, each with its kind, its last day and its page."""
    made = Offer.objects.visible_to(by).filter(worker=by.actor_id, status=OfferStatus.MADE, valid_until__gte=on)
    for key, until in made.values_list("pk", "valid_until"):
        yield _turn("offer", until, "portal:my_offer", key)
    reported = AbsenceReport.objects.visible_to(by).filter(status=AbsenceStatus.REPORTED)
    for key, until in reported.values_list("pk", "answer_by_on"):
        yield _turn("absence", until, "portal:my_absence", key)
    suspected = OverstayCase.objects.visible_to(by).filter(status=CaseStatus.NOTIFIED)
    for key, day in suspected.values_list("pk", "answer_by_on"):
        yield _turn("stay", day, "portal:my_stay", key)
    changes = Variation.objects.visible_to(by).filter(status=RequestStatus.ASKED, agreed_at=None)
    for key, day in changes.values_list("pk", "effective_on"):
        yield _turn("change", day, "portal:my_change", key)


def _turn(kind: str, until: date | None, page: str, key: UUID) -> dict[str, Any]:
    return {"kind": kind, "by": until, "address": reverse(page, args=[key])}
