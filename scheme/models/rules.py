"""Seasons, trades, wages and the rule sets that hold in an area from a day on."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from scheme.enums import Confidence, RequirementKind
from scheme.models.dated import Dated, Named, in_order
from scheme.models.places import Area, DatedManager, days
from scheme.querysets import SeasonQuerySet

SeasonManager = models.Manager.from_queryset(SeasonQuerySet)


class Season(Named):
    """A working season; it crosses the year, with a window for filing and one for work."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.SlugField(max_length=20, unique=True)
    filing_from = models.DateField()
    filing_until = models.DateField()
    work_from = models.DateField()
    work_until = models.DateField()

    objects = SeasonManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="season_windows_in_order",
                condition=Q(filing_from__lte=F("filing_until"), work_from__lte=F("work_until")),
                violation_error_message=_("A window's last day is before its first: correct one of them."),
            )
        ]


class Industry(Named, Dated):
    """A trade of the scheme (GB/T 4754-2017)."""

    code = models.CharField(max_length=6, primary_key=True)
    season_months = models.CharField(max_length=7, default="", blank=True)
    is_hazardous = models.BooleanField(default=False)

    objects = DatedManager()

    class Meta:
        constraints = [in_order("industry_days_in_order")]


class Occupation(Named, Dated):
    """An occupation of the scheme (ISCO-08)."""

    code = models.CharField(max_length=4, primary_key=True)

    objects = DatedManager()

    class Meta:
        constraints = [in_order("occupation_days_in_order")]


class WageClass(Dated):
    """Which class of its province's wage table holds in a county."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(Area, models.PROTECT, related_name="wage_classes")
    wage_class = models.SmallIntegerField()
    confidence = models.CharField(max_length=12, choices=Confidence)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("wageclass_days_in_order"),
            ExclusionConstraint(
                name="wageclass_one_a_day",
                expressions=[("county", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("The county already has a wage class in that time: end it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county_id} class {self.wage_class}"


class WageFloor(Dated):
    """The minimum wage of one class of one province, monthly and hourly, in fen."""

    id = models.UUIDField(primary_key=True, default=new_id)
    province = models.ForeignKey(Area, models.PROTECT, related_name="wage_floors")
    wage_class = models.SmallIntegerField()
    monthly_fen = models.IntegerField()
    hourly_fen = models.IntegerField()
    confidence = models.CharField(max_length=12, choices=Confidence)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("wagefloor_days_in_order"),
            ExclusionConstraint(
                name="wagefloor_one_a_day",
                expressions=[
                    ("province", RangeOperators.EQUAL),
                    ("wage_class", RangeOperators.EQUAL),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("This class already has a wage floor in that time: end it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province_id} class {self.wage_class} from {self.valid_from}"


class RuleSet(Dated):
    """The numbers a government may change, for an area and below, from a day on; a version is never edited.

    `parameters` are those of `scheme.rules.Parameters`; the narrowest area wins.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.SlugField(max_length=30, unique=True)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="rule_sets")
    season = models.ForeignKey(Season, models.PROTECT, null=True, blank=True, related_name="rule_sets")
    legal_basis = models.CharField(max_length=300)
    parameters = models.JSONField()

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("ruleset_days_in_order"),
            ExclusionConstraint(
                name="ruleset_one_a_day",
                expressions=[
                    (Coalesce("area_id", Value("")), RangeOperators.EQUAL),
                    (
                        Coalesce("season_id", Value("00000000-0000-0000-0000-000000000000", models.UUIDField())),
                        RangeOperators.EQUAL,
                    ),
                    (days(), RangeOperators.OVERLAPS),
                ],
                violation_error_message=_("The area already has a rule set in that time: end it first."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class Requirement(Named):
    """What a worker of a permit class must show under a rule set, and how long it holds."""

    id = models.UUIDField(primary_key=True, default=new_id)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="requirements")
    permit_classes = ArrayField(models.CharField(max_length=10))
    kind = models.CharField(max_length=10, choices=RequirementKind)
    code = models.SlugField(max_length=40)
    valid_months = models.SmallIntegerField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["rule_set", "code"], name="requirement_once_per_rule_set")]
