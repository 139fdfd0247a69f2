"""The season's close-out: how much of each step is left, and what is still open of whom."""

from collections import Counter
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.actors import Actor
from core.db import MANY, counted
from core.errors import Sentence
from permits.enums import ReturnStatus
from permits.models import Permit
from permits.services.follow_up.returns import PARTIES
from portal import pictures
from portal.actors import actor, now, today
from portal.forms.follow_up import ReturnFilter
from portal.lately import lately
from portal.listing import Listing, Rows
from portal.paging import page_of
from portal.views import returns
from workers.enums import ComplaintStatus
from workers.models import Complaint

STEPS: Final[dict[str, Sentence]] = {
    "unconfirmed": _("To be confirmed at home"),
    "wage": _("Last wage not settled"),
    "papers": _("Papers not given back"),
    "ready": _("Ready to be closed out"),
    "closed": _("Closed out"),
}


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """What is left of the season, and of whom."""
    by = actor(request)
    rows, filter_ = returns.narrowed(by, request.GET)
    # What is left is counted at every visit, by an index of its own; what is done grows with every season.
    left, done = rows.exclude(status=ReturnStatus.CLOSED_OUT), rows.filter(status=ReturnStatus.CLOSED_OUT)
    counts = left.order_by().aggregate(
        unconfirmed=Count("pk", filter=Q(status=ReturnStatus.EXIT_SEEN)),
        wage=Count("pk", filter=returns.NARROWED["wage"]),
        papers=Count("pk", filter=returns.NARROWED["papers"]),
        ready=Count("pk", filter=returns.NARROWED["ready"]),
    )
    closed = lately(f"closed:{request.GET.urlencode()}", lambda: counted(done), by=by, at=now())
    counts["closed"] = closed.value
    # What was not counted to the end has no length beside the others.
    drawn = {name: counts[name] for name in STEPS if name != "closed" or closed.value <= MANY}
    page = page_of(left, request)
    complaints = _complaints([row.worker_id for row in page.rows], by)
    for row in page.rows:
        row.complaints = complaints[row.worker_id]
    context = {
        "page": page,
        "filter": filter_,
        "counts": counts,
        "as_of": closed.at,
        "steps": pictures.lines(drawn, STEPS),
        "scale": pictures.scale(drawn.values()),
        "unseen": counted(Permit.objects.visible_to(by).past_end(today()).filter(returns=None)),
        "shows_complaints": by.kind not in PARTIES,
    }
    return render(request, "portal/close_out.html", context)


def _complaints(workers: list[Any], by: Actor) -> Counter[UUID]:
    """How many complaints of each worker are open; parties never learn that there is one."""
    if by.kind in PARTIES:
        return Counter()
    found = Complaint.objects.visible_to(by).filter(worker__in=workers).exclude(status=ComplaintStatus.CLOSED)
    return Counter(found.values_list("worker", flat=True))


def still_open(by: Actor, asked: QueryDict) -> tuple[Rows, ReturnFilter]:
    """What is left of the season, of the returns that the address asks for."""
    rows, narrow = returns.narrowed(by, asked)
    return rows.exclude(status=ReturnStatus.CLOSED_OUT), narrow


LIST = Listing(_("Season close-out"), returns.LIST.seen, returns.LIST.columns, still_open)
