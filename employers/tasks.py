"""When the clock asks: licences, mandates and filings end, and ends to come are announced."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import date_of
from core.jobs.services import once
from employers.services.demand import lapses
from employers.services.licensing import ending_alerts, licences
from employers.services.mandating import mandates


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
    work = lambda: ending_alerts.alert_licences_ending(today=now.date(), at=now)  # noqa: E731
    return once("alert_licences_ending", date_of(now), work, at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_mandates_ending() -> int:
    """Announce the mandates that end soon."""
    now = timezone.localtime()
    work = lambda: ending_alerts.alert_mandates_ending(today=now.date(), at=now)  # noqa: E731
    return once("alert_mandates_ending", date_of(now), work, at=now)


@shared_task  # type: ignore[untyped-decorator]
def release_unused() -> int:
    """Return to the quotas what was reserved and not used by its date."""
    now = timezone.localtime()
    return once("release_unused", date_of(now), lambda: lapses.release_unused(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def close_ended() -> int:
    """Close the filings whose work is over."""
    now = timezone.localtime()
    return once("close_ended", date_of(now), lambda: lapses.close_ended(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def lapse_left_behind() -> int:
    """Let filings lapse that missed their season's window."""
    now = timezone.localtime()
    return once("lapse_left_behind", date_of(now), lambda: lapses.lapse_left_behind(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_overdue() -> int:
    """Alert bureaus to decisions that are overdue."""
    now = timezone.localtime()
    return once("alert_overdue", date_of(now), lambda: lapses.alert_overdue(at=now), at=now)
