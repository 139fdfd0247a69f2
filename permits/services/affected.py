"""Who loses a job when an intermediary or employer is stopped, and what each worker could be offered first."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q, QuerySet

from core.actors import Actor
from core.db import one_of
from employers.models import Employer, Filing, Licence
from permits.models import Permit

MOST = 5


@dataclass(frozen=True, slots=True)
class Affected:
    """A permit whose intermediary or employer was stopped, and open demand the worker could turn to first.

    Of the same county, most alike first: another intermediary's filing of the same employer, then the same
    occupation, then any other.
    """

    permit: Permit
    others: list[Filing]


def by_licence(licence_id: UUID, *, by: Actor, today: date) -> list[Affected]:
    """The open permits, of those one sees, under a licence that was suspended, with whom to turn to first."""
    gone = one_of(Licence.objects.visible_to(by), licence_id).intermediary_id
    touched = Q(intermediary=gone) | Q(registrar=gone)
    return _with_others(_open(by, today).filter(touched), ~Q(intermediary=gone), today)


def by_employer(employer_id: UUID, *, by: Actor, today: date) -> list[Affected]:
    """The open permits, of those one sees, with an employer that may not employ any more, with whom to turn to."""
    gone = one_of(Employer.objects.visible_to(by), employer_id).pk
    return _with_others(_open(by, today).filter(employer=gone), ~Q(employer=gone), today)


def _open(by: Actor, today: date) -> QuerySet[Permit]:
    permits = Permit.objects.visible_to(by).open().filter(last_on__gte=today)
    return permits.select_related("season", "employer__organisation").order_by("pk")


def _with_others(permits: Iterable[Permit], others: Q, today: date) -> list[Affected]:
    given = list(permits)
    licensed = Licence.objects.valid_on(today).values("intermediary")
    demand = Filing.objects.open_demand(today).filter(
        others, county__in={permit.county_id for permit in given}, intermediary__in=licensed
    )
    in_county: defaultdict[str, list[Filing]] = defaultdict(list)
    for filing in demand.select_related("season").order_by("number"):
        in_county[filing.county_id].append(filing)
    return [Affected(permit, _nearest(permit, in_county[permit.county_id])) for permit in given]


def _nearest(permit: Permit, filings: Sequence[Filing]) -> list[Filing]:
    lasting = [filing for filing in filings if filing.season_id == permit.season_id]
    alike = sorted(
        lasting,
        key=lambda filing: (filing.employer_id != permit.employer_id, filing.occupation_id != permit.occupation_id),
    )
    return alike[:MOST]
