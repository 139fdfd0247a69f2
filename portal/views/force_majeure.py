"""Force majeure: proposed with a dry run, decided by a second person, reversible; one act extends many permits."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from core.actors import Actor
from core.permissions import Permission as P
from core.workflow import allow
from permits.models import Extension, ForceMajeure, Permit
from permits.services.decisions import decided
from permits.services.follow_up import force_majeure as service
from permits.workflow import FORCE_MAJEURE
from portal import records
from portal.actors import actor, now, today
from portal.forms import follow_up as forms
from portal.forms.base import Form
from portal.forms.moves import Nothing, Reason
from portal.listing import STATUS, Column, Listing, Rows
from portal.moves import Move, attempt, offers
from portal.paging import page_of
from portal.presence_readings import areas_below, only_for, ports
from portal.readings import names_of_members

MOVES = {
    "approve": Move(
        Nothing,
        lambda pk, given, by, at: service.approve(pk, by=by, at=at),
        _("The measure is in force: the permits it reaches are extended, and each worker is told."),
        back="propose_reversal",
    ),
    "decline": Move(
        Nothing, lambda pk, given, by, at: service.decline(pk, by=by, at=at), _("All permits stay as they are.")
    ),
    "propose_reversal": Move(
        Reason,
        lambda pk, given, by, at: service.propose_reversal(pk, reason=given["reason"], by=by, at=at),
        _("The reversal was proposed. A colleague of another unit decides."),
        lambda measure: measure.reversal_proposed_by is None,
    ),
    "reverse": Move(
        Nothing,
        lambda pk, given, by, at: service.reverse(pk, by=by, at=at),
        _("The measure was reversed; permits that changed meanwhile stay as they are."),
        lambda measure: measure.reversal_proposed_by is not None,
    ),
    "decline_reversal": Move(
        Nothing,
        lambda pk, given, by, at: service.decline_reversal(pk, by=by),
        _("The measure stands."),
        lambda measure: measure.reversal_proposed_by is not None,
    ),
}
KINDS = frozenset({"bureau", "department", "protection", "oversight"})
SIGNED = ("proposed_by", "decided_by", "reversal_proposed_by", "reversed_by")
SOME = 50


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, forms.MeasureFilter]:
    """The measures that the address asks for, of those one sees."""
    only_for(KINDS, by=by)
    narrow = forms.MeasureFilter(asked)
    status = narrow.value("status")
    return LIST.seen(by).filter(status=status) if status else LIST.seen(by), narrow


LIST = Listing(
    _("Force majeure"),
    lambda by: ForceMajeure.objects.visible_to(by).select_related("area"),
    (
        Column(_("The event"), "name"),
        Column(_("Area"), "area.name"),
        Column(_("First day"), "from_on"),
        Column(_("Last day"), "until_on"),
        Column(_("Permits last until"), "extends_to"),
        Column(_("Permits found"), "permits_found"),
        Column(_("Article of law"), "legal_basis"),
        STATUS,
    ),
    narrowed,
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The measures one sees, newest first."""
    by = actor(request)
    rows, filter_ = narrowed(by, request.GET)
    context = {"page": page_of(rows, request), "filter": filter_, "ports": dict(ports(by, today()))}
    return render(request, "portal/force_majeure_list.html", context)


@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Propose a measure; its dry run says first which permits it would extend."""
    by = actor(request)
    allow(P.PROPOSE_FORCE_MAJEURE, by=by)
    form: Any = forms.ProposeMeasure(request.POST or None, areas=areas_below(by, today()), ports=ports(by, today()))
    found: list[Any] = []
    status, is_trial = 200, "trial" in request.POST
    if request.method == "POST":
        status = attempt(form, lambda given: found.append(_try_or_propose(form, by, is_trial=is_trial)))
        if not status and not is_trial:
            messages.success(request, _("The measure was proposed. A colleague of another unit decides."))
            return redirect("portal:force_majeure", found[0].pk)
    context: dict[str, Any] = {"form": form, "summary": form.summary}
    if is_trial and not status:
        context |= {"trial": found[0], "permits": _some(found[0].permits, by)}
    return render(request, "portal/force_majeure_new.html", context, status=status or 200)


@require_safe
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One measure, with its signatures and the permits it extended."""
    return _page(request, _one(actor(request), pk), {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of the measure."""
    return records.moved(request, pk, verb, one=_one, moves=MOVES, show=_page, to="portal:force_majeure")


def _try_or_propose(form: Any, by: Actor, *, is_trial: bool) -> Any:
    if is_trial:
        return service.dry_run(form.measure, by=by)
    return service.propose(form.measure, by=by, at=now())


def _one(by: Actor, pk: UUID) -> ForceMajeure:
    found: ForceMajeure = records.one(LIST.seen(by), pk)
    return found


def _some(permits: list[UUID], by: Actor) -> Any:
    return Permit.objects.visible_to(by).filter(pk__in=permits[:SOME]).select_related("worker", "season").order_by("pk")


def _page(request: HttpRequest, measure: ForceMajeure, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    named = dict(ports(by, today()))
    extended = Extension.objects.visible_to(by).filter(force_majeure=measure.pk)
    context = {
        "measure": measure,
        "ports": [named.get(code, code) for code in measure.ports],
        "extended_count": extended.count(),
        "extended": extended.select_related("permit__worker", "permit__season").order_by("pk")[:SOME],
        "people": names_of_members(by, [getattr(measure, name) for name in SIGNED]),
        "offers": offers(FORCE_MAJEURE, MOVES, measure, by=by, bound=bound),
        **decided("force_majeure", measure),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/force_majeure.html", context, status=status)
