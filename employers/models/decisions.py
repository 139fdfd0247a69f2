"""What was checked and decided on a filing, kept so that it can be replayed."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.approvals import TwoPersons, two_persons
from core.db import new_id
from employers.enums import Moment, Outcome
from employers.models.filings import Filing, FilingPartManager
from employers.querysets import DecisionQuerySet
from scheme.models import RuleSet

DecisionManager = models.Manager.from_queryset(DecisionQuerySet)


class Assessment(models.Model):
    """Every check run on a filing at one moment: its inputs and findings; the same inputs give the same findings."""

    id = models.UUIDField(primary_key=True, default=new_id)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="assessments")
    moment = models.CharField(max_length=8, choices=Moment)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="assessments")
    inputs = models.JSONField()
    findings = models.JSONField(db_comment="[{rule, result, code, field, params}]")
    on = models.DateField()

    objects = FilingPartManager()

    def __str__(self) -> str:
        return f"{self.moment} {self.filing_id}"


class Decision(TwoPersons):
    """The bureau's word on a filing: recommended by one person, decided by another above a number of posts."""

    id = models.UUIDField(primary_key=True, default=new_id)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="decisions")
    outcome = models.CharField(max_length=8, choices=Outcome)
    posts = models.IntegerField(default=0)
    reason_code = models.CharField(max_length=40, default="", blank=True)
    comment = models.CharField(max_length=1000, default="", blank=True)
    overridden = models.JSONField(default=list, blank=True, db_comment="rule codes of failed checks set aside")
    needs_two = models.BooleanField(default=False)
    assessment = models.ForeignKey(Assessment, models.PROTECT, null=True, related_name="decisions")

    objects = DecisionManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("decision_two_persons", unless=Q(needs_two=False)),
            models.CheckConstraint(
                name="decision_override_takes_two",
                condition=Q(overridden=[]) | Q(needs_two=True),
                violation_error_message=_("Setting a failed check aside takes two persons."),
            ),
            models.UniqueConstraint(
                fields=["filing"],
                condition=Q(decided_by=None),
                name="decision_one_recommendation_at_a_time",
                violation_error_message=_("There is already a recommendation: it is replaced, not doubled."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.outcome} {self.posts}"
