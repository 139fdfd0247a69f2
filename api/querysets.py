"""First answers: whose they are, and which are old enough to forget."""

from datetime import datetime
from typing import TYPE_CHECKING, Self
from uuid import UUID

from django.db import models

from core.actors import Actor

NOBODY = UUID(int=0)
"""Under whom strangers' repeats are kept: what they sent must be the same to the letter."""

if TYPE_CHECKING:
    from api.models import IdempotentAnswer


class IdempotentAnswerQuerySet(models.QuerySet["IdempotentAnswer"]):
    """Sets of first answers."""

    def visible_to(self, by: Actor) -> Self:
        """One's own, strangers' together; the clock, which forgets them, sees all."""
        return self if by.kind == "clock" else self.filter(actor=by.actor_id or NOBODY)

    def older_than(self, moment: datetime) -> Self:
        """Those made before that moment."""
        return self.filter(made_at__lt=moment)
