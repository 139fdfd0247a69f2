"""The agreement's data: seasons, places, codes, wages, rules and holidays; open to everybody."""

from typing import Any

from rest_framework import serializers

from api.resource import Part, Resource, by_choice, by_day, by_text, by_truth
from api.shapes import Shape
from scheme.enums import AreaLevel, Country, PortKind, PortState
from scheme.models import (
    Area,
    Holiday,
    Industry,
    Occupation,
    Port,
    PortStatus,
    Province,
    Requirement,
    RuleSet,
    Season,
    WageClass,
    WageFloor,
)

NAMES = ("name_zh", "name_vi", "name_en")
DAYS = ("valid_from", "valid_until")


def on(records: Any, day: Any) -> Any:
    """Those in force on a day."""
    return records.valid_on(day)


ON = {"on": by_day(on, "only those in force on this day")}


class SeasonShape(Shape):
    """A working season."""

    class Meta:
        model = Season
        fields = ("id", "code", *NAMES, "filing_from", "filing_until", "work_from", "work_until")


class AreaShape(Shape):
    """A Chinese province, prefecture or county of the scheme."""

    class Meta:
        model = Area
        fields = ("code", "level", "parent", *NAMES, "on_border", "border_order", "faces", *DAYS)


class ProvinceShape(Shape):
    """A Vietnamese province."""

    class Meta:
        model = Province
        fields = ("id", "code", *NAMES, "cccd_prefixes", "successor_code", "note", *DAYS)


class PortShape(Shape):
    """A pair of border gates."""

    class Meta:
        model = Port
        fields = ("code", *NAMES, "county", "province_code", "kind", "confidence", *DAYS)


class PortStatusShape(Shape):
    """Whether a port was open, and to whom."""

    class Meta:
        model = PortStatus
        fields = ("id", "port", "state", "confidence", "note", *DAYS)


class IndustryShape(Shape):
    """A trade of the scheme."""

    class Meta:
        model = Industry
        fields = ("code", *NAMES, "season_months", "is_hazardous", *DAYS)


class OccupationShape(Shape):
    """An occupation of the scheme."""

    class Meta:
        model = Occupation
        fields = ("code", *NAMES, *DAYS)


class WageClassShape(Shape):
    """Which class of its province's wage table holds in a county."""

    class Meta:
        model = WageClass
        fields = ("id", "county", "wage_class", "confidence", *DAYS)


class WageFloorShape(Shape):
    """The minimum wage of one class of one province, in fen."""

    class Meta:
        model = WageFloor
        fields = ("id", "province", "wage_class", "monthly_fen", "hourly_fen", "confidence", *DAYS)


class HolidayShape(Shape):
    """A day off by law."""

    class Meta:
        model = Holiday
        fields = ("id", "country", "day", *NAMES)


class RuleSetShape(Shape):
    """The numbers that hold in an area from a day on."""

    season = serializers.CharField(source="season.code", allow_null=True)
    parameters = serializers.DictField()

    class Meta:
        model = RuleSet
        fields = ("id", "code", "area", "season", "legal_basis", "parameters", *DAYS)


class RequirementShape(Shape):
    """What a worker of a permit class must show."""

    rule_set = serializers.CharField(source="rule_set.code")

    class Meta:
        model = Requirement
        fields = ("id", "rule_set", "permit_classes", "kind", "code", "valid_months", *NAMES)


def _for_class(records: Any, permit_class: str) -> Any:
    return records.filter(permit_classes__contains=[permit_class])


def _taking(records: Any, day: Any) -> Any:
    return records.taking_filings_on(day)


SCHEME = (
    Resource(
        "seasons",
        lambda by: Season.objects.visible_to(by),
        SeasonShape,
        "Working seasons, with their windows for filing and for work.",
        order=("-work_from", "pk"),
        filters={
            "code": by_text("code", "the season's code"),
            "taking_filings_on": by_day(_taking, "only those whose filing window is open on this day"),
        },
        public=True,
    ),
    Resource(
        "areas",
        lambda by: Area.objects.visible_to(by),
        AreaShape,
        "Chinese provinces, prefectures and counties of the scheme (GB/T 2260).",
        key="slug",
        order=("pk",),
        filters={
            **ON,
            "level": by_choice(AreaLevel, "level", "the step of the tree"),
            "parent": by_text("parent", "code of the area above"),
            "on_border": by_truth("on_border", "whether it lies on the border"),
        },
        public=True,
    ),
    Resource(
        "provinces",
        lambda by: Province.objects.visible_to(by),
        ProvinceShape,
        "Vietnamese provinces, before and after the merger of 2025.",
        order=("code", "pk"),
        filters={**ON, "code": by_text("code", "the province's code")},
        public=True,
    ),
    Resource(
        "ports",
        lambda by: Port.objects.visible_to(by),
        PortShape,
        "Pairs of border gates.",
        key="slug",
        order=("pk",),
        filters={
            **ON,
            "county": by_text("county", "code of the Chinese county"),
            "province": by_text("province_code", "code of the Vietnamese province"),
            "kind": by_choice(PortKind, "kind", "how people pass"),
        },
        public=True,
        parts=(
            Part(
                "statuses",
                lambda by, key: PortStatus.objects.visible_to(by).filter(port=key),
                PortStatusShape,
                "Since when the port is open or closed, and to whom.",
                order=("valid_from", "pk"),
                filters={**ON, "state": by_choice(PortState, "state", "to whom it is open")},
                public=True,
            ),
        ),
    ),
    Resource(
        "industries",
        lambda by: Industry.objects.visible_to(by),
        IndustryShape,
        "Trades of the scheme (GB/T 4754-2017).",
        key="slug",
        order=("pk",),
        filters=ON,
        public=True,
    ),
    Resource(
        "occupations",
        lambda by: Occupation.objects.visible_to(by),
        OccupationShape,
        "Occupations of the scheme (ISCO-08).",
        key="slug",
        order=("pk",),
        filters=ON,
        public=True,
    ),
    Resource(
        "wage-classes",
        lambda by: WageClass.objects.visible_to(by),
        WageClassShape,
        "Which class of its province's wage table holds in a county.",
        order=("county", "pk"),
        filters={**ON, "county": by_text("county", "code of the county")},
        public=True,
    ),
    Resource(
        "wage-floors",
        lambda by: WageFloor.objects.visible_to(by),
        WageFloorShape,
        "Minimum wages by province and class.",
        order=("province", "wage_class", "pk"),
        filters={**ON, "province": by_text("province", "code of the Chinese province")},
        public=True,
    ),
    Resource(
        "holidays",
        lambda by: Holiday.objects.visible_to(by),
        HolidayShape,
        "Statutory holidays of both countries.",
        order=("day", "pk"),
        filters={
            "country": by_choice(Country, "country", "whose holidays"),
            "from": by_day("day__gte", "from this day on"),
            "until": by_day("day__lte", "up to this day"),
        },
        public=True,
    ),
    Resource(
        "rule-sets",
        lambda by: RuleSet.objects.visible_to(by),
        RuleSetShape,
        "The numbers a government may change, by area and day.",
        order=("-valid_from", "pk"),
        filters={**ON, "area": by_text("area", "code of the area"), "code": by_text("code", "the rule set's code")},
        public=True,
    ),
    Resource(
        "requirements",
        lambda by: Requirement.objects.visible_to(by),
        RequirementShape,
        "What workers must show under a rule set.",
        order=("code", "pk"),
        filters={
            "rule_set": by_text("rule_set__code", "code of the rule set"),
            "permit_class": by_text(_for_class, "a permit class"),
        },
        public=True,
    ),
)
