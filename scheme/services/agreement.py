"""The agreement's dated rows in memory, asked for what holds in a county on a day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid
from scheme.enums import AreaLevel, Confidence
from scheme.models import (
    Area,
    Industry,
    Occupation,
    Port,
    PortStatus,
    Requirement,
    RuleSet,
    WageClass,
    WageFloor,
)
from scheme.rules.calendar import Calendar
from scheme.rules.choice import chain, narrowest, rank
from scheme.rules.parameters import Parameters

SURENESS: list[str] = [Confidence.SOURCE, Confidence.UNVERIFIED, Confidence.TO_CHECK]


@dataclass(frozen=True, slots=True)
class Floor:
    """The minimum wage of a county in fen, and how sure it is: no surer than the less sure of class and figure."""

    wage_class: int
    monthly_fen: int
    hourly_fen: int
    confidence: str


@dataclass(frozen=True, slots=True)
class Gate:
    """A port of the county and its state that day; None: not known."""

    port: Port
    state: str | None
    confidence: str


@dataclass(frozen=True, slots=True)
class InForce:
    """Everything the agreement says of one county on one day; without an `area` the county is not in the scheme."""

    county: str
    area: Area | None
    prefecture: Area | None
    province: Area | None
    day: date
    season: UUID | None
    rule_set: RuleSet
    parameters: Parameters
    wage_floor: Floor | None
    gates: tuple[Gate, ...]
    requirements: tuple[Requirement, ...]
    industries: frozenset[str]
    occupations: frozenset[str]
    calendar: Calendar

    def required_for(self, permit_class: str) -> tuple[Requirement, ...]:
        """What a worker of that class must show."""
        return tuple(row for row in self.requirements if row.permit_class == permit_class)


@dataclass(frozen=True, slots=True)
class Agreement:
    """The agreement's dated rows, read once and asked for any number of counties and days; whoever asks only reads."""

    areas: dict[str, Area]
    rule_sets: Sequence[RuleSet]
    wage_classes: Sequence[WageClass]
    wage_floors: Sequence[WageFloor]
    ports: Sequence[Port]
    port_statuses: Sequence[PortStatus]
    requirements: Sequence[Requirement]
    industries: Sequence[Industry]
    occupations: Sequence[Occupation]
    calendar: Calendar

    def in_force(self, county: str, day: date, *, season: UUID | None = None) -> InForce:
        """What holds there that day. Raises `Invalid` for a county that is not in the scheme on that day."""
        held = self.holding(county, day, season=season)
        if held.area is None:
            raise Invalid(
                "county_not_in_scheme",
                _("%(county)s is not a county of the scheme on %(day)s: give one that is."),
                field="county",
                county=county,
                day=day.isoformat(),
            )
        return held

    def holding(self, county: str, day: date, *, season: UUID | None = None) -> InForce:
        """What holds there that day; for a county that is not in the scheme, the scheme's own rules."""
        places = chain(county)
        found = [self.areas.get(code) for code in places]
        province, prefecture, own = [area if area and _holds(area, day) else None for area in found]
        is_there = province and prefecture and own and own.level == AreaLevel.COUNTY
        rule_set = self.rule_set(county, day, season=season)
        return InForce(
            county=county,
            area=own if is_there else None,
            prefecture=prefecture,
            province=province,
            day=day,
            season=season,
            rule_set=rule_set,
            parameters=parameters_of(rule_set),
            wage_floor=self._floor(county, day),
            gates=tuple(self._gates(county, day)),
            requirements=tuple(self._requirements(rule_set, places, day)),
            industries=frozenset(row.pk for row in self.industries if _holds(row, day)),
            occupations=frozenset(row.pk for row in self.occupations if _holds(row, day)),
            calendar=self.calendar,
        )

    def rule_set(self, area: str, day: date, *, season: UUID | None = None) -> RuleSet:
        """The narrowest rule set that holds there that day; raises `Invalid` before the first."""
        found = self.rule_set_or_none(area, day, season=season)
        if found is None:
            raise Invalid(
                "no_rules_in_force",
                _("No rules are in force in %(county)s on %(day)s: give a later day."),
                field="county",
                county=area,
                day=day.isoformat(),
            )
        return found

    def rule_set_or_none(self, area: str, day: date, *, season: UUID | None = None) -> RuleSet | None:
        """The narrowest rule set that holds there that day, if any does."""
        rows = (row for row in self.rule_sets if _holds(row, day))
        return narrowest(rows, chain(area), season=season)

    def _floor(self, county: str, day: date) -> Floor | None:
        for own in self.wage_classes:
            if own.county_id == county and _holds(own, day):
                for row in self.wage_floors:
                    is_ours = row.province_id == chain(county)[0] and row.wage_class == own.wage_class
                    if is_ours and _holds(row, day):
                        confidence = max(own.confidence, row.confidence, key=lambda one: SURENESS.index(one))
                        return Floor(own.wage_class, row.monthly_fen, row.hourly_fen, confidence)
        return None

    def _gates(self, county: str, day: date) -> list[Gate]:
        states = {row.port_id: row for row in self.port_statuses if _holds(row, day)}
        return [
            Gate(port, states[port.pk].state, states[port.pk].confidence)
            if port.pk in states
            else Gate(port, None, Confidence.TO_CHECK)
            for port in self.ports
            if port.county_id == county and _holds(port, day)
        ]

    def _requirements(self, rule_set: RuleSet, places: Sequence[str], day: date) -> list[Requirement]:
        nearest: dict[tuple[str, str], tuple[int, Requirement]] = {}
        for row in self.requirements:
            near = rank(row, places)
            if row.rule_set_id == rule_set.pk and near is not None and _holds(row, day):
                key = (row.permit_class, row.code)
                if key not in nearest or near > nearest[key][0]:
                    nearest[key] = near, row
        return [row for _near, row in nearest.values()]


def parameters_of(rule_set: RuleSet) -> Parameters:
    """The parameters of a rule set; a version never changes, so each is read once."""
    if rule_set.pk not in _read:
        _read[rule_set.pk] = Parameters.of(rule_set.parameters)
    return _read[rule_set.pk]


_read: dict[UUID, Parameters] = {}


def _holds(row: Any, day: date) -> bool:
    return row.valid_from <= day and (row.valid_until is None or day <= row.valid_until)
