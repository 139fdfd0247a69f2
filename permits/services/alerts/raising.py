"""Settling one kind of alert: what is found now is raised once, told once, and closed when it is gone."""

from datetime import datetime

from accounts.services.letters import digest
from core.alerts.services import Select, settle_from


def settle(kind: str, subject_type: str, found: Select, *, at: datetime) -> int:
    """Settle a kind from what a statement finds, with one letter to each organisation that sees what is new."""
    return settle_from(kind, subject_type, found, at=at, telling=[digest(kind)])
