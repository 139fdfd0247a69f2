"""Holding what should have happened against what did: sets that are empty where every job has done its work."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import CharField, Exists, OuterRef, QuerySet
from django.db.models.functions import Cast

from accounts.services.operators import alert_operators
from core.dates import day_of
from core.notices.enums import Channel
from core.notices.models import Notice
from core.workflow import Transition
from employers.models import Filing, Licence, Mandate
from employers.workflow import FILING, LICENCE, MANDATE
from permits.models import OverstayCase, Permit, Renewal
from permits.workflow import OVERSTAY, RENEWAL
from workers.models import Offer
from workers.workflow import OFFER

PATIENCE: Final = timedelta(hours=1)
LOOKED_BACK: Final = timedelta(days=8)


def tell(*, at: datetime) -> int:
    """Alert who keeps the service running to every set that is not empty, and close what is in order again."""
    return alert_operators("out_of_step", "jobs.set", differences(at=at), at=at)


def differences(*, at: datetime) -> dict[str, int]:
    """The sets that should be empty and are not, each with its number.

    What was due yesterday is held against, so that nothing is missed that today's jobs have not come to yet.
    """
    counted = {name: rows.count() for name, rows in {**_due(day_of(at) - timedelta(days=1)), **_told(at)}.items()}
    return {name: number for name, number in counted.items() if number}


def _due(day: date) -> Mapping[str, "QuerySet[Any]"]:
    """What jobs move: they find it by these very sets."""
    return {
        "licences_past_end": _left(Licence.objects.past_end(day), LICENCE["expire"]),
        "mandates_past_end": _left(Mandate.objects.past_end(day), MANDATE["expire"]),
        "filings_unused": _left(Filing.objects.unused_on(day), FILING["release"]),
        "filings_ended": _left(Filing.objects.ended_on(day), FILING["finish"]),
        "filings_left_behind": _left(Filing.objects.left_behind_on(day), FILING["lapse"]),
        "offers_unanswered": _left(Offer.objects.unanswered_on(day), OFFER["lapse"]),
        "renewals_unconfirmed": _left(Renewal.objects.filter(first_on__lte=day), RENEWAL["lapse"]),
        "overstays_untold": _left(
            OverstayCase.objects.filter(permit__isnull=False, suspected_at__date__lte=day), OVERSTAY["tell"]
        ),
    }


def _told(at: datetime) -> Mapping[str, "QuerySet[Any]"]:
    """Letters: those that should have gone out, and decisions of which no letter tells."""
    lately = {"issued_at__range": (at - LOOKED_BACK, at - PATIENCE)}
    letter = Notice.objects.filter(
        subject_type=Permit._meta.label_lower,
        subject_id=OuterRef("key"),
        person_id__isnull=False,
        channel=Channel.IN_APP,
    )
    issued = Permit.objects.filter(**lately).annotate(key=Cast("pk", CharField()))
    return {
        "letters_not_sent": Notice.objects.due(at - PATIENCE),
        "permits_without_letter": issued.filter(~Exists(letter)),
    }


def _left(records: "QuerySet[Any]", transition: Transition) -> "QuerySet[Any]":
    return records.filter(status__in=transition.sources)
