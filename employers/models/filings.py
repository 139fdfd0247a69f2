"""Filings: an employer's demand for workers in one county and industry, with all it promises them."""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Left
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from core.workflow import Case
from employers.enums import FilingStatus, Meals, PayKind, WageUnit
from employers.models.mandates import Mandate
from employers.models.parties import Employer, Intermediary
from employers.querysets import FilingPartQuerySet, FilingQuerySet
from employers.rules.references import reference
from scheme.models import Area, Industry, Occupation, Season

FilingManager = models.Manager.from_queryset(FilingQuerySet)
FilingPartManager = models.Manager.from_queryset(FilingPartQuerySet)


class Filing(Case):
    """Posts asked for one employer: who files, what work, where, when, for what pay and under what conditions.

    `posts`, `starts_on` and `ends_on` are those of its groups together. `content_digest` names the content; the
    employer confirms one digest, and only that. Money is in fen, `source` and `source_key` name what was replayed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.BigIntegerField(unique=True, db_default=Func(Value("employers_filing_number"), function="nextval"))
    season = models.ForeignKey(Season, models.PROTECT, related_name="filings")
    employer = models.ForeignKey(Employer, models.PROTECT, db_index=False, related_name="filings")
    intermediary = models.ForeignKey(Intermediary, models.PROTECT, db_index=False, related_name="filings")
    mandate = models.ForeignKey(Mandate, models.PROTECT, related_name="filings")
    status = models.CharField(max_length=20, choices=FilingStatus, default=FilingStatus.DRAFT)

    county = models.ForeignKey(Area, models.PROTECT, related_name="filings")
    prefecture_code = models.GeneratedField(
        expression=Left("county_id", 4), output_field=models.CharField(max_length=4), db_persist=True
    )
    province_code = models.GeneratedField(
        expression=Left("county_id", 2), output_field=models.CharField(max_length=2), db_persist=True
    )
    industry = models.ForeignKey(Industry, models.PROTECT, related_name="filings")
    occupation = models.ForeignKey(Occupation, models.PROTECT, related_name="filings")
    job_title = models.CharField(max_length=120)
    posts = models.IntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    pay_kind = models.CharField(max_length=6, choices=PayKind)
    wage_fen = models.BigIntegerField()
    wage_unit = models.CharField(max_length=6, choices=WageUnit)
    piece = models.CharField(max_length=60, default="", blank=True)
    pieces_a_day = models.DecimalField(max_digits=9, decimal_places=2, null=True, blank=True)
    hours_a_day = models.DecimalField(max_digits=4, decimal_places=2)
    days_a_week = models.DecimalField(max_digits=3, decimal_places=1)
    overtime_a_day = models.DecimalField(max_digits=4, decimal_places=2, default=0)
    overtime_a_month = models.DecimalField(max_digits=5, decimal_places=2, default=0)
    meals = models.CharField(max_length=10, choices=Meals)
    deductions = models.JSONField(default=list, blank=True, db_comment="[{what, amount_fen, each}]")
    costs = models.JSONField(default=list, blank=True, db_comment="[{head, payer, amount_fen}]")
    local_search = models.JSONField(default=dict, blank=True, db_comment="{from, until, channels, applied, hired}")
    note = models.CharField(max_length=1000, default="", blank=True)

    content_digest = models.CharField(max_length=64, default="", blank=True)
    confirmed_digest = models.CharField(max_length=64, default="", blank=True)
    filed_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    confirmed_by = models.UUIDField(null=True)
    submitted_at = models.DateTimeField(null=True)
    stopped_on = models.DateField(null=True, db_comment="since when the clock stands")
    stopped_days = models.IntegerField(default=0, db_comment="working days the clock stood")
    due_on = models.DateField(null=True)
    question = models.CharField(max_length=1000, default="", blank=True)
    answer = models.CharField(max_length=1000, default="", blank=True)
    decided_at = models.DateTimeField(null=True)
    posts_granted = models.IntegerField(default=0)
    posts_held = models.IntegerField(default=0, db_comment="granted, reserved in the quota and not yet used")
    held_until = models.DateField(null=True)
    reason_code = models.CharField(max_length=40, default="", blank=True)
    source = models.CharField(max_length=20, default="", blank=True)
    source_key = models.CharField(max_length=60, default="", blank=True)

    objects = FilingManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="filing_posts_in_reason",
                condition=Q(posts__gte=1, posts__lte=100_000),
                violation_error_message=_("Give the number of posts as a whole number from 1 to 100,000."),
            ),
            models.CheckConstraint(
                name="filing_days_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
            models.CheckConstraint(
                name="filing_holds_what_was_granted",
                condition=Q(
                    posts_granted__gte=0,
                    posts_granted__lte=F("posts"),
                    posts_held__gte=0,
                    posts_held__lte=F("posts_granted"),
                ),
                violation_error_message=_(
                    "A filing holds no more posts than were granted, nor are more granted than asked."
                ),
            ),
            models.CheckConstraint(
                name="filing_granted_some_posts",
                condition=~Q(status__in=[FilingStatus.GRANTED], posts_granted=0),
                violation_error_message=_("A grant gives at least one post: refuse it instead."),
            ),
            models.CheckConstraint(
                name="filing_confirmed_before_submitted",
                condition=~Q(
                    status__in=[
                        FilingStatus.SUBMITTED,
                        FilingStatus.INFORMATION_REQUESTED,
                        FilingStatus.GRANTED,
                    ]
                )
                | Q(confirmed_at__isnull=False, submitted_at__isnull=False, confirmed_by__isnull=False),
                violation_error_message=_("The employer confirms a filing before the bureau sees it."),
            ),
            models.CheckConstraint(
                name="filing_refused_with_a_reason",
                condition=~Q(status=FilingStatus.REFUSED, reason_code=""),
                violation_error_message=_("A refusal gives a reason."),
            ),
            models.CheckConstraint(
                name="filing_wage_positive",
                condition=Q(wage_fen__gt=0),
                violation_error_message=_("Give the wage as an amount above 0."),
            ),
            models.UniqueConstraint(
                fields=["source", "source_key"],
                condition=~Q(source_key=""),
                name="filing_source_key_once",
                violation_error_message=_("This case was already read."),
            ),
        ]
        indexes = [
            models.Index(fields=["county", "-id"], name="filing_of_county", condition=Q(submitted_at__isnull=False)),
            models.Index(
                fields=["prefecture_code", "-id"],
                name="filing_of_prefecture",
                condition=Q(submitted_at__isnull=False),
            ),
            models.Index(
                fields=["province_code", "-id"],
                name="filing_of_province",
                condition=Q(submitted_at__isnull=False),
            ),
            # What is rare among a bureau's filings, a status or a season gone by, is found without passing all others.
            *(
                models.Index(
                    fields=[area, kind, "-id"], name=f"filing_{name}_{kind}", condition=Q(submitted_at__isnull=False)
                )
                for area, name in (
                    ("county", "county"),
                    ("prefecture_code", "prefecture"),
                    ("province_code", "province"),
                )
                for kind in ("status", "season")
            ),
            models.Index(fields=["employer", "-id"], name="filing_of_employer"),
            models.Index(fields=["intermediary", "-id"], name="filing_of_intermediary"),
            models.Index(
                fields=["county", "status", "due_on", "id"],
                name="filing_waiting",
                condition=Q(status=FilingStatus.SUBMITTED),
            ),
            models.Index(fields=["held_until"], name="filing_held", condition=Q(status=FilingStatus.GRANTED)),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def reference(self) -> str:
        """The number people use, with a check character."""
        return reference("DF", self.season.code, self.number)


class FilingGroup(models.Model):
    """Some of a filing's posts that begin and end together."""

    id = models.UUIDField(primary_key=True, default=new_id)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="groups")
    posts = models.IntegerField()
    starts_on = models.DateField()
    ends_on = models.DateField()

    objects = FilingPartManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="filinggroup_posts_positive",
                condition=Q(posts__gte=1),
                violation_error_message=_("Give the number of posts as a whole number from 1 to 100,000."),
            ),
            models.CheckConstraint(
                name="filinggroup_days_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.posts} from {self.starts_on}"


class Worksite(models.Model):
    """A place where the work is done; permits bind to it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="worksites")
    name = models.CharField(max_length=120)
    county = models.ForeignKey(Area, models.PROTECT, related_name="worksites")
    address = models.CharField(max_length=200, default="", blank=True)

    objects = FilingPartManager()

    def __str__(self) -> str:
        return self.name


class Lodging(models.Model):
    """Where the workers sleep, and for how many there is room."""

    id = models.UUIDField(primary_key=True, default=new_id)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="lodgings")
    address = models.CharField(max_length=200)
    capacity = models.IntegerField()
    rent_fen = models.BigIntegerField(default=0, db_comment="a month, borne by the worker")

    objects = FilingPartManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="lodging_capacity_positive",
                condition=Q(capacity__gte=1),
                violation_error_message=_("Give for how many persons there is room: a number above 0."),
            )
        ]

    def __str__(self) -> str:
        return self.address


class JointEmployer(models.Model):
    """An employer that shares a filing's posts; the filing itself is counted once."""

    id = models.UUIDField(primary_key=True, default=new_id)
    filing = models.ForeignKey(Filing, models.CASCADE, related_name="joint_employers", db_index=False)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="joint_filings")
    posts = models.IntegerField()

    objects = FilingPartManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "employer"],
                name="jointemployer_once_per_filing",
                violation_error_message=_("This employer is already part of the filing."),
            ),
            models.CheckConstraint(
                name="jointemployer_posts_positive",
                condition=Q(posts__gte=1),
                violation_error_message=_("Give the number of posts as a whole number from 1 to 100,000."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.employer_id}: {self.posts}"
