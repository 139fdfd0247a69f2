"""When the clock asks: events are sealed, and checkpoints handed to the witnesses."""

from celery import shared_task
from django.utils import timezone

from core.evidence.services import deposits, sealing
from core.jobs.rules import minute_of
from core.jobs.services import once


@shared_task  # type: ignore[untyped-decorator]
def seal_events() -> int:
    """Seal what has happened in the last minutes."""
    now = timezone.localtime()
    return once("seal_events", minute_of(now, every=5), lambda: sealing.seal(at=now).size, at=now)


@shared_task  # type: ignore[untyped-decorator]
def deposit_checkpoints() -> int:
    """Hand the checkpoints to the witnesses."""
    now = timezone.localtime()
    return once("deposit_checkpoints", minute_of(now), lambda: deposits.hand_over(at=now), at=now)
