"""When the clock asks: the feed follows what happens to permits."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import minute_of
from core.jobs.services import once
from exchange.services import feed


@shared_task  # type: ignore[untyped-decorator]
def extend_feed() -> int:
    """Write what has happened to permits into the feed."""
    now = timezone.localtime()
    return once("extend_feed", minute_of(now), lambda: feed.extend(at=now), at=now)
