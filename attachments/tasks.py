"""When the clock asks: files that belong to nothing are removed, and the folder is held against its records."""

from datetime import datetime

from celery import shared_task
from django.utils import timezone

from attachments.services import checking, keeping
from core.jobs.rules import date_of, minute_of
from core.jobs.services import once


@shared_task  # type: ignore[untyped-decorator]
def sweep_attachments() -> int:
    """Remove the files without a record and those that were taken back."""
    now = timezone.localtime()
    return once("sweep_attachments", minute_of(now, every=30), lambda: _swept(now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def check_attachments() -> int:
    """Alert the operator to files that are missing or left over."""
    now = timezone.localtime()
    return once("check_attachments", date_of(now), lambda: checking.tell(at=now), at=now)


def _swept(now: datetime) -> int:
    keeping.let_go(at=now)
    return keeping.sweep()
