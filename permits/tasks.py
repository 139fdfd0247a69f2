"""When the clock asks: what comes near, is late or is missing is announced; stays, permits and seasons end."""

from celery import shared_task
from django.utils import timezone

from core.jobs.rules import date_of, minute_of
from core.jobs.services import once
from permits.services import reconciling
from permits.services.alerts import sweeps
from permits.services.erasing import daily
from permits.services.follow_up import cases, returns
from permits.services.lifetime import lapses, renewals


@shared_task  # type: ignore[untyped-decorator]
def erase_due() -> int:
    """Erase the people whose terms are over, once a day."""
    now = timezone.localtime()
    return once("erase_due", date_of(now), lambda: daily.erase_due(at=now), at=now)


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
def alert_of_posts() -> int:
    """Announce posts that fall silent."""
    now = timezone.localtime()
    return once("alert_of_posts", minute_of(now, every=5), lambda: sweeps.of_posts(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def alert_of_conduct() -> int:
    """Show oversight how offices used the service, once a day."""
    now = timezone.localtime()
    return once("alert_of_conduct", date_of(now), lambda: sweeps.of_conduct(at=now), at=now)


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


@shared_task  # type: ignore[untyped-decorator]
def clear_overstays() -> int:
    """Close the suspicions that the records no longer bear out."""
    now = timezone.localtime()
    return once("clear_overstays", minute_of(now, every=30), lambda: cases.clear_due(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def close_run_out() -> int:
    """Close the permits whose last day has gone by and whose worker is not here."""
    now = timezone.localtime()
    return once("close_run_out", minute_of(now, every=30), lambda: lapses.close_run_out(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def note_late_exits() -> int:
    """Note in open cases the exits that were seen since."""
    now = timezone.localtime()
    return once("note_late_exits", minute_of(now, every=30), lambda: cases.note_exits(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def note_returns() -> int:
    """Begin the returns of workers who went home for the season."""
    now = timezone.localtime()
    return once("note_returns", minute_of(now, every=30), lambda: returns.note_exits(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def suspect_overstays() -> int:
    """Open a case for every stay past its last lawful day."""
    now = timezone.localtime()
    return once("suspect_overstays", minute_of(now, every=30), lambda: cases.suspect_due(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def tell_of_overstays() -> int:
    """Tell the workers who are suspected, and until when to answer."""
    now = timezone.localtime()
    return once("tell_of_overstays", minute_of(now, every=30), lambda: cases.tell_due(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def reconcile() -> int:
    """Hold what should have happened by yesterday against what did."""
    now = timezone.localtime()
    return once("reconcile", date_of(now), lambda: reconciling.tell(at=now), at=now)
