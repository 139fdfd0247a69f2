"""When the clock asks: what comes near, is late or is missing is announced."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import minute_of
from core.jobs.services import once
from permits.services import renewals
from permits.services.alerts import sweeps


@shared_task  # type: ignore[untyped-decorator]
def alert_of_permits() -> int:
    """Announce permits that end, and people not seen leaving."""
    now = timezone.localtime()
    return once("alert_of_permits", minute_of(now, every=10), lambda: sweeps.of_permits(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_of_evidence() -> int:
    """Announce evidence that ends inside a stay."""
    now = timezone.localtime()
    return once("alert_of_evidence", minute_of(now, every=30), lambda: sweeps.of_evidence(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_of_arrivals() -> int:
    """Announce arrivals that are missing, and lodging that is not registered."""
    now = timezone.localtime()
    return once("alert_of_arrivals", minute_of(now, every=30), lambda: sweeps.of_arrivals(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_of_exits() -> int:
    """Announce exits nobody saw, and what is open once a worker has left."""
    now = timezone.localtime()
    return once("alert_of_exits", minute_of(now, every=30), lambda: sweeps.of_exits(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_of_decisions() -> int:
    """Announce answers and decisions that are due."""
    now = timezone.localtime()
    return once("alert_of_decisions", minute_of(now, every=30), lambda: sweeps.of_decisions(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def propose_renewals() -> int:
    """Propose the renewal of permits that run out while the work goes on."""
    now = timezone.localtime()
    return once("propose_renewals", minute_of(now, every=30), lambda: renewals.propose_due(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def lapse_renewals() -> int:
    """Drop proposals nobody confirmed in time."""
    now = timezone.localtime()
    return once("lapse_renewals", minute_of(now, every=30), lambda: renewals.lapse_due(at=now), at=now)
