"""Notices: which wait to go out, which are dead, and who may read which."""

from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db import models
from django.db.models import Q

from core.actors import Actor
from core.notices.enums import Channel
from core.permissions import Permission

if TYPE_CHECKING:
    from core.notices.models import Notice


class NoticeQuerySet(models.QuerySet["Notice"]):
    """Sets of notices."""

    def visible_to(self, by: Actor) -> Self:
        """One's own letters and those to one's organisation; a worker's own in the service; for who runs the service,
        the undeliverable ones."""
        if by.kind == "worker" and by.actor_id is not None:
            return self.filter(person_id=by.actor_id, channel=Channel.IN_APP)
        if by.organisation_id is None:
            return self.none()
        own = Q(organisation_id=by.organisation_id) & (Q(member_id=None) | Q(member_id=by.actor_id))
        if Permission.READ_JOBS in by.permissions:
            own |= Q(dead_at__isnull=False)
        return self.filter(own)

    def due(self, at: datetime) -> Self:
        """Those that wait and whose time has come, oldest first."""
        return self.filter(due_at__lte=at).order_by("due_at", "id")
