"""The season's close-out: how much of each step is left, and what is still open of whom."""

from collections import Counter
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.actors import Actor
from permits.enums import ReturnStatus
from permits.models import Permit
from permits.services.follow_up.returns import PARTIES
from portal.actors import actor, now, today
from portal.lately import lately
from portal.paging import page_of
from portal.presence_readings import only_for
from portal.views.returns import KINDS, NARROWED, narrowed
from workers.enums import ComplaintStatus
from workers.models import Complaint


@require_safe
def shown(request: HttpRequest) -> HttpResponse:
    """What is left of the season, and of whom."""
    by = actor(request)
    only_for(KINDS, by=by)
    rows, filter_ = narrowed(request, by)
    # What is left is counted at every visit, by an index of its own; what is done grows with every season.
    left, done = rows.exclude(status=ReturnStatus.CLOSED_OUT), rows.filter(status=ReturnStatus.CLOSED_OUT)
    counts = left.order_by().aggregate(
        unconfirmed=Count("pk", filter=Q(status=ReturnStatus.EXIT_SEEN)),
        wage=Count("pk", filter=NARROWED["wage"]),
        papers=Count("pk", filter=NARROWED["papers"]),
        ready=Count("pk", filter=NARROWED["ready"]),
    )
    closed = lately(f"closed:{request.GET.urlencode()}", done.order_by().count, by=by, at=now())
    page = page_of(left, request)
    complaints = _complaints([row.worker_id for row in page.rows], by)
    for row in page.rows:
        row.complaints = complaints[row.worker_id]
    context = {
        "page": page,
        "filter": filter_,
        "counts": counts,
        "closed": closed.value,
        "as_of": closed.at,
        "unseen": Permit.objects.visible_to(by).past_end(today()).filter(returns=None).count(),
        "shows_complaints": by.kind not in PARTIES,
    }
    return render(request, "portal/close_out.html", context)


def _complaints(workers: list[Any], by: Actor) -> Counter[UUID]:
    """How many complaints of each worker are open; parties never learn that there is one."""
    if by.kind in PARTIES:
        return Counter()
    found = Complaint.objects.visible_to(by).filter(worker__in=workers).exclude(status=ComplaintStatus.CLOSED)
    return Counter(found.values_list("worker", flat=True))
