"""Checkpoints: which there are, which a witness still waits for, and which were lost when a database was put back."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from core.actors import Actor
from core.permissions import Permission

if TYPE_CHECKING:
    from core.evidence.models import Checkpoint, Deposit, Gap


class CheckpointQuerySet(models.QuerySet["Checkpoint"]):
    """Sets of checkpoints."""

    def visible_to(self, by: Actor | None) -> Self:
        """All, to everybody: they say nothing but that the record is as it was."""
        return self

    def latest_first(self) -> Self:
        """The newest first."""
        return self.order_by("-number")


class DepositQuerySet(models.QuerySet["Deposit"]):
    """Sets of deposits with witnesses."""

    def due(self, at: datetime) -> Self:
        """Those to be handed over by now, oldest first."""
        return self.filter(due_at__lte=at).order_by("due_at", "pk")

    def unanswered(self, since: datetime) -> Self:
        """Those that a witness has not taken although their checkpoint was made before `since`."""
        return self.filter(delivered_at=None, checkpoint__made_at__lt=since)


class GapQuerySet(models.QuerySet["Gap"]):
    """Sets of gaps."""

    def visible_to(self, by: Actor) -> Self:
        """All, to who may vouch for one, and to who reads all events."""
        may = (Permission.ACKNOWLEDGE_GAP, Permission.READ_EVENTS)
        return self if any(one in by.permissions for one in may) else self.none()

    def acknowledged(self) -> Self:
        """Those that two persons have vouched for."""
        return self.filter(is_acknowledged=True)

    def last_number(self) -> int:
        """The last number that was lost and vouched for; 0 where none was."""
        return max((max(numbers) for numbers in self.acknowledged().values_list("numbers", flat=True)), default=0)
