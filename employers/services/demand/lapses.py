"""What the clock ends on the demand side: reservations nobody used, work that is over, filings left behind."""

from collections.abc import Sequence
from datetime import datetime

from django.db import models
from django.db.models import F, Value
from django.db.models.functions import Cast, JSONObject

from accounts.services.letters import tell_each
from core.actors import CLOCK
from core.alerts.services import settle_from
from core.dates import day_of
from core.workflow import move_all
from employers.enums import FilingStatus
from employers.models import Filing
from employers.services.demand.after_grant import held
from employers.services.demand.letters import letters
from employers.services.mandating import mandate_posts
from employers.workflow import FILING
from scheme.services import quotas


def release_unused(*, at: datetime) -> int:
    """Return to the quota what was reserved and not used by its date, and close those filings; safe to run twice."""
    return move_all(
        Filing.objects.unused_on(day_of(at)).select_related("season"),
        FILING["release"],
        also=lambda batch: _give_back(batch, at=at),
        fields=["posts_held"],
    )


def close_ended(*, at: datetime) -> int:
    """Close granted filings whose work is over; safe to run twice."""
    return move_all(
        Filing.objects.ended_on(day_of(at)).select_related("season"),
        FILING["finish"],
        also=lambda batch: _give_back(batch, at=at),
        fields=["posts_held"],
    )


def lapse_left_behind(*, at: datetime) -> int:
    """Let filings lapse that were never submitted and whose season takes no more; safe to run twice."""
    records = Filing.objects.left_behind_on(day_of(at)).select_related("season")
    waiting = set(records.filter(status=FilingStatus.AWAITING_EMPLOYER).values_list("pk", flat=True))

    def free(batch: Sequence[Filing]) -> None:
        mandate_posts.give_back_each([(filing.mandate_id, filing.posts) for filing in batch if filing.pk in waiting])
        tell_each(letters(batch, "filing_withdrawn"), at=at)

    return move_all(records, FILING["lapse"], also=free)


def _give_back(batch: Sequence[Filing], *, at: datetime) -> None:
    wants = [held(filing, filing.posts_held) for filing in batch if filing.posts_held]
    for filing in batch:
        filing.posts_held = 0
    tell_each(letters(batch, "filing_closed"), at=at)
    if wants:
        quotas.release(wants, by=CLOCK, at=at)


def alert_overdue(*, at: datetime) -> int:
    """Alert bureaus to filings whose decision is overdue; the alert closes when it is made. How many are new."""
    found = Filing.objects.overdue_on(day_of(at)).values_list(
        "pk", Value(""), Cast(Value(None), models.UUIDField()), F("county_id"), JSONObject(due_on="due_on")
    )
    return settle_from("decision_overdue", Filing._meta.label_lower, found, at=at)
