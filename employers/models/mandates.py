"""Mandates: what an employer lets an intermediary do for it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from core.workflow import Case
from employers.enums import MandateStatus
from employers.models.parties import Employer, Intermediary
from employers.querysets import MandateQuerySet

MandateManager = models.Manager.from_queryset(MandateQuerySet)


class Mandate(Case):
    """The employer's leave to file for it: for which industries, up to how many posts, until when.

    `posts_filed` counts the posts of the filings made under it that were not withdrawn or refused.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="mandates")
    intermediary = models.ForeignKey(Intermediary, models.PROTECT, related_name="mandates")
    status = models.CharField(max_length=10, choices=MandateStatus, default=MandateStatus.GIVEN)
    industries = ArrayField(
        models.CharField(max_length=6), default=list, blank=True, db_comment="codes; empty means every industry"
    )
    cap = models.IntegerField()
    posts_filed = models.IntegerField(default=0)
    starts_on = models.DateField()
    ends_on = models.DateField()
    reason = models.CharField(max_length=300, default="", blank=True)

    objects = MandateManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="mandate_days_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
            models.CheckConstraint(
                name="mandate_cap_kept",
                condition=Q(cap__gte=1, posts_filed__gte=0, posts_filed__lte=F("cap")),
                violation_error_message=_(
                    "The mandate does not cover so many posts: file for fewer or ask the employer to raise its cap."
                ),
            ),
        ]
        indexes = [
            models.Index(
                fields=["intermediary", "employer"],
                name="mandate_given",
                condition=Q(status=MandateStatus.GIVEN),
            )
        ]

    def __str__(self) -> str:
        return f"{self.employer_id} to {self.intermediary_id}"
