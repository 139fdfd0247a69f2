"""When the clock asks: rosters that wait are worked on, and those whose days are over forgotten."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import minute_of
from core.jobs.services import once
from rosters.services import working


@shared_task  # type: ignore[untyped-decorator]
def work_rosters() -> int:
    """Try, apply and undo the rosters that wait."""
    now = timezone.localtime()
    return once("work_rosters", minute_of(now), lambda: working.work_due(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def help_rosters() -> int:
    """Be a second hand at the rosters that are being applied."""
    now = timezone.localtime()
    return once("help_rosters", minute_of(now), lambda: working.help_along(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def forget_rosters() -> int:
    """Forget the rows of rosters whose days are over."""
    now = timezone.localtime()
    return once("forget_rosters", minute_of(now, every=30), lambda: working.forget_over(at=now), at=now)
