"""Acts that take two persons: both signatures on the record, told apart by the database."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.errors import Conflict, Forbidden


class TwoPersons(models.Model):
    """A record that one person proposes and another, of another unit and log-in, decides (design §4 rule 12).

    Who, unit and log-in are plain ids. A subclass inherits the constraint through `Meta(TwoPersons.Meta)`.
    """

    proposed_by = models.UUIDField()
    proposed_unit = models.UUIDField(null=True)
    proposed_login = models.CharField(max_length=64)
    proposed_at = models.DateTimeField()
    decided_by = models.UUIDField(null=True)
    decided_unit = models.UUIDField(null=True)
    decided_login = models.CharField(max_length=64, default="")
    decided_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True
        constraints = [
            models.CheckConstraint(
                name="%(class)s_decided_as_a_whole",
                condition=Q(decided_by=None, decided_at=None, decided_login="")
                | Q(decided_by__isnull=False, decided_at__isnull=False) & ~Q(decided_login=""),
                violation_error_message=_("A decision says who, when and under which log-in."),
            ),
        ]

    def propose(self, *, by: Actor, at: datetime) -> None:
        """Put the first signature."""
        self.proposed_by, self.proposed_unit, self.proposed_login = _signature(by)
        self.proposed_at = at

    def decide(self, *, by: Actor, at: datetime) -> None:
        """Put the second signature; that it is another person's, the database demands."""
        self.decided_by, self.decided_unit, self.decided_login = _signature(by)
        self.decided_at = at


class Reversible(models.Model):
    """A decision that is taken back as it was made: one person proposes to, another of another unit does it."""

    reversal_reason = models.CharField(max_length=300, default="", blank=True)
    reversal_proposed_by = models.UUIDField(null=True)
    reversal_proposed_unit = models.UUIDField(null=True)
    reversal_proposed_login = models.CharField(max_length=64, default="")
    reversal_proposed_at = models.DateTimeField(null=True)
    reversed_by = models.UUIDField(null=True)
    reversed_unit = models.UUIDField(null=True)
    reversed_login = models.CharField(max_length=64, default="")
    reversed_at = models.DateTimeField(null=True)

    class Meta:
        abstract = True

    def propose_reversal(self, reason: str, *, by: Actor, at: datetime) -> None:
        """Put the first signature under the wish to take it back; raises `Conflict` where one stands already."""
        if self.reversal_proposed_by is not None:
            raise Conflict("reversal_proposed", _("Taking this back is already proposed: decide that first."))
        self.reversal_reason, self.reversal_proposed_at = reason, at
        self.reversal_proposed_by, self.reversal_proposed_unit, self.reversal_proposed_login = _signature(by)

    def decline_reversal(self) -> None:
        """Let it stand, so that another reversal may be proposed; who wished what stays in the events."""
        self._demand_proposed()
        self.reversal_reason, self.reversal_proposed_at = "", None
        self.reversal_proposed_by, self.reversal_proposed_unit, self.reversal_proposed_login = None, None, ""

    def reverse(self, *, by: Actor, at: datetime) -> None:
        """Put the second signature; that it is another person's, the database demands."""
        self._demand_proposed()
        self.reversed_by, self.reversed_unit, self.reversed_login = _signature(by)
        self.reversed_at = at

    def _demand_proposed(self) -> None:
        if self.reversal_proposed_by is None:
            raise Conflict("reversal_not_proposed", _("Nobody has proposed to take this back: propose it first."))


def reversed_by_two(name: str, status: str) -> models.CheckConstraint:
    """The constraint that what has this `status` was taken back by different persons, units and log-ins."""
    whole: Any = Q(reversal_proposed_by__isnull=False, reversal_proposed_unit__isnull=False) & Q(
        reversed_by__isnull=False, reversed_unit__isnull=False, reversed_at__isnull=False
    )
    differ: Any = ~Q(reversed_by=F("reversal_proposed_by")) & ~Q(reversed_unit=F("reversal_proposed_unit"))
    logins: Any = ~Q(reversed_login="") & ~Q(reversed_login=F("reversal_proposed_login"))
    return models.CheckConstraint(
        name=name,
        condition=Q(status=status) & ~Q(reversal_reason="") & whole & differ & logins
        | ~Q(status=status) & Q(reversed_by=None, reversed_at=None),
        violation_error_message=_(
            "Taking this back takes two persons of different units: ask a colleague of another unit to decide it."
        ),
    )


def two_persons(name: str, *, unless: Q | None = None) -> models.CheckConstraint:
    """The constraint that both signatures are of different persons, units and log-ins, `unless` one suffices."""
    differ: Any = Q(decided_by=None) | ~Q(decided_by=F("proposed_by")) & ~Q(decided_login=F("proposed_login")) & Q(
        proposed_unit__isnull=False, decided_unit__isnull=False
    ) & ~Q(decided_unit=F("proposed_unit"))
    return models.CheckConstraint(
        name=name,
        condition=differ if unless is None else differ | unless,
        violation_error_message=_(
            "This takes two persons of different units: ask a colleague of another unit to decide it."
        ),
    )


def _signature(by: Actor) -> tuple[Any, Any, str]:
    if by.actor_id is None or not by.login:
        raise Forbidden("no_signature", _("Only a person who has logged in can sign this."))
    return by.actor_id, by.unit_id, by.login
