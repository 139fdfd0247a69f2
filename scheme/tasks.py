"""When the clock asks: quotas that fill up raise alerts."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import minute_of
from core.jobs.services import once
from scheme.services.quota_alerts import raise_quota_alerts as raise_alerts


@shared_task  # type: ignore[untyped-decorator]
def raise_quota_alerts() -> int:
    """Raise and close the alerts of quotas that fill up."""
    now = timezone.localtime()
    return once("raise_quota_alerts", minute_of(now, every=10), lambda: raise_alerts(at=now), at=now)
