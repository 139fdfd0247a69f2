"""When the clock asks: persons that changed are held against all others."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import date_of
from core.jobs.services import once
from workers.services import duplicates


@shared_task  # type: ignore[untyped-decorator]
def find_duplicates() -> int:
    """List pairs that may be one person, among all that changed since they were last compared."""
    now = timezone.localtime()
    return once("find_duplicates", date_of(now), lambda: duplicates.compare_changed(at=now), at=now)
