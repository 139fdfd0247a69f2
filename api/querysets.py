"""First answers: whose they are, and which are old enough to forget."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models

from core.actors import Actor

if TYPE_CHECKING:
    from api.models import IdempotentAnswer


class IdempotentAnswerQuerySet(models.QuerySet["IdempotentAnswer"]):
    """Sets of first answers."""

    def visible_to(self, by: Actor) -> Self:
        """One's own; the clock, which forgets them, sees all."""
        if by.kind == "clock":
            return self
        return self.filter(actor=by.actor_id) if by.actor_id else self.none()

    def older_than(self, moment: datetime) -> Self:
        """Those made before that moment."""
        return self.filter(made_at__lt=moment)
