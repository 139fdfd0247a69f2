"""Checkpoints: which there are, and which a witness still waits for."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from core.actors import Actor

if TYPE_CHECKING:
    from core.evidence.models import Checkpoint, Deposit


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
