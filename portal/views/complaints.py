"""Complaints: for protection desks and who watches over them; to everybody else there is no such page."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from core.actors import Actor
from core.errors import NotFound
from core.notices.models import Notice
from portal import people_readings, records
from portal.actors import actor, today
from portal.forms.base import Form
from portal.forms.complaints import Assign, ComplaintFilter, Refer, Words
from portal.forms.moves import Nothing
from portal.listing import STATUS, Column, Listing, of_worker
from portal.moves import Move, offers
from portal.openings import asking_purpose, purpose_of
from portal.paging import page_of
from portal.words import NO_SUCH_RECORD
from workers.enums import ComplaintStatus
from workers.models import Complaint
from workers.querysets import WATCHES, ComplaintQuerySet
from workers.services.grievances import complaints
from workers.services.history import history
from workers.workflow import COMPLAINT

MOVES = {
    "assign": Move(
        Assign,
        lambda pk, given, by, at: complaints.assign(pk, desk=UUID(given["desk"]), by=by, at=at),
        _("The desk has taken it on; the worker is told."),
    ),
    "answer": Move(
        Words,
        lambda pk, given, by, at: complaints.answer(pk, given["text"], by=by, at=at),
        _("The answer was sent to the worker."),
    ),
    "refer": Move(
        Refer,
        lambda pk, given, by, at: complaints.refer(pk, given["text"], to=given["to"], by=by, at=at),
        _("It was passed on; the worker is told to whom."),
    ),
    "close": Move(
        Nothing, lambda pk, given, by, at: complaints.close(pk, by=by, at=at), _("The complaint was closed.")
    ),
}
OPEN = (ComplaintStatus.RECEIVED, ComplaintStatus.ASSIGNED)


def demand_watch(by: Actor) -> None:
    """To who does not watch over workers' rights there is no such page."""
    if by.kind not in WATCHES:
        raise NotFound("not_found", NO_SUCH_RECORD)


def seen(by: Actor) -> ComplaintQuerySet:
    """The complaints one sees, with all that a line of the list names; to who does not watch there are none."""
    demand_watch(by)
    return Complaint.objects.visible_to(by).select_related("worker", "desk", "about")


def narrowed(by: Actor, asked: QueryDict) -> tuple[ComplaintQuerySet, ComplaintFilter]:
    """The complaints that the address asks for, of those one sees."""
    narrow = ComplaintFilter(asked)
    wanted = {name: narrow.value(name) for name in ("status", "kind") if narrow.value(name)}
    rows = seen(by).filter(**wanted)
    return rows.overdue_on(today()) if narrow.value("overdue") else rows, narrow


LIST = Listing(
    _("Complaints"),
    seen,
    (
        Column(_("Number"), "number"),
        Column(_("What is wrong"), "get_kind_display"),
        *of_worker(),
        Column(_("About"), "about.name"),
        Column(_("Desk"), "desk.name"),
        Column(_("Received"), "received_at"),
        Column(_("Answer by"), "due_on"),
        STATUS,
    ),
    narrowed,
)


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """The complaints one may see, newest first, narrowed by the address."""
    by = actor(request)
    rows, narrow = narrowed(by, request.GET)
    page = page_of(rows, request)
    seen = people_readings.openable(by, [row.worker_id for row in page.rows])
    shown_ = {"page": page, "filter": narrow, "seen": seen, "today": today(), "open": OPEN}
    return render(request, "portal/complaints.html", shown_)


@never_cache
@require_safe
@asking_purpose
def shown(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One complaint with all that was written; that it was read is written down."""
    return _page(request, one(actor(request), pk), {}, 200)


@never_cache
@require_POST
def moved(request: HttpRequest, pk: UUID, verb: str) -> HttpResponse:
    """Make one move of a complaint."""

    def then(_complaint: Complaint) -> HttpResponse:
        is_there = Complaint.objects.visible_to(actor(request)).filter(pk=pk).exists()
        return redirect("portal:complaint", pk) if is_there else redirect("portal:complaints")

    return records.moved(request, pk, verb, one=one, moves=MOVES, show=_page, to=then)


def one(by: Actor, pk: UUID) -> Complaint:
    """A complaint one sees, with the desks that may take it on."""
    found = records.one(seen(by), pk)
    found.desks = complaints.desks_for(found, by=by)
    return found  # type: ignore[no-any-return]


def _page(request: HttpRequest, complaint: Complaint, bound: Mapping[str, Form], status: int) -> HttpResponse:
    by = actor(request)
    _complaint, entries = complaints.read(complaint.pk, purpose_of(request), by=by)
    about_it = {"subject_type": Complaint._meta.label_lower, "subject_id": str(complaint.pk), "channel": "in_app"}
    shown_: dict[str, Any] = {
        "complaint": complaint,
        "entries": entries,
        "seen": people_readings.openable(by, [complaint.worker_id]),
        "letters": Notice.objects.visible_to(by).filter(**about_it).order_by("-pk")[:20],
        "steps": history(Complaint.objects.visible_to(by), complaint.pk),
        "is_running": complaint.status in OPEN,
        "is_late": complaint.status in OPEN and complaint.due_on < today(),
        "offers": offers(COMPLAINT, MOVES, complaint, by=by, bound=bound),
        "summary": [line for form in bound.values() for line in form.summary],
    }
    return render(request, "portal/complaint.html", shown_, status=status)
