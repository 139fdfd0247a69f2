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
        """Those that concern one's organisation; for a bureau those of its area and below, too, and for a sending
        department those of its province."""
        if by.organisation_id is None:
            return self.none()
        seen = Q(organisation_id=by.organisation_id) | Q(also__contains=[by.organisation_id])
        if by.kind == "bureau" and by.area:
            seen |= Q(area__startswith=by.area)
        if by.kind == "department":
            seen |= Q(also__contains=[by.province_id])
        return self.filter(seen)

    def open(self) -> Self:
        """Those whose cause is still there."""
        return self.filter(closed_at=None)
