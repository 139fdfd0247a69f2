"""When the clock asks: the lists that verifiers hold are published as soon as they say something new."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import minute_of
from core.jobs.services import once
from papers.services.proof import lists


@shared_task  # type: ignore[untyped-decorator]
def publish_lists() -> int:
    """Publish the key list and the status list."""
    now = timezone.localtime()
    return once("publish_lists", minute_of(now), lambda: lists.publish(at=now), at=now)
