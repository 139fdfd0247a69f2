"""Holding what should have happened against what did: sets that are empty where every job has done its work."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast, TruncDate

from accounts.models import Export
from accounts.services import webhooks
from accounts.services.operators import alert_operators
from attachments.models import Attachment
from attachments.services.keeping import PUT_BY
from core.dates import ZONE, day_of
from core.notices.enums import Channel
from core.notices.models import Notice
from core.workflow import Transition
from employers.models import Filing, Licence, Mandate
from employers.workflow import FILING, LICENCE, MANDATE
from permits.enums import ApplicationStatus, EndReason, PermitStatus
from permits.models import OverstayCase, Permit, PermitApplication, Renewal
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
    sets = {**_due(day_of(at) - timedelta(days=1)), **_left_lying(at - PATIENCE), **_untold(at)}
    counted = {name: rows.count() for name, rows in sets.items()}
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


def _left_lying(until: datetime) -> Mapping[str, "QuerySet[Any]"]:
    """What jobs of every minute or half hour do with letters and files: nothing waits for them that long.

    Files that should be gone from the folder are told by who holds it against its records, day by day.
    """
    asked = Export.objects.due(until).filter(asked_at__lte=until)
    posted = Q(channel=Channel.WEBHOOK)
    return {
        "letters_not_sent": Notice.objects.due(until).exclude(posted),
        "webhooks_not_posted": Notice.objects.due(until).filter(posted),
        "exports_not_made": asked.filter(Q(decided_at=None) | Q(decided_at__lte=until)),
        "exports_kept_too_long": Export.objects.over(until),
        "files_kept_too_long": Attachment.objects.waiting().filter(handed_in_at__lte=until - PUT_BY),
    }


def _untold(at: datetime) -> Mapping[str, "QuerySet[Any]"]:
    """Acts of late of which no letter tells the worker, or none a party; and letters not put before a webhook."""
    since, until = at - LOOKED_BACK, at - PATIENCE
    days = (day_of(since), day_of(at) - timedelta(days=1))
    ended = Permit.objects.filter(ended_on__range=days)
    acts: dict[str, tuple[str, QuerySet[Permit], Any]] = {
        "permits": (
            "permit_issued",
            Permit.objects.filter(issued_at__range=(since, until)),
            TruncDate("issued_at", tzinfo=ZONE),
        ),
        "suspensions": (
            "permit_suspended",
            Permit.objects.filter(status=PermitStatus.SUSPENDED, suspended_on__range=days),
            F("suspended_on"),
        ),
        "ends": (
            "permit_ended",
            ended.filter(end_reason__in=(EndReason.BY_WORKER, EndReason.BY_REQUEST)),
            F("ended_on"),
        ),
        "revocations": ("permit_revoked", ended.filter(end_reason=EndReason.REVOKED), F("ended_on")),
    }
    found: dict[str, QuerySet[Any]] = {"letters_not_queued_to_webhooks": webhooks.unqueued(since, until)}
    for name, (kind, permits, day) in acts.items():
        on_the_day = permits.annotate(day=day)
        found[f"{name}_without_letter"] = _without_workers_letter(on_the_day, kind, since)
        # A party's letter is one for all that an act did, so it is of the day and kind, not of each permit.
        theirs = [
            Exists(_letters(kind, since).filter(organisation_id=OuterRef(to))) for to in ("employer", "intermediary")
        ]
        found[f"{name}_untold_to_parties"] = on_the_day.exclude(*theirs)
    refused = PermitApplication.objects.filter(
        status=ApplicationStatus.REFUSED, decided_at__range=(since, until)
    ).annotate(day=TruncDate("decided_at", tzinfo=ZONE))
    found["refusals_without_letter"] = _without_workers_letter(refused, "application_refused", since)
    return found


def _without_workers_letter(records: "QuerySet[Any]", kind: str, since: datetime) -> "QuerySet[Any]":
    letter = _letters(f"{kind}_worker", since).filter(
        subject_type=records.model._meta.label_lower, subject_id=OuterRef("key"), person_id__isnull=False
    )
    untold: QuerySet[Any] = records.annotate(key=Cast("pk", CharField())).filter(~Exists(letter))
    return untold


def _letters(kind: str, since: datetime) -> "QuerySet[Notice, Any]":
    lately = Notice.objects.filter(kind=kind, channel=Channel.IN_APP, queued_at__gte=since - timedelta(days=1))
    return lately.annotate(day=TruncDate("queued_at", tzinfo=ZONE)).filter(day=OuterRef("day"))


def _left(records: "QuerySet[Any]", transition: Transition) -> "QuerySet[Any]":
    return records.filter(status__in=transition.sources)
