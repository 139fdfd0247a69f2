"""Permits: one worker's leave to work for one employer, in one county, from a first day to a last."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from core.approvals import TwoPersons, two_persons
from core.db import new_id
from core.workflow import Case
from employers.models import Employer, Filing, Intermediary, Lodging
from permits.enums import EndReason, PermitClass, PermitStatus
from permits.models.applications import PermitApplication
from permits.querysets import PermitPartQuerySet, PermitQuerySet, PermitRevocationQuerySet
from permits.rules.numbers import permit_number
from scheme.models import Area, Occupation, Province, RuleSet, Season
from workers.models import Offer, Worker

PermitManager = models.Manager.from_queryset(PermitQuerySet)
PermitPartManager = models.Manager.from_queryset(PermitPartQuerySet)
PermitRevocationManager = models.Manager.from_queryset(PermitRevocationQuerySet)
OPEN = [PermitStatus.ISSUED, PermitStatus.SUSPENDED]


class Days(Func):
    """The days of a permit, its first and last counted, as a range."""

    function = "daterange"
    output_field = DateRangeField()


class Permit(Case):
    """It binds employer, worksites, occupation, ports, area and days (Exit-Entry Law art. 43).

    `stay_days` is the class's longest stay when it was issued; `succeeds` is the permit whose post it goes on with: the
    same worker's before a renewal, or one that ended and is replaced. Only one that succeeds none uses a post.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.BigIntegerField(unique=True, db_default=Func(Value("permits_permit_number"), function="nextval"))
    application = models.OneToOneField(PermitApplication, models.PROTECT, null=True, blank=True, related_name="permit")
    season = models.ForeignKey(Season, models.PROTECT, related_name="permits")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="permits", db_index=False)
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="permits")
    filing = models.ForeignKey(Filing, models.PROTECT, db_index=False, related_name="permits")
    employer = models.ForeignKey(Employer, models.PROTECT, db_index=False, related_name="permits")
    intermediary = models.ForeignKey(Intermediary, models.PROTECT, db_index=False, related_name="permits")
    registrar = models.ForeignKey(Intermediary, models.PROTECT, db_index=False, related_name="registered_permits")
    province = models.ForeignKey(Province, models.PROTECT, db_index=False, related_name="permits")
    county = models.ForeignKey(Area, models.PROTECT, db_index=False, related_name="permits")
    prefecture_code = models.GeneratedField(
        expression=Left("county_id", 4), output_field=models.CharField(max_length=4), db_persist=True
    )
    province_code = models.GeneratedField(
        expression=Left("county_id", 2), output_field=models.CharField(max_length=2), db_persist=True
    )
    occupation = models.ForeignKey(Occupation, models.PROTECT, db_index=False, related_name="permits")
    permit_class = models.CharField(max_length=10, choices=PermitClass)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, db_index=False, related_name="permits")
    stay_days = models.SmallIntegerField()
    worksites = ArrayField(models.UUIDField(), default=list, blank=True)
    ports = ArrayField(models.CharField(max_length=30), default=list, db_comment="codes of the ports it names")
    status = models.CharField(max_length=12, choices=PermitStatus, default=PermitStatus.ISSUED)
    first_on = models.DateField()
    last_on = models.DateField()
    extended_on = models.DateField(null=True, blank=True, db_comment="from when the last extension counts")
    suspended_on = models.DateField(null=True, blank=True, db_comment="the last day it let in, while suspended")
    succeeds = models.OneToOneField("self", models.PROTECT, null=True, blank=True, related_name="successor")
    issued_at = models.DateTimeField()
    issued_by = models.UUIDField(null=True)
    ended_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(max_length=20, choices=EndReason, default="", blank=True)

    objects = PermitManager()

    class Meta:
        constraints = [
            ExclusionConstraint(
                name="permit_one_at_a_time",
                index_type="gist",
                expressions=[
                    ("worker", RangeOperators.EQUAL),
                    (
                        Days("first_on", "last_on", RangeBoundary(inclusive_lower=True, inclusive_upper=True)),
                        RangeOperators.OVERLAPS,
                    ),
                ],
                condition=Q(status__in=OPEN),
                violation_error_message=_("This worker already holds a permit in these days."),
            ),
            models.CheckConstraint(
                name="permit_days_in_order",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
            models.CheckConstraint(
                name="permit_ended_with_a_reason",
                condition=Q(status__in=OPEN, ended_on=None, end_reason="")
                | ~Q(status__in=OPEN) & Q(ended_on__isnull=False) & ~Q(end_reason=""),
                violation_error_message=_("A permit that has ended says when and why."),
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "-id"], name="permit_of_worker"),
            models.Index(fields=["filing", "-id"], name="permit_of_filing"),
            models.Index(fields=["employer", "-id"], name="permit_of_employer"),
            models.Index(fields=["intermediary", "-id"], name="permit_of_intermediary"),
            models.Index(fields=["registrar", "-id"], name="permit_of_registrar"),
            models.Index(fields=["province", "-id"], name="permit_of_home_province"),
            models.Index(fields=["county", "-id"], name="permit_of_county"),
            models.Index(fields=["prefecture_code", "-id"], name="permit_of_prefecture"),
            models.Index(fields=["province_code", "-id"], name="permit_of_province"),
            models.Index(fields=["last_on", "id"], name="permit_open_until", condition=Q(status__in=OPEN)),
            models.Index(fields=["first_on", "id"], name="permit_open_from", condition=Q(status__in=OPEN)),
            models.Index(fields=["ended_on", "id"], name="permit_ended", condition=Q(ended_on__isnull=False)),
            models.Index(
                fields=["suspended_on", "id"], name="permit_suspended", condition=Q(status=PermitStatus.SUSPENDED)
            ),
            BrinIndex(fields=["issued_at"], autosummarize=True, name="permit_by_day"),
            models.Index(  # all that counting those in force asks for, of any bureau or department
                fields=["province_code", "prefecture_code", "county", "province", "last_on", "first_on"],
                name="permit_in_force",
                condition=Q(status=PermitStatus.ISSUED),
            ),
            models.Index(
                fields=["last_on", "number", "status"], name="permit_not_good", condition=~Q(status=PermitStatus.ISSUED)
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number on the permit, with its check character."""
        return permit_number(self.season.code, self.number)


class PermitRevocation(TwoPersons):
    """The wish to revoke a permit: proposed by one officer, decided by another (design §4 rule 12)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    permit = models.ForeignKey(Permit, models.PROTECT, related_name="revocations")
    reason = models.CharField(max_length=300)
    legal_basis = models.CharField(max_length=200)
    is_declined = models.BooleanField(default=False)

    objects = PermitRevocationManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("permitrevocation_two_persons", unless=Q(is_declined=True)),
            models.UniqueConstraint(
                fields=["permit"],
                condition=Q(decided_by=None),
                name="permitrevocation_one_open",
                violation_error_message=_("Revoking this permit is already proposed: decide that first."),
            ),
            models.CheckConstraint(
                name="permitrevocation_has_a_basis",
                condition=~Q(reason="") & ~Q(legal_basis=""),
                violation_error_message=_("Say why, and name the article of law."),
            ),
        ]

    def __str__(self) -> str:
        return f"revocation of {self.permit_id}"


class Arrival(models.Model):
    """The employer's word that a worker has come, where the worker sleeps, and that the police registered it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    permit = models.OneToOneField(Permit, models.PROTECT, related_name="arrival")
    arrived_on = models.DateField()
    lodging = models.ForeignKey(Lodging, models.PROTECT, null=True, blank=True, related_name="+")
    reported_at = models.DateTimeField()
    lodging_registered_on = models.DateField(null=True, blank=True)

    objects = PermitPartManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="arrival_before_its_registration",
                condition=Q(lodging_registered_on=None) | Q(lodging_registered_on__gte=F("arrived_on")),
                violation_error_message=_("The lodging is registered after the arrival: correct one of the days."),
            )
        ]
        indexes = [
            models.Index(
                fields=["arrived_on", "id"], name="arrival_unregistered", condition=Q(lodging_registered_on=None)
            )
        ]

    def __str__(self) -> str:
        return f"{self.permit_id} on {self.arrived_on}"
