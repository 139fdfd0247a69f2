"""When the clock asks: first answers are forgotten once nobody repeats the request any more."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from api.idempotency import forget
from core.jobs.rules import date_of
from core.jobs.services import once

KEPT = timedelta(days=7)


@shared_task  # type: ignore[untyped-decorator]
def forget_answers() -> int:
    """Forget the first answers of more than a week ago."""
    now = timezone.localtime()
    return once("forget_answers", date_of(now), lambda: forget(now - KEPT), at=now)
