"""Opening the quotas of a season, from the season down to a county's industries."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.errors import Invalid
from core.permissions import Permission
from core.workflow import allow
from scheme.enums import EntryKind
from scheme.models import Area, Industry, Quota, QuotaEntry, Season
from scheme.rules.choice import chain
from scheme.services.promises import keeping

MOST = 10_000_000
UNKNOWN = _("“%(value)s” is not on the scheme's list: choose one that is.")
Place = tuple[str | None, str | None]


@dataclass(frozen=True, slots=True)
class Opening:
    """A quota to open: the season's own without an area, one industry's in a county with it."""

    area: str | None
    industry: str | None
    ceiling: int


def open_quota(
    *, season: UUID, area: str | None, industry: str | None = None, ceiling: int, by: Actor, at: datetime
) -> Quota:
    """Open one quota below one that is open already."""
    return open_quotas([Opening(area, industry, ceiling)], season=season, by=by, at=at)[0]


def open_quotas(openings: Sequence[Opening], *, season: UUID, by: Actor, at: datetime) -> list[Quota]:
    """Open quotas of a season as the two sides agreed on them; each ceiling is the first entry of its ledger.

    Every quota needs the one above it, there already or among those given. Ceilings below one quota may sum to more
    than its own: each is a limit, not a share, and the one above still binds. Later changes take two persons.
    """
    with act("open_quota", by=by):
        allow(Permission.MANAGE_REFERENCE, by=by)
        if not Season.objects.filter(pk=season).exists():
            raise Invalid("unknown_code", UNKNOWN, field="season", value=str(season))
        _demand_known(openings)
        there: dict[Place, Quota] = {(q.area_id, q.industry_id): q for q in Quota.objects.filter(season=season)}
        made = []
        for opening in sorted(openings, key=_depth):
            depth = _depth(opening)
            quota = Quota(season_id=season, area_id=opening.area, industry_id=opening.industry, depth=depth)
            quota.parent = _parent(opening, there)
            if (opening.area, opening.industry) in there:
                raise _refusal("quota_once_per_place", _("This season already has a quota for %(place)s."), opening)
            there[opening.area, opening.industry] = quota
            made.append(quota)
        with keeping(Quota):
            Quota.objects.bulk_create(made)
        _set_ceilings(made, openings, by=by, at=at)
    return list(Quota.objects.filter(pk__in=[quota.pk for quota in made]).order_by("depth", "area_id", "industry_id"))


def _set_ceilings(made: Sequence[Quota], openings: Sequence[Opening], *, by: Actor, at: datetime) -> None:
    ceilings = {(opening.area, opening.industry): opening.ceiling for opening in openings}
    QuotaEntry.objects.bulk_create(
        QuotaEntry(
            quota=quota,
            kind=EntryKind.ADJUST,
            ceiling_change=ceilings[quota.area_id, quota.industry_id],
            cause=quota.pk,
            actor_id=by.actor_id,
            unit_id=by.unit_id,
            login=by.login,
            at=at,
        )
        for quota in made
        if ceilings[quota.area_id, quota.industry_id]
    )


def _demand_known(openings: Sequence[Opening]) -> None:
    areas = Area.objects.in_bulk([o.area for o in openings if o.area and o.area.isalnum()])
    industries = Industry.objects.in_bulk([o.industry for o in openings if o.industry and o.industry.isalnum()])
    for opening in openings:
        if opening.area is not None and opening.area not in areas:
            raise _refusal("area_unknown", _("%(place)s is not an area of the scheme."), opening, "area")
        if opening.industry is not None and opening.industry not in industries:
            raise _refusal("industry_unknown", _("%(place)s is not an industry of the scheme."), opening, "industry")
        if not 0 <= opening.ceiling <= MOST:
            words = _("Give the ceiling of %(place)s as a whole number from 0 to %(most)s.")
            raise _refusal("ceiling_out_of_range", words, opening, "ceiling")


def _depth(opening: Opening) -> int:
    if opening.area is None:
        return 0
    return 4 if opening.industry is not None else chain(opening.area).index(opening.area) + 1


def _parent(opening: Opening, there: dict[Place, Quota]) -> Quota | None:
    """The quota above, which must be open."""
    if opening.area is None and opening.industry is None:
        return None
    above: Place = (None, None)
    if opening.area is not None:
        steps: list[str | None] = [None, *chain(opening.area)]
        above = (opening.area if opening.industry is not None else steps[_depth(opening) - 1], None)
    if above not in there or (opening.industry is not None and there[above].depth != 3):
        words = _("The quota above %(place)s is not open: open it first, from the season down to the county.")
        raise _refusal("no_quota_above", words, opening, "area")
    return there[above]


def _refusal(code: str, words: object, opening: Opening, field: str = "area") -> Invalid:
    place = " ".join(filter(None, (opening.area, opening.industry)))
    return Invalid(code, words, field=field, place=place, most=MOST)  # type: ignore[arg-type]
