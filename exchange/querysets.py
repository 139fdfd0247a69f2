"""The feed: what stands after a place in it, and who may read it."""

from typing import TYPE_CHECKING, Self

from django.db import models

from core.actors import Actor
from core.permissions import Permission

if TYPE_CHECKING:
    from exchange.models import Entry


class EntryQuerySet(models.QuerySet["Entry"]):
    """Sets of entries."""

    def visible_to(self, by: Actor) -> Self:
        """All of them, for the programs of the counterpart authority that may read the feed; nobody else's."""
        return self if Permission.READ_FEED in by.permissions else self.none()

    def after(self, number: int) -> Self:
        """Those behind a place, in their order."""
        return self.filter(number__gt=number).order_by("number")
