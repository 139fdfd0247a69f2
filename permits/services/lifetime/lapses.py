"""What the clock ends on the permit side: permits past their last day whose worker is not in the country."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

from django.db.models import Exists, OuterRef, Q

from core.dates import day_of
from core.workflow import move_all
from permits.enums import EndReason, RequestStatus
from permits.models import Arrival, Extension, Permit, Stay
from permits.services.lifetime import posts
from permits.workflow import PERMIT


def close_run_out(*, at: datetime) -> int:
    """Close the permits whose last day has gone by, with the reason; safe to run twice.

    One whose worker is still in the country stays open, unless a renewal goes on with it; so does one whose extension
    is undecided and covered by its receipt.
    """
    today = day_of(at)
    present = Stay.objects.open().filter(worker=OuterRef("worker"))
    asked = Extension.objects.filter(permit=OuterRef("pk"), status=RequestStatus.ASKED, receipt_until__gte=today)
    due = Permit.objects.past_end(today).filter(Q(successor__isnull=False) | ~Exists(present)).filter(~Exists(asked))
    # Found by their last day first: in the order of keys, in which they are moved, all permits would be looked through.
    keys = list(due.order_by().values_list("pk", flat=True))
    if not keys:
        return 0
    return move_all(
        due.filter(pk__any=keys), PERMIT["run_out"], also=partial(_say_why, at=at), fields=["ended_on", "end_reason"]
    )


def _say_why(batch: Sequence[Permit], *, at: datetime) -> None:
    keys = [permit.pk for permit in batch]
    renewed = set(Permit.objects.filter(succeeds__any=keys).values_list("succeeds", flat=True))
    came = set(Stay.objects.filter(permit__any=keys).values_list("permit", flat=True))
    came |= set(Arrival.objects.filter(permit__any=keys).values_list("permit", flat=True))
    for permit in batch:
        permit.ended_on = permit.last_on
        if permit.pk in renewed:
            permit.end_reason = EndReason.RENEWED
        else:
            permit.end_reason = EndReason.SEASON_OVER if permit.pk in came else EndReason.NOT_TAKEN_UP
    # A post nobody came for, whose days go on, is free for another.
    posts.vacate_each([permit for permit in batch if permit.end_reason == EndReason.NOT_TAKEN_UP], at=at)
