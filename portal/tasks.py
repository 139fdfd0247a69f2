"""When the clock asks: the files that were asked for are made, and those whose days are over dropped."""

from celery import shared_task
from django.utils import timezone

from accounts.services import exports
from core.jobs.rules import minute_of
from core.jobs.services import once
from portal.sheets import write


@shared_task  # type: ignore[untyped-decorator]
def make_exports() -> int:
    """Make the files that wait."""
    now = timezone.localtime()
    return once("make_exports", minute_of(now), lambda: exports.make_due(write, at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def forget_exports() -> int:
    """Drop the files whose days are over."""
    now = timezone.localtime()
    return once("forget_exports", minute_of(now, every=30), lambda: exports.forget_over(at=now), at=now)
