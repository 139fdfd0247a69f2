"""Events: which are of one record, and who may read them."""

from typing import TYPE_CHECKING, Self

from django.db import models

from core.actors import Actor
from core.permissions import Permission
from core.querysets import BeyondQuerySet
from core.reach import Beyond

if TYPE_CHECKING:
    from core.audit.models import Event


class EventQuerySet(BeyondQuerySet["Event"]):
    """Sets of events."""

    def visible_to(self, by: Actor) -> Self:
        """Every event for oversight; for others, what their own organisation did."""
        if Permission.READ_EVENTS in by.permissions:
            return self
        if by.organisation_id is None:
            return self.none()
        return self.filter(organisation_id=by.organisation_id)

    def of(self, record: models.Model) -> Self:
        """The events of one record, oldest first, whoever acted: for who has been shown the record."""
        told = self.filter(subject_type=record._meta.label_lower, subject_id=str(record.pk))
        return told.beyond(Beyond.RECOUNTING).order_by("seq")
