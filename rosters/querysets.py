"""Rosters: sets with a name, and who sees which."""

from datetime import datetime
from typing import TYPE_CHECKING, Any, Self

from django.apps import apps
from django.db import models

from core.actors import Actor
from rosters.enums import RosterStatus, RowState

if TYPE_CHECKING:
    from rosters.models import Roster, RosterRow

MOST_TRIES = 3
"""After so many tries that ended in a fault, a roster waits for somebody who runs the service."""
WAITING = (RosterStatus.RECEIVED, RosterStatus.APPLYING, RosterStatus.UNDOING)


class RosterQuerySet(models.QuerySet["Roster"]):
    """Sets of rosters."""

    def visible_to(self, by: Actor) -> Self:
        """Those that one's own organisation handed in."""
        return self.filter(organisation=by.organisation_id) if by.organisation_id else self.none()

    def waiting(self) -> Self:
        """Those on which there is work to do."""
        return self.filter(status__in=WAITING, tries__lt=MOST_TRIES)

    def over(self, at: datetime) -> Self:
        """Those whose rows are no longer kept."""
        return self.filter(kept_until__lte=at).exclude(status__in=WAITING).exclude(rows=0)


class RowQuerySet(models.QuerySet["RosterRow"]):
    """Sets of rows."""

    def visible_to(self, by: Actor) -> Self:
        """Those of the rosters one sees."""
        rosters: Any = apps.get_model("rosters", "Roster").objects
        return self.filter(roster__in=rosters.visible_to(by).values("pk"))

    def in_state(self, *states: str) -> Self:
        """Those of these states, in the order of the file."""
        return self.filter(state__in=states).order_by("line")

    def with_faults(self) -> Self:
        """Those to be corrected."""
        return self.in_state(RowState.FAULTY)
