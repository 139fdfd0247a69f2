"""What holds in a county on a day: its place, rules, wages, ports, papers and working days."""

import re
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from scheme.models import Area, Port, PortStatus, Requirement, RuleSet, WageClass, WageFloor
from scheme.rules.choice import chain
from scheme.services.agreement import Agreement, Floor, Gate, InForce, parameters_of
from scheme.services.calendar import working_days

__all__ = [
    "Agreement",
    "Floor",
    "Gate",
    "InForce",
    "in_force",
    "in_force_each",
    "kept_agreement",
    "parameters_of",
    "read_agreement",
]

_kept: ContextVar[Agreement | None] = ContextVar("agreement", default=None)


@contextmanager
def kept_agreement() -> Iterator[None]:
    """Read the whole agreement once and answer every question in the block from it, for thousands of acts in a row.

    What is edited meanwhile is seen only after the block.
    """
    token = _kept.set(read_agreement())
    try:
        yield
    finally:
        _kept.reset(token)


def in_force(county: str, day: date, *, season: UUID | None = None) -> InForce:
    """What holds in a county on a day, in a constant number of queries."""
    return read_agreement(counties=[county]).in_force(county, day, season=season)


def in_force_each(pairs: Iterable[tuple[str, UUID | None]], day: date) -> dict[tuple[str, UUID | None], InForce]:
    """What holds on a day in many counties, each for a season, in the same number of queries as for one.

    A county that is not in the scheme is there without its `area`, so that it can be told with all else.
    """
    wanted = set(pairs)
    agreement = read_agreement(counties={county for county, _season in wanted})
    return {(county, season): agreement.holding(county, day, season=season) for county, season in wanted}


def read_agreement(*, counties: Collection[str] | None = None) -> Agreement:
    """Read what may hold in those counties, or in all, for a batch that asks of many days."""
    kept = _kept.get()
    if kept is not None:
        return kept
    known = None if counties is None else [county for county in counties if re.fullmatch("[0-9]{6}", county)]
    codes = None if known is None else sorted({code for county in known for code in chain(county)})
    return Agreement(
        areas={row.pk: row for row in _of(Area, codes, "pk")},
        rule_sets=list(_of(RuleSet, codes, "area", anywhere=True).order_by("code", "version")),
        wage_classes=list(_of(WageClass, codes, "county")),
        wage_floors=list(_of(WageFloor, codes, "province")),
        ports=list(_of(Port, codes, "county").order_by("code")),
        port_statuses=list(_of(PortStatus, codes, "port__county")),
        requirements=list(_of(Requirement, codes, "area", anywhere=True).order_by("permit_class", "kind", "code")),
        calendar=working_days(),
    )


def _of(model: Any, codes: list[str] | None, field: str, *, anywhere: bool = False) -> QuerySet[Any]:
    rows: QuerySet[Any] = model.objects.all()
    if codes is None:
        return rows
    ours = Q(**{f"{field}__in": codes})
    return rows.filter(ours | Q(**{f"{field}__isnull": True}) if anywhere else ours)
