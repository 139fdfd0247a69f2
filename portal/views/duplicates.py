"""Doubles: records that may be one person, side by side, told apart or merged by two persons."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.dates import day_of
from core.errors import NotFound
from permits.services import one_person
from portal import people_readings, readings, records
from portal.actors import actor
from portal.forms.base import Form
from portal.forms.doubles import DuplicateFilter, ProposeMerge, TellApart
from portal.forms.moves import Nothing, Reason
from portal.listing import STATUS, Column, Listing, Rows, of_worker
from portal.moves import Move, offers
from portal.openings import asking_purpose, purpose_of
from portal.paging import page_of
from portal.words import NO_SUCH_RECORD
from workers.enums import DuplicateStatus
from workers.models import Duplicate, Merge
from workers.services.identity import merges
from workers.services.identity.shared_files import sharing_files
from workers.services.identity.side_by_side import side_by_side
from workers.workflow import DUPLICATE, MERGE

DECIDE = ("department", "bureau", "oversight")
MOVES = {
    "tell_apart": Move(
        TellApart,
        lambda pk, given, by, at: merges.tell_apart(pk, note=given["note"], by=by, at=at),
        _("They were told apart; the pair is not listed again."),
        back="reopen",
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
        back="propose_undoing",
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


def narrowed(by: Actor, asked: QueryDict) -> tuple[Rows, DuplicateFilter]:
    """The pairs that the address asks for; those that wait unless it asks for others."""
    if by.kind not in DECIDE:
        raise NotFound("not_found", NO_SUCH_RECORD)
    narrow = DuplicateFilter(asked if "status" in asked else {"status": DuplicateStatus.OPEN})
    wanted = narrow.value("status")
    return LIST.seen(by).filter(status=wanted) if wanted else LIST.seen(by), narrow


LIST = Listing(
    _("Doubles"),
    lambda by: Duplicate.objects.visible_to(by).select_related("first", "second"),
    (
        *of_worker("first"),
        *of_worker("second"),
        Column(_("Points"), "score"),
        Column(_("Found on"), lambda row: day_of(row.found_at)),
        STATUS,
        Column(_("Why"), "note"),
    ),
    narrowed,
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The pairs one may look at, newest first; those that wait unless the address asks for others."""
    by = actor(request)
    rows, narrow = narrowed(by, request.GET)
    page = page_of(rows, request)
    ids = [pk for row in page.rows for pk in (row.first_id, row.second_id)]
    shown_ = {"page": page, "filter": narrow, "seen": people_readings.openable(by, ids)}
    sharing = sharing_files(ids)
    shown_["sharing"] = [row.pk for row in page.rows if (row.first_id, row.second_id) in sharing]
    return render(request, "portal/duplicates.html", shown_)


@never_cache
@require_safe
@asking_purpose
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A pair side by side; that both records were opened is written down."""
    return _page(request, one(actor(request), pk), {}, 200)


@never_cache
@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a pair."""
    return records.moved(request, pk, verb, one=one, moves=MOVES, show=_page, to="portal:duplicate")


@never_cache
@require_POST
def merged(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a merging."""
    return records.moved(request, pk, verb, one=_merge, moves=OF_MERGE, show=_page_of_merge, to=_pair_of_merge)


def one(by: Actor, pk: UUID) -> Duplicate:
    """A pair one sees."""
    found: Duplicate = records.one(LIST.seen(by), pk)
    return found


def _merge(by: Actor, pk: UUID) -> Merge:
    found: Merge = records.one(Merge.objects.visible_to(by), pk)
    return found


def _page_of_merge(request: HttpRequest, merge: Merge, bound: Mapping[str, Form], status: int) -> HttpResponse:
    return _page(request, one(actor(request), merge.duplicate_id), bound, status)


def _pair_of_merge(merge: Merge) -> HttpResponse:
    return redirect("portal:duplicate", merge.duplicate_id)


def _page(request: HttpRequest, pair: Any, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by, pk = actor(request), pair.pk
    beside = side_by_side(pk, purpose_of(request), by=by)
    found = list(Merge.objects.visible_to(by).filter(duplicate=pk).select_related("kept", "gone").order_by("-pk"))
    pair.proposed = any(merge.decided_by is None for merge in found)
    signed = [person for merge in found for person in _signed(merge)]
    shown_: dict[str, Any] = {
        "pair": pair,
        "beside": beside,
        "shares_file": bool(sharing_files([pair.first_id, pair.second_id])),
        "seen": people_readings.openable(by, [pair.first_id, pair.second_id]),
        "offers": offers(DUPLICATE, MOVES, pair, by=by, bound=bound),
        "merges": [(merge, offers(MERGE, OF_MERGE, merge, by=by, bound=bound)) for merge in found],
        "people": readings.names_of_members(by, signed),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/duplicate.html", shown_, status=status)


def _signed(merge: Merge) -> tuple[UUID | None, ...]:
    return merge.proposed_by, merge.decided_by, merge.reversal_proposed_by, merge.reversed_by
