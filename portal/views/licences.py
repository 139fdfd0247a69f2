"""Licences: applied for by the intermediary, decided by the authority of its side, with whom a stop would touch."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from core.permissions import Permission
from employers.models import BondEntry, Licence
from employers.services.directory import register
from employers.services.licensing import licences, suspensions
from employers.workflow import LICENCE
from permits.services.decisions import decided
from portal import records
from portal.actors import actor, now, today
from portal.forms import parties as forms
from portal.forms.base import Form
from portal.forms.filters import LicenceFilter, of_name
from portal.forms.moves import Nothing, Reason
from portal.listing import INTERMEDIARY, STATUS, Column, Listing, Rows
from portal.moves import Move, attempt, offers
from portal.paging import page_of
from portal.templatetags.portal import money

MOVES = {
    "require_bond": Move(
        forms.RequireBond,
        lambda pk, given, by, at: licences.require_bond(
            pk, given["bond_required_fen"], currency=given["bond_currency"], by=by, at=at
        ),
        _("The bond that must be paid in was recorded."),
    ),
    "record_bond": Move(
        forms.RecordBond,
        lambda pk, given, by, at: licences.record_bond(
            pk, given["kind"], given["amount_fen"], on=given["on"], note=given["note"], by=by, at=at
        ),
        _("The bond was recorded."),
    ),
    "activate": Move(
        Nothing, lambda pk, given, by, at: licences.activate(pk, by=by, at=at), _("The licence is in force.")
    ),
    "refuse": Move(
        Reason,
        lambda pk, given, by, at: licences.refuse(pk, given["reason"], by=by, at=at),
        _("The licence was refused; its applicant is told why."),
    ),
    "suspend": Move(
        Reason,
        lambda pk, given, by, at: suspensions.suspend(pk, given["reason"], by=by, at=at),
        _("The licence was suspended and its holder's accounts are shut. The filings it touches are listed below."),
        back="reinstate",
    ),
    "reinstate": Move(
        Nothing, lambda pk, given, by, at: suspensions.reinstate(pk, by=by, at=at), _("The licence is in force again.")
    ),
    "propose_revocation": Move(
        Reason,
        lambda pk, given, by, at: suspensions.propose_revocation(pk, given["reason"], by=by, at=at),
        _("The revocation was proposed. A colleague of another unit decides."),
    ),
    "revoke": Move(
        Nothing, lambda pk, given, by, at: suspensions.revoke(pk, by=by, at=at), _("The licence was revoked.")
    ),
}


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, LicenceFilter]:
    """The licences that the address asks for, of those one sees."""
    narrow = LicenceFilter(asked)
    wanted = {name: narrow.value(name) for name in ("status", "side") if narrow.value(name)}
    return LIST.seen(by).filter(of_name(narrow.value("name"), "intermediary__organisation"), **wanted), narrow


LIST = Listing(
    _("Licences"),
    lambda by: Licence.objects.visible_to(by).select_related("intermediary__organisation"),
    (
        Column(_("Licence number"), "number"),
        INTERMEDIARY,
        Column(_("Side"), "get_side_display"),
        Column(_("Valid from"), "valid_from"),
        Column(_("Valid until"), "valid_until"),
        Column(_("Bond required"), lambda row: money(row.bond_required_fen, row.bond_currency)),
        STATUS,
    ),
    narrowed,
)


@require_http_methods(["GET", "POST"])
def listed(request: HttpRequest) -> HttpResponse:
    """The licences one sees, newest first; an intermediary applies for its own."""
    by = actor(request)
    may_apply = Permission.APPLY_LICENCE in by.permissions
    form = forms.ApplyLicence(request.POST or None)
    status = 200
    if request.method == "POST":
        status = attempt(form, lambda given: licences.apply(**given, by=by, at=now()))
        if not status:
            messages.success(request, _("The application was sent to the authority of your side."))
            return redirect("portal:licences")
    rows, narrow = narrowed(by, request.GET)
    page = page_of(rows, request)
    shown = {
        "page": page,
        "filter": narrow,
        "apply": form if may_apply else None,
        "summary": form.summary if form.is_bound else [],
    }
    return render(request, "portal/licences.html", shown, status=status)


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One licence with its bond, history, moves, and the filings in hand under it."""
    return _page(request, one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a licence."""
    return records.moved(request, pk, verb, one=one, moves=MOVES, show=_page, to="portal:licence")


def one(by: Actor, pk: UUID) -> Licence:
    """A licence one sees."""
    found: Licence = records.one(LIST.seen(by), pk)
    return found


def _page(request: HttpRequest, licence: Licence, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    is_ours = by.kind == "oversight" or Licence.objects.visible_to(by).in_charge(by).filter(pk=licence.pk).exists()
    found = offers(LICENCE, MOVES, licence, by=by, bound=bound) if is_ours else []
    context: dict[str, Any] = {
        "licence": licence,
        "offers": found,
        "bond": BondEntry.objects.visible_to(by).filter(licence=licence.pk).order_by("-id"),
        "sees_files": is_ours or licence.intermediary_id == by.organisation_id,
        "history": register.history(licence.pk),
        **decided("licence", licence),
        "affected": suspensions.affected(licence.pk, by=by, today=today()) if is_ours else None,
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/licence.html", context, status=status)
