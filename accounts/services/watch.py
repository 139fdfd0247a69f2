"""Watching the record of events: operators are told when it is not being sealed, or when a witness does not answer."""

from datetime import datetime, timedelta
from typing import Final

from django.conf import settings

from accounts.services.operators import alert_operators
from core.evidence.models import Checkpoint
from core.evidence.services import deposits, standing

KINDS: Final = ("record_unsealed", "witness_silent")
SHOWN: Final = 60


def tell(*, at: datetime) -> int:
    """Alert the operators to what keeps the record from being sealed and witnessed, and close what goes on again."""
    unsealed = [settings.EVIDENCE_ORIGIN[:SHOWN]] if standing.is_late() else []
    since = at - timedelta(minutes=settings.EVIDENCE_WARNS_AFTER)
    silent = [witness[:SHOWN] for witness in deposits.silent(since)]
    raised = _settle("record_unsealed", unsealed, at)
    return raised + _settle("witness_silent", silent, at)


def _settle(kind: str, ids: list[str], at: datetime) -> int:
    found = dict.fromkeys(ids, 1)
    return alert_operators(kind, Checkpoint._meta.label_lower, found, at=at, is_written=True)
