"""One overstay case: what is known, from whom, since when; what is missing; and the moves that are open."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.permissions import Permission as P
from core.workflow import Transition, Workflow
from permits.enums import CaseStatus as C
from permits.models import AbsenceReport, Extension, OverstayCase, OverstayConfirmation
from permits.services.decisions import decided
from permits.services.follow_up import cases as service
from permits.workflow import OVERSTAY
from portal import records
from portal.actors import actor, today
from portal.forms import follow_up as forms
from portal.forms.base import Form
from portal.forms.moves import Nothing
from portal.known import known_of, missing_of
from portal.moves import Move, offers
from portal.openings import asking_purpose, purpose_of
from portal.presence_readings import cases, crossings
from portal.readings import names_of_members
from workers.services.identity.openings import open_person

DECLINING = Workflow(
    Transition("decline_confirmation", frozenset({C.NOTIFIED, C.CONTESTED}), None, P.CONFIRM_OVERSTAY),
)
"""What leaves the case as it is: only the proposal is decided."""


def _is_proposed(case: Any) -> bool:
    return bool(case.is_proposed)


MOVES = {
    "notify": Move(
        Nothing, lambda pk, given, by, at: service.notify(pk, by=by, at=at), _("The worker is told, in Vietnamese.")
    ),
    "propose_confirmation": Move(
        forms.Proposal,
        lambda pk, given, by, at: service.propose_confirmation(pk, given["reason"], by=by, at=at),
        _("The first signature stands. A colleague of another unit decides."),
        lambda case: not case.is_proposed,
    ),
    "confirm": Move(
        Nothing,
        lambda pk, given, by, at: service.confirm(pk, by=by, at=at),
        _("Two officers have confirmed the case; the worker is told."),
        _is_proposed,
    ),
    "decline_confirmation": Move(
        Nothing,
        lambda pk, given, by, at: service.decline_confirmation(pk, by=by, at=at),
        _("The proposal was declined; the case stays as it was."),
        _is_proposed,
    ),
    "close": Move(
        forms.CloseCase,
        lambda pk, given, by, at: service.close(
            pk, given["closing"], given["note"], left_on=given["left_on"], by=by, at=at
        ),
        _("The case was closed."),
    ),
}


@require_safe
@asking_purpose
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The case's page; opening it is on record, and who watches says for what purpose."""
    by = actor(request)
    case = _one(by, pk)
    open_person(case.worker_id, purpose_of(request), by=by)
    return _page(request, case, {}, 200)


@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of the case, and show it again."""
    return records.moved(request, pk, verb, one=_one, moves=MOVES, show=_page, to="portal:case")


def _one(by: Actor, pk: UUID) -> Any:
    case = records.one(cases(by), pk)
    case.proposals = list(OverstayConfirmation.objects.visible_to(by).filter(case=pk).order_by("pk"))
    case.is_proposed = any(proposal.decided_by is None for proposal in case.proposals)
    return case


def _page(request: HttpRequest, case: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    seen = crossings(by).filter(worker=case.worker_id, occurred_at__date__gte=case.entered_on)
    asked = Extension.objects.visible_to(by).filter(permit=case.permit_id, force_majeure=None)
    reports = AbsenceReport.objects.visible_to(by).filter(permit=case.permit_id)
    context = {
        "case": case,
        "today": today(),
        **decided("case", case),
        "known": known_of(
            case,
            seen.order_by("occurred_at"),
            asked.order_by("asked_at"),
            reports.select_related("permit__employer__organisation"),
            case.proposals,
        ),
        "missing": missing_of(case) if case.status != C.CLOSED and case.left_on is None else [],
        "earlier": OverstayCase.objects.visible_to(by).filter(worker=case.worker_id).exclude(pk=case.pk).count(),
        "people": names_of_members(
            by, [signed for one in case.proposals for signed in (one.proposed_by, one.decided_by)]
        ),
        "offers": [
            *offers(OVERSTAY, MOVES, case, by=by, bound=bound),
            *offers(DECLINING, MOVES, case, by=by, bound=bound),
        ],
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/case.html", context, status=status)
