"""Mandates: given, raised and ended by the employer, renounced by the intermediary."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from core.actors import Actor
from core.errors import NotFound
from core.permissions import Permission
from employers.models import Intermediary, Licence, Mandate
from employers.services.mandating import mandates
from employers.workflow import MANDATE
from portal import readings, records
from portal.actors import actor, now, today
from portal.forms.base import Form
from portal.forms.filters import MandateFilter, of_name
from portal.forms.moves import Reason
from portal.forms.parties import GiveMandate, RaiseCap
from portal.listing import EMPLOYER, FIRST, INTERMEDIARY, LAST, STATUS, Column, Listing, Rows
from portal.moves import Move, attempt, offers
from portal.paging import page_of
from portal.words import NO_SUCH_RECORD

MOVES = {
    "raise_cap": Move(
        RaiseCap,
        lambda pk, given, by, at: mandates.raise_cap(pk, given["cap"], by=by, at=at),
        _("The mandate covers more posts now."),
    ),
    "end": Move(
        Reason,
        lambda pk, given, by, at: mandates.end(pk, given["reason"], by=by, at=at),
        _("The mandate was ended; both parties are told."),
    ),
}


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, MandateFilter]:
    """The mandates that the address asks for, of those one sees."""
    narrow = MandateFilter(asked)
    wanted = {"status": narrow.value("status")} if narrow.value("status") else {}
    parties = (of_name(narrow.value(party), f"{party}__organisation") for party in ("employer", "intermediary"))
    return LIST.seen(by).filter(*parties, **wanted), narrow


LIST = Listing(
    _("Mandates"),
    lambda by: Mandate.objects.visible_to(by).select_related("employer__organisation", "intermediary__organisation"),
    (
        EMPLOYER,
        INTERMEDIARY,
        Column(_("Trades"), lambda row: ", ".join(row.industries)),
        Column(_("Posts filed"), "posts_filed"),
        Column(_("Cap"), "cap"),
        FIRST,
        LAST,
        STATUS,
    ),
    narrowed,
)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The mandates one sees; an employer's signatory gives another."""
    by = actor(request)
    form = _form(request, by) if Permission.GIVE_MANDATE in by.permissions else None
    if request.method != "POST":
        return _page(request, {}, form, 200)
    form = form or _form(request, by)
    status = attempt(form, lambda given: mandates.give(_details(by, given), by=by, at=now()))
    if status:
        return _page(request, {}, form, status)
    messages.success(request, _("The mandate was given; the intermediary is told."))
    return redirect("portal:mandates")


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a mandate."""

    def one(by: Actor, pk: UUID) -> Any:
        return records.one(Mandate.objects.visible_to(by), pk)

    def show(request: HttpRequest, _mandate: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
        return _page(request, {(pk, verb): form for verb, form in bound.items()}, None, status)

    return records.moved(
        request, pk, verb, one=one, moves=MOVES, show=show, to=lambda _mandate: redirect("portal:mandates")
    )


def _form(request: HttpRequest, by: Actor) -> GiveMandate:
    licensed = Licence.objects.visible_to(by).valid_on(today()).values("intermediary")
    name = f"organisation__{readings.name_column()}"
    found = Intermediary.objects.visible_to(by).filter(pk__in=licensed).order_by(name).values_list("pk", name)
    return GiveMandate(
        request.POST or None,
        intermediaries=[(str(pk), str(label)) for pk, label in found],
        industries=readings.industries(by, today()),
    )


def _details(by: Actor, given: dict[str, Any]) -> mandates.MandateDetails:
    if by.organisation_id is None:
        raise NotFound("not_found", NO_SUCH_RECORD)
    return mandates.MandateDetails(
        employer=by.organisation_id,
        intermediary=UUID(given["intermediary"]),
        cap=given["cap"],
        starts_on=given["starts_on"],
        ends_on=given["ends_on"],
        industries=tuple(given["industries"]),
    )


def _page(
    request: HttpRequest, bound: Mapping[tuple[UUID, str], Form], form: GiveMandate | None, status: int
) -> HttpResponse:
    by = actor(request)
    found, narrow = narrowed(by, request.GET)
    page = page_of(found, request)
    trades = dict(readings.industries(by, today()))
    shown = []
    for row in page.rows:
        refused = {verb: one for (pk, verb), one in bound.items() if pk == row.pk}
        covered = [trades.get(code, code) for code in row.industries]
        shown.append({"row": row, "trades": covered, "offers": offers(MANDATE, MOVES, row, by=by, bound=refused)})
    forms = [*bound.values(), *([form] if form and form.is_bound else [])]
    summary = [line for one in forms for line in one.summary]
    context = {"page": page, "filter": narrow, "rows": shown, "give": form, "summary": summary}
    return render(request, "portal/mandates.html", context, status=status)
