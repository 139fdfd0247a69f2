"""What holds in a county on a day: its place, rules, wages, ports, papers and working days."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db import connection

from scheme.models import Area, Industry, Occupation, Port, PortStatus, Requirement, RuleSet, WageClass, WageFloor
from scheme.services.agreement import Agreement, Floor, Gate, InForce, parameters_of
from scheme.services.calendar import working_days

__all__ = [
    "Agreement",
    "Floor",
    "Gate",
    "InForce",
    "in_force",
    "in_force_each",
    "parameters_of",
    "read_agreement",
]


def in_force(county: str, day: date, *, season: UUID | None = None) -> InForce:
    """What holds in a county on a day, in a constant number of queries."""
    return read_agreement().in_force(county, day, season=season)


def in_force_each(pairs: Iterable[tuple[str, UUID | None]], day: date) -> dict[tuple[str, UUID | None], InForce]:
    """What holds on a day in many counties, each for a season, in the same number of queries as for one.

    A county that is not in the scheme is there without its `area`, so that it can be told with all else.
    """
    agreement = read_agreement()
    return {(county, season): agreement.holding(county, day, season=season) for county, season in set(pairs)}


def read_agreement() -> Agreement:
    """All that holds anywhere on any day, as it stands in this transaction.

    It is some hundred rows that hardly ever change and that every act asks for: they are read when their edition
    is not the one at hand, which the database draws anew with every change of them (migration 0003).
    """
    edition = _edition()
    kept = _kept.get(edition)
    if kept is None:
        kept = _read()
        if edition is not None:
            _kept.clear()
            _kept[edition] = kept
    return kept


_kept: dict[UUID | None, Agreement] = {}


def _edition() -> UUID | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT edition FROM scheme_edition")
        row: tuple[UUID] | None = cursor.fetchone()
    return row[0] if row else None


def _read() -> Agreement:
    return Agreement(
        areas=Area.objects.in_bulk(),
        rule_sets=list(RuleSet.objects.order_by("code", "version")),
        wage_classes=list(WageClass.objects.all()),
        wage_floors=list(WageFloor.objects.all()),
        ports=list(Port.objects.order_by("code")),
        port_statuses=list(PortStatus.objects.all()),
        requirements=list(Requirement.objects.order_by("permit_class", "kind", "code")),
        industries=list(Industry.objects.all()),
        occupations=list(Occupation.objects.all()),
        calendar=working_days(),
    )
