"""Alerts: which are open, and who sees which."""

from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.actors import Actor

if TYPE_CHECKING:
    from core.alerts.models import Alert


class AlertQuerySet(models.QuerySet["Alert"]):
    """Sets of alerts."""

    def visible_to(self, by: Actor) -> Self:
        """The alerts of one's organisation, and for a bureau those of its area and below."""
        if by.organisation_id is None:
            return self.none()
        own = Q(organisation_id=by.organisation_id)
        return self.filter(own | Q(area__startswith=by.area)) if by.kind == "bureau" and by.area else self.filter(own)

    def open(self) -> Self:
        """Those whose cause is still there."""
        return self.filter(closed_at=None)
