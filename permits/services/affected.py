"""Who loses a job when a licence is suspended: the permits it touches, and what each worker could be offered first."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from core.actors import Actor
from core.db import one_of
from employers.models import Filing, Licence
from permits.models import Permit

MOST = 5


@dataclass(frozen=True, slots=True)
class Affected:
    """A permit whose intermediary may not act any more, and open demand the worker could turn to first.

    Of the same county, most alike first: another intermediary's filing of the same employer, then the same
    occupation, then any other.
    """

    permit: Permit
    others: list[Filing]


def by_licence(licence_id: UUID, *, by: Actor, today: date) -> list[Affected]:
    """The open permits under a licence, of those one sees; each worker is offered another intermediary or employer
    first."""
    licence = one_of(Licence.objects.visible_to(by), licence_id)
    touched = Q(intermediary=licence.intermediary_id) | Q(registrar=licence.intermediary_id)
    permits = Permit.objects.visible_to(by).open().filter(touched, last_on__gte=today)
    return _with_others(permits.select_related("season", "employer__organisation").order_by("pk"), licence, today)


def _with_others(permits: Sequence[Permit], licence: Licence, today: date) -> list[Affected]:
    given = list(permits)
    licensed = Licence.objects.valid_on(today).exclude(pk=licence.pk).values("intermediary")
    open_ = Filing.objects.open_demand(today).filter(
        county__in={permit.county_id for permit in given}, intermediary__in=licensed
    )
    in_county: defaultdict[str, list[Filing]] = defaultdict(list)
    for filing in open_.exclude(intermediary=licence.intermediary_id).select_related("season").order_by("number"):
        in_county[filing.county_id].append(filing)
    return [Affected(permit, _nearest(permit, in_county[permit.county_id])) for permit in given]


def _nearest(permit: Permit, filings: Sequence[Filing]) -> list[Filing]:
    lasting = [filing for filing in filings if filing.season_id == permit.season_id]
    alike = sorted(
        lasting,
        key=lambda filing: (filing.employer_id != permit.employer_id, filing.occupation_id != permit.occupation_id),
    )
    return alike[:MOST]
