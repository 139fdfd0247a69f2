"""The editable kinds of the agreement's data: what names a row, and what a file calls its fields."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.db import models

from core.errors import NotFound
from scheme.models import (
    Area,
    EmergencyNumber,
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


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of row: its natural key, and of which fields no two rows may be alike on one day.

    `columns` maps a file's word to the field where the two differ; `refers` names the reference whose row a file
    gives by that row's own key, and the columns that hold it.
    """

    name: str
    model: Any
    key: tuple[str, ...]
    one_a_day: tuple[str, ...] = ()
    columns: Mapping[str, str] = field(default_factory=dict)
    refers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    is_removable: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """What may be said of a row: all its columns but a key that means nothing."""
        return {f.name: f for f in self.model._meta.concrete_fields if f.name != "id"}

    def key_of(self, row: models.Model) -> tuple[Any, ...]:
        """A row's natural key."""
        return tuple(getattr(row, name) for name in self.key)


KINDS = {
    kind.name: kind
    for kind in (
        Kind("seasons", Season, ("code",)),
        Kind("areas", Area, ("code",)),
        Kind("provinces", Province, ("code", "valid_from"), ("code",), {"successor": "successor_code"}),
        Kind("ports", Port, ("code",), columns={"province": "province_code"}),
        Kind("port_statuses", PortStatus, ("port_id", "valid_from"), ("port_id",), {"status": "state"}),
        Kind(
            "emergency_numbers",
            EmergencyNumber,
            ("code", "valid_from"),
            ("code",),
            {"province": "province_code"},
        ),
        Kind("industries", Industry, ("code",)),
        Kind("occupations", Occupation, ("code",)),
        Kind(
            "wage_classes",
            WageClass,
            ("county_id", "valid_from"),
            ("county_id",),
            {"area": "county", "class": "wage_class"},
        ),
        Kind(
            "wage_floors",
            WageFloor,
            ("province_id", "wage_class", "valid_from"),
            ("province_id", "wage_class"),
            {"area": "province", "class": "wage_class"},
        ),
        Kind("holidays", Holiday, ("country", "day"), is_removable=True),
        Kind("rule_sets", RuleSet, ("code", "version"), ("area_id", "season_id"), refers={"season": ("season",)}),
        Kind(
            "requirements",
            Requirement,
            ("rule_set_id", "permit_class", "code", "area_id", "valid_from"),
            ("rule_set_id", "permit_class", "code", "area_id"),
            refers={"rule_set": ("rule_set", "version")},
        ),
    )
}


def kind_named(name: str) -> Kind:
    """The kind of that name."""
    if name not in KINDS:
        raise NotFound
    return KINDS[name]


def field_of(constraint: models.BaseConstraint) -> str:
    """The field to change when a constraint is broken."""
    if isinstance(constraint, ExclusionConstraint):
        return "valid_from"
    if constraint.name.endswith("_days_in_order"):
        return "valid_until"
    return {
        "area_code_below_parent": "code",
        "holiday_once_a_day": "day",
        "industry_season_in_months": "season_until_month",
        "ruleset_once_a_version": "version",
        "season_windows_in_order": "work_until",
        "wagefloor_positive": "hourly_fen",
    }.get(constraint.name, "")
