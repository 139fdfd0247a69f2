"""When the clock asks: files that belong to nothing are removed."""

from celery import shared_task
from django.utils import timezone

from attachments.services import keeping
from core.jobs.rules import minute_of
from core.jobs.services import once


@shared_task  # type: ignore[untyped-decorator]
def sweep_attachments() -> int:
    """Remove the files without a record and those that were taken back."""
    now = timezone.localtime()
    return once("sweep_attachments", minute_of(now, every=30), keeping.sweep, at=now)
