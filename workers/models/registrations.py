"""Registrations for a season, the evidence workers show, and to whom their data is passed on."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.db import new_id
from core.workflow import Case
from employers.models import Intermediary
from scheme.enums import RequirementKind
from scheme.models import Province, Season
from workers.enums import ClearanceRefusal, Ground, RegistrationStatus
from workers.models.people import GuardedPartManager, Worker
from workers.models.privacy import PassingConsent
from workers.querysets import EvidenceQuerySet, RegistrationQuerySet

RegistrationManager = models.Manager.from_queryset(RegistrationQuerySet)
EvidenceManager = models.Manager.from_queryset(EvidenceQuerySet)


class Registration(Case):
    """A worker's wish to work in a season, taken down by an intermediary and cleared by the sending department.

    `returned_in_time` is written by the return at the season's end; the priority of the next season comes from it.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="registrations")
    season = models.ForeignKey(Season, models.PROTECT, related_name="registrations")
    intermediary = models.ForeignKey(Intermediary, models.PROTECT, related_name="registrations", db_index=False)
    partner = models.ForeignKey(
        Intermediary,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="partner_registrations",
        db_index=False,
        db_comment="the intermediary of the other side that places the worker",
    )
    province = models.ForeignKey(Province, models.PROTECT, related_name="registrations", db_index=False)
    status = models.CharField(max_length=12, choices=RegistrationStatus, default=RegistrationStatus.REGISTERED)
    registered_at = models.DateTimeField()
    consented_at = models.DateTimeField(db_comment="when the worker agreed that the data is passed on")
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    refusal = models.CharField(max_length=20, choices=ClearanceRefusal, default="", blank=True)
    advice = models.JSONField(
        default=list, blank=True, db_comment="what the checks of the evidence said when it was decided"
    )
    contract_number = models.CharField(max_length=40, default="", blank=True, db_comment="as the department registered")
    priority = models.SmallIntegerField(default=0, db_comment="2 returned in time and named, 1 returned in time, 0")
    returned_in_time = models.BooleanField(null=True, blank=True)

    objects = RegistrationManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "season"],
                condition=Q(status__in=[RegistrationStatus.REGISTERED, RegistrationStatus.CLEARED]),
                name="registration_one_per_season",
                violation_error_message=_("This worker is already registered for the season."),
            ),
            models.CheckConstraint(
                name="registration_decided_with_a_time",
                condition=Q(status__in=[RegistrationStatus.REGISTERED, RegistrationStatus.WITHDRAWN])
                | Q(decided_at__isnull=False),
                violation_error_message=_("A decision says when it was made."),
            ),
            models.CheckConstraint(
                name="registration_refused_with_a_reason",
                condition=~Q(status=RegistrationStatus.REFUSED, refusal=""),
                violation_error_message=_("A refusal gives a reason."),
            ),
        ]
        indexes = [
            models.Index(fields=["intermediary", "season", "-id"], name="registration_of_intermediary"),
            models.Index(fields=["partner", "season", "-id"], name="registration_of_partner"),
            models.Index(fields=["province", "-id"], name="registration_of_province"),
            models.Index(
                fields=["province", "id"],
                name="registration_to_clear",
                condition=Q(status=RegistrationStatus.REGISTERED),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.season_id}"


class Evidence(models.Model):
    """What a worker shows: a health check, an insurance, a training; issued by somebody, for a term."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="evidence")
    kind = models.CharField(max_length=10, choices=RequirementKind)
    code = models.CharField(max_length=40, db_comment="as the requirement names it")
    issuer = models.CharField(max_length=120)
    number = models.CharField(max_length=60, default="", blank=True)
    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)
    recorded_by = models.ForeignKey(Organisation, models.PROTECT, related_name="+")
    recorded_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True, blank=True, db_comment="found to be wrong, or taken back")

    objects = EvidenceManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="evidence_days_in_order",
                condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
            models.CheckConstraint(
                name="evidence_has_an_issuer",
                condition=~Q(issuer=""),
                violation_error_message=_("Name who issued it."),
            ),
            models.UniqueConstraint(
                fields=["worker", "code", "valid_from", "number"],
                condition=Q(withdrawn_at=None),
                name="evidence_once",
                violation_error_message=_("This evidence is already recorded."),
            ),
        ]
        indexes = [
            models.Index(
                fields=["valid_until", "worker"],
                name="evidence_ending",
                condition=Q(withdrawn_at=None, valid_until__isnull=False),
            )
        ]

    def __str__(self) -> str:
        return f"{self.code} until {self.valid_until}"


class Disclosure(models.Model):
    """One passing-on of a worker's data: to whom, on what ground, what and for what (PIPL art. 23)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="disclosures")
    recipient = models.ForeignKey(Organisation, models.PROTECT, related_name="+", db_index=False)
    ground = models.CharField(max_length=8, choices=Ground)
    purpose = models.CharField(max_length=30, db_comment="the act that passes it on")
    parts = ArrayField(models.CharField(max_length=20), db_comment="which data: identity, papers, evidence, contact")
    is_abroad = models.BooleanField(default=False, db_comment="to the other side than who passes it on stands on")
    consent = models.ForeignKey(
        PassingConsent,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="disclosures",
        db_index=False,
        db_comment="the separate consent under which it went abroad",
    )
    actor_id = models.UUIDField(null=True)
    at = models.DateTimeField()

    objects = GuardedPartManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="disclosure_abroad_with_consent",
                condition=Q(is_abroad=False) | Q(ground=Ground.LAW) | Q(consent__isnull=False),
                violation_error_message=_(
                    "Not everybody here has agreed that their data goes to the other country: have each of them asked "
                    "apart, at the counter or on their own page."
                ),
            )
        ]
        indexes = [models.Index(fields=["recipient", "-id"], name="disclosure_to_recipient")]

    def __str__(self) -> str:
        return f"{self.purpose} to {self.recipient_id}"
