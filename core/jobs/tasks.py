"""When the clock asks: the runs themselves are tidied up."""

from celery import shared_task
from django.utils import timezone

from core.jobs import services
from core.jobs.rules import date_of


@shared_task  # type: ignore[untyped-decorator]
def forget_old_runs() -> int:
    """Keep a month of runs."""
    now = timezone.localtime()
    return services.once("forget_old_runs", date_of(now), lambda: services.forget_old(at=now), at=now)
