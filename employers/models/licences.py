"""Licences of intermediaries, the bonds that back them, and revocations by two persons."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.approvals import TwoPersons, two_persons
from core.db import new_id
from core.workflow import Case
from employers.enums import BondKind, LicenceStatus
from employers.models.parties import Intermediary
from employers.querysets import BondEntryQuerySet, LicenceQuerySet, RevocationQuerySet
from scheme.enums import Country
from scheme.models.dated import days

LicenceManager = models.Manager.from_queryset(LicenceQuerySet)
BondEntryManager = models.Manager.from_queryset(BondEntryQuerySet)
RevocationManager = models.Manager.from_queryset(RevocationQuerySet)

RUNNING = [LicenceStatus.ACTIVE, LicenceStatus.SUSPENDED]


class Licence(Case):
    """The right to act as an intermediary on one side; its events are its public status history."""

    id = models.UUIDField(primary_key=True, default=new_id)
    intermediary = models.ForeignKey(Intermediary, models.PROTECT, related_name="licences")
    side = models.CharField(max_length=2, choices=Country)
    number = models.CharField(max_length=40)
    status = models.CharField(max_length=10, choices=LicenceStatus, default=LicenceStatus.APPLIED)
    valid_from = models.DateField()
    valid_until = models.DateField()
    bond_required_fen = models.BigIntegerField(default=0)
    bond_currency = models.CharField(max_length=3, default="CNY")
    reason = models.CharField(max_length=300, default="", blank=True, db_comment="of the latest change of status")

    objects = LicenceManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="licence_days_in_order",
                condition=Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
            models.UniqueConstraint(
                fields=["side", "number"],
                name="licence_number_once",
                violation_error_message=_("A licence with this number is already on the register."),
            ),
            ExclusionConstraint(
                name="licence_one_at_a_time",
                expressions=[
                    ("intermediary", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                condition=Q(status__in=RUNNING),
                violation_error_message=_("The intermediary already has a licence in that time."),
            ),
            models.CheckConstraint(
                name="licence_ended_with_a_reason",
                condition=~Q(
                    status__in=[LicenceStatus.SUSPENDED, LicenceStatus.REVOKED, LicenceStatus.REFUSED],
                    reason="",
                ),
                violation_error_message=_("Say why: suspending, revoking and refusing a licence need a reason."),
            ),
        ]
        indexes = [models.Index(fields=["valid_until"], name="licence_by_end", condition=Q(status__in=RUNNING))]

    def __str__(self) -> str:
        return self.number


class BondEntry(models.Model):
    """Money paid in to, called from or given back out of the bond behind a licence."""

    id = models.BigAutoField(primary_key=True)
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="bond_entries")
    kind = models.CharField(max_length=10, choices=BondKind)
    amount_fen = models.BigIntegerField()
    currency = models.CharField(max_length=3, default="CNY")
    on = models.DateField()
    note = models.CharField(max_length=200, default="", blank=True)

    objects = BondEntryManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="bondentry_amount_positive",
                condition=Q(amount_fen__gt=0),
                violation_error_message=_("Give the amount as a number above 0."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.amount_fen}"


class LicenceRevocation(TwoPersons):
    """A revocation proposed by one person and made by another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="revocations")
    reason = models.CharField(max_length=300)

    objects = RevocationManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("licencerevocation_two_persons"),
            models.UniqueConstraint(
                fields=["licence"],
                condition=Q(decided_by=None),
                name="licencerevocation_one_open",
                violation_error_message=_("A revocation of this licence is already proposed."),
            ),
            models.CheckConstraint(
                name="licencerevocation_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why the licence is to be revoked."),
            ),
        ]

    def __str__(self) -> str:
        return f"revocation of {self.licence_id}"
