"""Employers and intermediaries: organisations with what the law knows them by."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.approvals import TwoPersons, two_persons
from core.db import new_id
from employers.enums import EmployerKind
from employers.querysets import CorrectionQuerySet, EmployerQuerySet, IntermediaryQuerySet
from scheme.enums import Country
from scheme.models import Area

EmployerManager = models.Manager.from_queryset(EmployerQuerySet)
IntermediaryManager = models.Manager.from_queryset(IntermediaryQuerySet)
CorrectionManager = models.Manager.from_queryset(CorrectionQuerySet)


class Employer(models.Model):
    """Who has posts to fill: known by a unified social credit code, a farm household by its head's resident number.

    A resident number is personal: it is kept encrypted, with a keyed digest to find it again and its last four signs.
    """

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="employer")
    kind = models.CharField(max_length=12, choices=EmployerKind)
    credit_code = models.CharField(max_length=18, default="", blank=True)
    resident_number_sealed = models.BinaryField(null=True, blank=True)
    resident_number_digest = models.BinaryField(null=True, blank=True)
    resident_number_end = models.CharField(max_length=4, default="", blank=True)
    county = models.ForeignKey(Area, models.PROTECT, related_name="employers", db_index=False)
    address = models.CharField(max_length=200, default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)
    erased_at = models.DateTimeField(null=True, blank=True, db_comment="since when nobody can tell which household")

    objects = EmployerManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["credit_code"],
                name="employer_credit_code_once",
                condition=~Q(credit_code=""),
                violation_error_message=_("An employer with this credit code is already registered."),
            ),
            models.UniqueConstraint(
                fields=["resident_number_digest"],
                name="employer_resident_number_once",
                violation_error_message=_("A farm household with this resident number is already registered."),
            ),
            models.CheckConstraint(
                name="employer_has_one_identifier",
                condition=Q(kind=EmployerKind.HOUSEHOLD, credit_code="", resident_number_digest__isnull=False)
                | Q(kind=EmployerKind.HOUSEHOLD, erased_at__isnull=False)
                | ~Q(kind=EmployerKind.HOUSEHOLD) & ~Q(credit_code="") & Q(resident_number_digest=None),
                violation_error_message=_(
                    "A farm household gives its head's resident number, every other employer its credit code."
                ),
            ),
        ]
        indexes = [models.Index(fields=["county", "organisation"], name="employer_of_county")]

    def __str__(self) -> str:
        return f"{self.kind} {self.credit_code}"


class Intermediary(models.Model):
    """Who files demand and registers workers for others, under a licence of its own side."""

    organisation = models.OneToOneField(Organisation, models.PROTECT, primary_key=True, related_name="intermediary")
    side = models.CharField(max_length=2, choices=Country)
    credit_code = models.CharField(max_length=18, default="", blank=True)
    tax_code = models.CharField(max_length=14, default="", blank=True)
    address = models.CharField(max_length=200, default="", blank=True)
    phone = models.CharField(max_length=20, default="", blank=True)

    objects = IntermediaryManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="intermediary_identified_by_its_side",
                condition=Q(side=Country.CHINA, tax_code="") & ~Q(credit_code="")
                | Q(side=Country.VIET_NAM, credit_code="") & ~Q(tax_code=""),
                violation_error_message=_(
                    "A Chinese intermediary gives its credit code, a Vietnamese one its tax code."
                ),
            ),
            models.UniqueConstraint(
                fields=["side", "credit_code", "tax_code"],
                name="intermediary_identifier_once",
                violation_error_message=_("An intermediary with this code is already registered."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.side} {self.credit_code or self.tax_code}"


class PartyCorrection(TwoPersons):
    """A change of what a party is known by, proposed by one person and made by another.

    `values` holds the new values by field; a resident number is sealed beside it, never among them.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="corrections")
    values = models.JSONField(default=dict, blank=True)
    resident_number_sealed = models.BinaryField(null=True, blank=True)
    reason = models.CharField(max_length=300)

    objects = CorrectionManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("partycorrection_two_persons"),
            models.UniqueConstraint(
                fields=["organisation"],
                condition=Q(decided_by=None),
                name="partycorrection_one_open",
                violation_error_message=_("A correction of this party is already proposed: decide that one first."),
            ),
            models.CheckConstraint(
                name="partycorrection_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why it is corrected."),
            ),
        ]

    def __str__(self) -> str:
        return f"correction of {self.organisation_id}"
