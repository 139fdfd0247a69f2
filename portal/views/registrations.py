"""Registrations for a season: the list, and one with what its worker still has to show."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.dates import day_of
from employers.rules.findings import written
from portal import people_readings, readings, records
from portal.actors import actor, now, today
from portal.forms.base import Form
from portal.forms.filters import of_name
from portal.forms.moves import Nothing
from portal.forms.registrations import Clear, RefuseClearance, RegistrationFilter
from portal.listing import INTERMEDIARY, SEASON, STATUS, Column, Listing, Rows, of_worker
from portal.moves import Move, offers
from portal.paging import page_of
from scheme.services.in_force import read_agreement
from workers.models import Duplicate, Evidence, Registration
from workers.querysets import RUNNING
from workers.services.history import history
from workers.services.identity.duplicates import warnings_of
from workers.services.registration import clearances, registrations
from workers.services.sentences import sentence
from workers.workflow import REGISTRATION

MOVES = {
    "clear": Move(
        Clear,
        lambda pk, given, by, at: clearances.clear_each(
            [pk], contract_numbers={pk: given["contract_number"]} if given["contract_number"] else {}, by=by, at=at
        ),
        _("The worker was cleared for departure; the intermediary is told."),
        back="revoke_clearance",
    ),
    "refuse": Move(
        RefuseClearance,
        lambda pk, given, by, at: clearances.refuse_each([pk], given["refusal"], by=by, at=at),
        _("The worker was not cleared; worker and intermediary are told what to change."),
    ),
    "revoke_clearance": Move(
        RefuseClearance,
        lambda pk, given, by, at: clearances.revoke_clearance([pk], given["refusal"], by=by, at=at),
        _("The clearance was taken back; worker and intermediary are told."),
    ),
    "withdraw": Move(
        Nothing,
        lambda pk, given, by, at: registrations.withdraw(pk, by=by, at=at),
        _("The registration was taken back."),
    ),
}


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The registrations one sees, newest first, narrowed by the address."""
    by = actor(request)
    rows, narrow = narrowed(by, request.GET)
    page = page_of(rows, request)
    seen = people_readings.openable(by, [row.worker_id for row in page.rows])
    return render(request, "portal/registrations.html", {"page": page, "filter": narrow, "seen": seen})


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One registration."""
    return _page(request, one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a registration."""
    return records.moved(request, pk, verb, one=one, moves=MOVES, show=_page, to="portal:registration")


def one(by: Actor, pk: UUID) -> Registration:
    """A registration one sees."""
    found: Registration = records.one(people_readings.registrations(by), pk)
    return found


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, RegistrationFilter]:
    """The registrations that the address asks for, of those one sees."""
    places = {"seasons": readings.seasons(by), "provinces": people_readings.provinces(by, today())}
    narrow = RegistrationFilter(asked, **places)
    return people_readings.registrations(by).filter(_asked(narrow)), narrow


def _asked(narrow: RegistrationFilter) -> Q:
    """What the address asks for."""
    columns = {"status": "status", "season": "season__code", "province": "province__code"}
    wanted = Q(**{column: narrow.value(name) for name, column in columns.items() if narrow.value(name)})
    return wanted & of_name(narrow.value("intermediary"), "intermediary__organisation")


def findings_of(row: Registration) -> list[dict[str, Any]]:
    """What is missing against the requirements: as it stands today, or stood when it was decided against."""
    is_running = row.status in RUNNING
    kept = written(clearances.advice_for([row], at=now())[row.pk]) if is_running else row.advice
    return [finding | {"sentence": sentence(finding["code"], finding["params"])} for finding in kept]


def _page(request: HttpRequest, row: Registration, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    can_open = bool(people_readings.openable(by, [row.worker_id]))
    shown_: dict[str, Any] = {
        "row": row,
        "can_open": can_open,
        # An employer has no need to know what a doctor wrote; nor a part in finding out who is who.
        "shows_evidence": by.kind != "employer",
        "findings": findings_of(row) if can_open and by.kind != "employer" else [],
        "evidence": _evidence(by, row),
        "warnings": warnings_of(row.worker_id, by=by) if can_open and by.kind != "employer" else [],
        "pairs": Duplicate.objects.visible_to(by).open().filter(Q(first=row.worker_id) | Q(second=row.worker_id)),
        "offers_made": people_readings.offers(by).filter(registration=row.pk).order_by("-pk"),
        "steps": history(Registration.objects.visible_to(by), row.pk),
        "offers": offers(REGISTRATION, MOVES, row, by=by, bound=bound),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/registration.html", shown_, status=status)


def _evidence(by: Actor, row: Registration) -> list[Any]:
    names = {one.code: one.name for one in read_agreement().requirements}
    found: list[Any] = list(Evidence.objects.visible_to(by).filter(worker=row.worker_id).order_by("-pk"))
    for shown_ in found:
        shown_.asked = names.get(shown_.code, shown_.code)
    return found


LIST = Listing(
    _("Registrations"),
    people_readings.registrations,
    (
        *of_worker(),
        SEASON,
        Column(_("Province"), "province.name"),
        INTERMEDIARY,
        Column(_("Registered on"), lambda row: day_of(row.registered_at)),
        STATUS,
    ),
    narrowed,
)
