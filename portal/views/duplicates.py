"""Doubles: records that may be one person, side by side, told apart or merged by two persons."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.errors import NotFound
from permits.services import one_person
from portal import people_readings, readings
from portal.actors import actor
from portal.forms.base import Form
from portal.forms.doubles import DuplicateFilter, ProposeMerge, TellApart
from portal.forms.moves import Nothing, Reason
from portal.moves import Move, make, offers
from portal.openings import asking_purpose, purpose_of
from portal.paging import page_of
from portal.words import NO_SUCH_RECORD
from workers.enums import DuplicateStatus
from workers.models import Duplicate, Merge
from workers.services.identity import merges
from workers.services.identity.side_by_side import side_by_side
from workers.workflow import DUPLICATE, MERGE

DECIDE = ("department", "bureau", "oversight")
MOVES = {
    "tell_apart": Move(
        TellApart,
        lambda pk, given, by, at: merges.tell_apart(pk, note=given["note"], by=by, at=at),
        _("They were told apart; the pair is not listed again."),
    ),
    "propose_merge": Move(
        ProposeMerge,
        lambda pk, given, by, at: merges.propose_merge(
            pk, keep=UUID(given["keep"]), reason=given["reason"], by=by, at=at
        ),
        _("The merging was proposed. A colleague of another unit decides."),
        lambda pair: not pair.proposed,
    ),
    "reopen": Move(
        Nothing,
        lambda pk, given, by, at: merges.reopen(pk, by=by),
        _("The pair is back on the list."),
    ),
}
OF_MERGE = {
    "approve": Move(
        Nothing,
        lambda pk, given, by, at: one_person.approve_merge(pk, by=by, at=at),
        _("They were merged; one record stands for the person from now on."),
    ),
    "decline": Move(
        Nothing, lambda pk, given, by, at: merges.decline_merge(pk, by=by, at=at), _("Both records stay as they are.")
    ),
    "propose_undoing": Move(
        Reason,
        lambda pk, given, by, at: merges.propose_undoing(pk, reason=given["reason"], by=by, at=at),
        _("Undoing the merging was proposed. A colleague of another unit decides."),
        lambda merge: merge.reversal_proposed_by is None,
    ),
    "undo": Move(
        Nothing,
        lambda pk, given, by, at: one_person.undo_merge(pk, by=by, at=at),
        _("The merging was undone; both records stand for themselves again."),
        lambda merge: merge.reversal_proposed_by is not None,
    ),
    "decline_undoing": Move(
        Nothing,
        lambda pk, given, by, at: merges.decline_undoing(pk, by=by),
        _("The merging stands."),
        lambda merge: merge.reversal_proposed_by is not None,
    ),
}


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The pairs one may look at, newest first; those that wait unless the address asks for others."""
    by = actor(request)
    if by.kind not in DECIDE:
        raise NotFound("not_found", NO_SUCH_RECORD)
    narrow = DuplicateFilter(request.GET if "status" in request.GET else {"status": DuplicateStatus.OPEN})
    rows = Duplicate.objects.visible_to(by).select_related("first", "second")
    wanted = narrow.value("status")
    page = page_of(rows.filter(status=wanted) if wanted else rows, request)
    ids = [pk for row in page.rows for pk in (row.first_id, row.second_id)]
    shown_ = {"page": page, "filter": narrow, "seen": people_readings.openable(by, ids)}
    return render(request, "portal/duplicates.html", shown_)


@never_cache
@require_safe
@asking_purpose
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A pair side by side; that both records were opened is written down."""
    return _page(request, pk, {}, 200)


@never_cache
@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a pair."""
    form, status = make(request, MOVES, verb, one(actor(request), pk))
    if status:
        return _page(request, pk, {verb: form}, status)
    messages.success(request, str(MOVES[verb].said))
    return redirect("portal:duplicate", pk)


@never_cache
@require_POST
def merged(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a merging."""
    by = actor(request)
    merge = Merge.objects.visible_to(by).filter(pk=pk).first()
    if merge is None:
        raise NotFound("not_found", NO_SUCH_RECORD)
    form, status = make(request, OF_MERGE, verb, merge)
    if status:
        return _page(request, merge.duplicate_id, {verb: form}, status)
    messages.success(request, str(OF_MERGE[verb].said))
    return redirect("portal:duplicate", merge.duplicate_id)


def one(by: Actor, pk: UUID) -> Duplicate:
    """A pair one sees."""
    found = Duplicate.objects.visible_to(by).select_related("first", "second").filter(pk=pk).first()
    if found is None:
        raise NotFound("not_found", NO_SUCH_RECORD)
    return found


def _page(request: HttpRequest, pk: UUID, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    pair: Any = one(by, pk)
    beside = side_by_side(pk, purpose_of(request), by=by)
    found = list(Merge.objects.visible_to(by).filter(duplicate=pk).select_related("kept", "gone").order_by("-pk"))
    pair.proposed = any(merge.decided_by is None for merge in found)
    signed = [person for merge in found for person in _signed(merge)]
    shown_: dict[str, Any] = {
        "pair": pair,
        "beside": beside,
        "seen": people_readings.openable(by, [pair.first_id, pair.second_id]),
        "offers": offers(DUPLICATE, MOVES, pair, by=by, bound=bound),
        "merges": [(merge, offers(MERGE, OF_MERGE, merge, by=by, bound=bound)) for merge in found],
        "people": readings.names_of_members(by, signed),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/duplicate.html", shown_, status=status)


def _signed(merge: Merge) -> tuple[UUID | None, ...]:
    return merge.proposed_by, merge.decided_by, merge.reversal_proposed_by, merge.reversed_by
