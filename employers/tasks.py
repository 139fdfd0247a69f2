"""When the clock asks: licences and mandates expire, and their ends are announced."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import date_of
from core.jobs.services import once
from employers.services import endings, licences, mandates


@shared_task  # type: ignore[untyped-decorator]
def expire_licences() -> int:
    """Close the licences whose last day has gone by."""
    now = timezone.localtime()
    return once("expire_licences", date_of(now), lambda: licences.expire(today=now.date(), at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def expire_mandates() -> int:
    """Close the mandates whose last day has gone by."""
    now = timezone.localtime()
    return once("expire_mandates", date_of(now), lambda: mandates.expire(today=now.date(), at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_licences_ending() -> int:
    """Announce the licences that end soon."""
    now = timezone.localtime()
    work = lambda: endings.alert_licences_ending(today=now.date(), at=now)  # noqa: E731
    return once("alert_licences_ending", date_of(now), work, at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_mandates_ending() -> int:
    """Announce the mandates that end soon."""
    now = timezone.localtime()
    work = lambda: endings.alert_mandates_ending(today=now.date(), at=now)  # noqa: E731
    return once("alert_mandates_ending", date_of(now), work, at=now)
