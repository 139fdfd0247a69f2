"""When the clock asks: forms left unfinished are forgotten, accounts held against lists, the sealing watched."""

from celery import shared_task
from django.utils import timezone

from accounts.services import staff, unfinished, watch
from core.jobs.rules import date_of, minute_of
from core.jobs.services import once


@shared_task  # type: ignore[untyped-decorator]
def forget_unfinished() -> int:
    """Forget the forms that nobody has taken up for three months."""
    now = timezone.localtime()
    return once("forget_unfinished", date_of(now), lambda: unfinished.forget_old(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def reconcile_staff() -> int:
    """Hold accounts against the lists of staff whose day has come."""
    now = timezone.localtime()
    return once("reconcile_staff", date_of(now), lambda: staff.reconcile_all(at=now), at=now)


@shared_task  # type: ignore[untyped-decorator]
def watch_sealing() -> int:
    """Tell the operators when the record of events is not sealed, or a witness does not answer."""
    now = timezone.localtime()
    return once("watch_sealing", minute_of(now, every=5), lambda: watch.tell(at=now), at=now)
