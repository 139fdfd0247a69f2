"""Seasons, industries, wages and the rule sets that hold in an area from a day on."""

from django.db import models
from django.db.models import F, Q, UUIDField, Value
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from scheme.enums import Due, RequirementKind
from scheme.models.dated import Dated, DatedManager, Known, Named, in_order, one_a_day
from scheme.models.places import Area
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


class Industry(Named, Dated, Known):
    """An industry of the scheme (GB/T 4754-2017); its season may cross the year's end; without one it is all year."""

    code = models.CharField(max_length=6, primary_key=True)
    season_from_month = models.SmallIntegerField(null=True, blank=True)
    season_until_month = models.SmallIntegerField(null=True, blank=True)
    is_hazardous = models.BooleanField(default=False)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("industry_days_in_order"),
            models.CheckConstraint(
                name="industry_season_in_months",
                condition=Q(season_from_month=None, season_until_month=None)
                | Q(
                    season_from_month__isnull=False,
                    season_until_month__isnull=False,
                    season_from_month__range=(1, 12),
                    season_until_month__range=(1, 12),
                ),
                violation_error_message=_("Give both months of the season, each from 1 to 12, or neither."),
            ),
        ]


class Occupation(Named, Dated, Known):
    """An occupation of the scheme (ISCO-08)."""

    code = models.CharField(max_length=4, primary_key=True)

    objects = DatedManager()

    class Meta:
        constraints = [in_order("occupation_days_in_order")]


class WageClass(Dated, Known):
    """Which class of its province's wage table holds in a county."""

    id = models.UUIDField(primary_key=True, default=new_id)
    county = models.ForeignKey(Area, models.PROTECT, related_name="wage_classes")
    wage_class = models.SmallIntegerField()

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("wageclass_days_in_order"),
            one_a_day(
                "wageclass_one_a_day",
                "county",
                message=_("The county already has a wage class in that time: end it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.county_id} class {self.wage_class}"


class WageFloor(Dated, Known):
    """The minimum wage of one class of one province, monthly and hourly, in fen."""

    id = models.UUIDField(primary_key=True, default=new_id)
    province = models.ForeignKey(Area, models.PROTECT, related_name="wage_floors")
    wage_class = models.SmallIntegerField()
    monthly_fen = models.IntegerField()
    hourly_fen = models.IntegerField()

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("wagefloor_days_in_order"),
            one_a_day(
                "wagefloor_one_a_day",
                "province",
                "wage_class",
                message=_("This class already has a wage floor in that time: end it first."),
            ),
            models.CheckConstraint(
                name="wagefloor_positive",
                condition=Q(monthly_fen__gt=0, hourly_fen__gt=0),
                violation_error_message=_("Give both floors in fen, above 0."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.province_id} class {self.wage_class} from {self.valid_from}"


class RuleSet(Named, Dated):
    """A version of the numbers a government may change, for an area and below; it may be ended, never edited.

    `parameters` are those of `scheme.rules.parameters.Parameters`; the narrowest area wins.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.SlugField(max_length=30, db_index=False)
    version = models.SmallIntegerField()
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="rule_sets")
    season = models.ForeignKey(Season, models.PROTECT, null=True, blank=True, related_name="rule_sets")
    legal_basis = models.CharField(max_length=300)
    parameters = models.JSONField()

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("ruleset_days_in_order"),
            models.UniqueConstraint(
                fields=["code", "version"],
                name="ruleset_once_a_version",
                violation_error_message=_("This rule set already has that version: count one further."),
            ),
            one_a_day(
                "ruleset_one_a_day",
                Coalesce("area", Value("")),
                Coalesce("season", Value("00000000-0000-0000-0000-000000000000", UUIDField())),
                message=_("The area already has a rule set in that time: end it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.version}"


class Requirement(Named, Dated, Known):
    """What a worker of a permit class must show under a rule set, by when, and how long it holds from its issue.

    Of rows with the same `choice` one is enough; without an area it holds everywhere.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    rule_set = models.ForeignKey(RuleSet, models.PROTECT, related_name="requirements")
    permit_class = models.CharField(max_length=10)
    kind = models.CharField(max_length=10, choices=RequirementKind)
    code = models.SlugField(max_length=40)
    choice = models.SlugField(max_length=20, default="", blank=True)
    due = models.CharField(max_length=12, choices=Due)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="requirements")
    valid_months = models.SmallIntegerField(null=True, blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("requirement_days_in_order"),
            one_a_day(
                "requirement_one_a_day",
                "rule_set",
                "permit_class",
                "code",
                Coalesce("area", Value("")),
                message=_("The rule set already asks for this in that time: end it first."),
            ),
        ]
