"""Quotas: the tree with its meters, the public statement of each, and changes of ceilings by two persons."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.permissions import Permission
from portal import readings, records
from portal.actors import actor, now, today
from portal.forms.base import Form
from portal.forms.moves import Nothing
from portal.forms.quotas import Adjustment
from portal.listing import SEASON, Column, Listing, Rows
from portal.moves import Move, attempt, offers
from scheme.models import Quota, QuotaAdjustment
from scheme.services import adjustments, quota_proof
from scheme.workflow import ADJUSTMENT

LATEST = 40
MOVES = {
    "approve": Move(
        Nothing,
        lambda pk, given, by, at: adjustments.approve_adjustment(pk, by=by, at=at),
        _("The ceiling was changed."),
    ),
    "decline": Move(
        Nothing,
        lambda pk, given, by, at: adjustments.decline_adjustment(pk, by=by, at=at),
        _("The ceiling stays as it is."),
    ),
    "withdraw": Move(
        Nothing,
        lambda pk, given, by, at: adjustments.withdraw_adjustment(pk, by=by),
        _("The proposal was withdrawn."),
        lambda record: getattr(record, "is_mine", True),
    ),
}


def of_season(by: Actor, asked: QueryDict) -> tuple[Rows, tuple[list[readings.Choice], str]]:
    """The quotas of the season that the address asks for, or of the one in which filings are taken; and the seasons."""
    seasons = readings.seasons(by)
    chosen = asked.get("season", "")
    if chosen not in dict(seasons):
        chosen = readings.season_taking_filings(by, today()) or (seasons[0][0] if seasons else "")
    return LIST.seen(by).filter(season__code=chosen), (seasons, chosen)


LIST = Listing(
    _("Quotas"),
    lambda by: Quota.objects.visible_to(by).select_related("season", "area", "industry"),
    (
        SEASON,
        Column(_("Area"), "area.name"),
        Column(_("Industry"), "industry.name"),
        Column(_("Ceiling"), "ceiling"),
        Column(_("Used"), "used"),
        Column(_("Reserved"), "reserved"),
        Column(_("Left"), "left"),
    ),
    of_season,
)


@login_not_required
@require_safe
def tree(request: HttpRequest) -> HttpResponse:
    """All quotas of a season as a tree: ceiling, used, reserved, left."""
    by = actor(request)
    rows, (seasons, chosen) = of_season(by, request.GET)
    ordered = sorted(rows, key=lambda quota: (quota.area_id or "", quota.industry_id or ""))
    shown: dict[str, Any] = {"rows": ordered, "seasons": seasons, "chosen": chosen, "totals": _totals(ordered)}
    return render(request, "portal/quotas.html", shown)


def _totals(rows: list[Quota]) -> Quota | None:
    return next((quota for quota in rows if quota.depth == 0), None)


@login_not_required
@require_safe
def statement(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The public statement: what the quota holds, worked out again from its ledger."""
    return _page(request, one(actor(request), pk), {}, None, 200)


@require_POST
def propose(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Propose another ceiling."""
    by = actor(request)
    quota = one(by, pk)
    form = Adjustment(request.POST)
    status = attempt(
        form,
        lambda given: adjustments.propose_adjustment(
            pk, change=given["change"], reason=given["reason"], by=by, at=now()
        ),
    )
    if status:
        return _page(request, quota, {}, form, status)
    messages.success(request, _("The change was proposed. A colleague of another unit decides."))
    return redirect("portal:quota", pk)


@require_POST
def decide(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Approve, decline or withdraw a proposed change."""

    def show(request: HttpRequest, proposed: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
        refused = {(pk, verb): form for verb, form in bound.items()}
        return _page(request, one(actor(request), proposed.quota_id), refused, None, status)

    def then(proposed: Any) -> HttpResponse:
        return redirect("portal:quota", proposed.quota_id)

    return records.moved(request, pk, verb, one=_adjustment, moves=MOVES, show=show, to=then)


def one(by: Actor, pk: UUID) -> Quota:
    """A quota with the names of its place."""
    quota: Quota = records.one(Quota.objects.visible_to(by).select_related("season", "area", "industry", "parent"), pk)
    return quota


def _adjustment(by: Actor, pk: UUID) -> QuotaAdjustment:
    found: QuotaAdjustment = records.one(QuotaAdjustment.objects.visible_to(by), pk)
    return found


def _page(
    request: HttpRequest, quota: Quota, bound: Mapping[tuple[UUID, str], Form], proposal: Form | None, status: int
) -> HttpResponse:
    by = actor(request)
    lines = quota_proof.statement(quota.season_id, quota.area_id or "")
    if quota.industry_id:
        lines = [line for line in lines if line.quota_id == quota.pk]
    named = Quota.objects.visible_to(by).filter(season=quota.season_id).select_related("season", "area", "industry")
    names = {one.pk: one for one in named}
    may_propose = (
        Permission.PROPOSE_QUOTA in by.permissions
        and Quota.objects.visible_to(by).in_charge_of(by).filter(pk=quota.pk).exists()
    )
    forms = [*bound.values(), *([proposal] if proposal else [])]
    shown: dict[str, Any] = {
        "quota": quota,
        "lines": [(line, names.get(line.quota_id)) for line in lines],
        "entries": quota.entries.order_by("-id")[:LATEST],
        "adjustments": _adjustments(quota, by, bound),
        "proposal": proposal or (Adjustment() if may_propose else None),
        "summary": [line for form in forms for line in form.summary],
    }
    return render(request, "portal/quota.html", shown, status=status)


def _adjustments(quota: Quota, by: Actor, bound: Mapping[tuple[UUID, str], Form]) -> list[dict[str, Any]]:
    found = []
    row: Any
    for row in QuotaAdjustment.objects.visible_to(by).filter(quota=quota.pk).order_by("-id")[:LATEST]:
        row.is_mine = row.proposed_by == by.actor_id
        refused = {verb: form for (pk, verb), form in bound.items() if pk == row.pk}
        found.append({"row": row, "offers": offers(ADJUSTMENT, MOVES, row, by=by, bound=refused)})
    return found
