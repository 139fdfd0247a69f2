"""When the clock asks: persons are compared, offers lapse, payees and shared files flagged, late complaints go up."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from attachments.services import comparing
from core.jobs.rules import date_of, minute_of
from core.jobs.services import once
from workers.services.agreement import offers
from workers.services.grievances import costs, escalation
from workers.services.identity import decoys, duplicates, shared_files


@shared_task  # type: ignore[untyped-decorator]
def find_duplicates() -> int:
    """List pairs that may be one person, among all that changed since they were last compared."""
    now = timezone.localtime()
    return once("find_duplicates", date_of(now), lambda: duplicates.compare_changed(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def lapse_offers() -> int:
    """Withdraw the offers whose day for an answer has gone by."""
    now = timezone.localtime()
    return once("lapse_offers", date_of(now), lambda: offers.lapse_unanswered(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def flag_payees() -> int:
    """Alert the offices in charge to those whom workers paid."""
    now = timezone.localtime()
    return once("flag_payees", date_of(now), lambda: costs.flag_payees(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def escalate_complaints() -> int:
    """Bring complaints that are overdue before oversight."""
    now = timezone.localtime()
    return once("escalate_complaints", minute_of(now, every=30), lambda: escalation.escalate(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def flag_same_files() -> int:
    """Alert the offices in charge where one photo or one health paper was handed in for several persons."""
    now = timezone.localtime()
    return once("flag_same_files", minute_of(now, every=30), lambda: _compared(now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def watch_openings() -> int:
    """Alert oversight to decoys that were opened, and to members who open very many records."""
    now = timezone.localtime()
    return once("watch_openings", minute_of(now), lambda: decoys.watch(at=now), at=now)


def _compared(now: datetime) -> int:
    comparing.compare_new(at=now)
    return shared_files.flag_same_files(at=now)
