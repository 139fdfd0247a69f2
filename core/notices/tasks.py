"""When the clock asks: letters go out."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import minute_of
from core.jobs.services import once
from core.notices.services import delivery


@shared_task  # type: ignore[untyped-decorator]
def deliver_notices() -> int:
    """Deliver the letters that are due."""
    now = timezone.localtime()
    return once("deliver_notices", minute_of(now), lambda: delivery.deliver_due(now), at=now)
