"""Applications: a worker's accepted offer put before the bureau, with every check that was run."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from core.workflow import Case
from employers.models import Filing
from employers.rules.references import reference
from permits.enums import ApplicationRefusal, ApplicationStatus, PermitClass
from permits.querysets import ApplicationQuerySet
from scheme.models import RuleSet, Season
from workers.models import IdentityPaper, Offer, Registration, Worker

ApplicationManager = models.Manager.from_queryset(ApplicationQuerySet)


class PermitApplication(Case):
    """What is asked for whom; `inputs` and `findings` are those of the last checks, kept with the decision.

    The same inputs give the same findings under the same rule set.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.BigIntegerField(
        unique=True, db_default=Func(Value("permits_application_number"), function="nextval")
    )
    season = models.ForeignKey(Season, models.PROTECT, db_index=False, related_name="applications")
    offer = models.ForeignKey(Offer, models.PROTECT, related_name="applications")
    registration = models.ForeignKey(Registration, models.PROTECT, db_index=False, related_name="applications")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="applications")
    filing = models.ForeignKey(Filing, models.PROTECT, db_index=False, related_name="applications")
    paper = models.ForeignKey(IdentityPaper, models.PROTECT, db_index=False, related_name="applications")
    permit_class = models.CharField(max_length=10, choices=PermitClass)
    first_on = models.DateField()
    last_on = models.DateField()
    ports = ArrayField(models.CharField(max_length=30), default=list)
    succeeds = models.ForeignKey(
        "permits.Permit", models.PROTECT, null=True, blank=True, db_index=False, related_name="succeeding_applications"
    )
    status = models.CharField(max_length=20, choices=ApplicationStatus, default=ApplicationStatus.DRAFT)
    priority = models.SmallIntegerField(default=0)
    drafted_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, blank=True)
    due_on = models.DateField(null=True, blank=True)
    stopped_on = models.DateField(null=True, blank=True, db_comment="since when the clock stands")
    question = models.CharField(max_length=1000, default="", blank=True)
    answer = models.CharField(max_length=1000, default="", blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    decided_login = models.CharField(max_length=64, default="", blank=True)
    refusal = models.CharField(max_length=20, choices=ApplicationRefusal, default="", blank=True)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    assessed_on = models.DateField(null=True, blank=True)
    inputs = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True, db_comment="[{rule, result, code, field, params}]")

    objects = ApplicationManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="permitapplication_days_in_order",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
            models.CheckConstraint(
                name="permitapplication_refused_with_a_reason",
                condition=~Q(status=ApplicationStatus.REFUSED, refusal=""),
                violation_error_message=_("A refusal gives a reason."),
            ),
            models.UniqueConstraint(
                fields=["offer"],
                condition=Q(
                    status__in=[
                        ApplicationStatus.DRAFT,
                        ApplicationStatus.SUBMITTED,
                        ApplicationStatus.INFORMATION_REQUESTED,
                    ]
                ),
                name="permitapplication_one_open_per_offer",
                violation_error_message=_("A permit is already applied for on this offer."),
            ),
        ]
        indexes = [
            models.Index(fields=["filing", "-id"], name="permitapplication_of_filing"),
            models.Index(
                fields=["due_on", "id"],
                name="permitapplication_to_decide",
                condition=Q(status=ApplicationStatus.SUBMITTED),
            ),
            models.Index(
                fields=["decided_at", "id"],
                name="permitapplication_refused",
                condition=Q(status=ApplicationStatus.REFUSED),
            ),
            models.Index(fields=["registration"], name="permitapplication_of_reg"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number people use, with a check character."""
        return reference("PA", self.season.code, self.number)
