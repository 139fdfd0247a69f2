"""What several pages read: filings with the names they show, choices of places, seasons and trades."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django.db import models
from django.utils.translation import get_language

from accounts.models import Member
from core.actors import Actor
from employers.models import Employer, Filing
from employers.services.lots import DECIDE
from scheme.enums import AreaLevel
from scheme.models import Area, Industry, Occupation, Season
from scheme.rules.parameters import Parameters
from scheme.services import quotas
from scheme.services.in_force import parameters_of, read_agreement

Choice = tuple[str, str]


def filings(by: Actor) -> "models.QuerySet[Filing]":
    """The filings one sees, with all that a line of the list names."""
    return Filing.objects.visible_to(by).select_related(
        "season", "county", "industry", "employer__organisation", "intermediary__organisation"
    )


def is_drawn(kind: str, by: Actor) -> bool:
    """Whether cases of that kind may fall by lot to whoever asks."""
    return by.kind == "bureau" and DECIDE[kind] in by.permissions


def name_column() -> str:
    """The column that holds names in the reader's language."""
    return {"zh": "name_zh", "vi": "name_vi"}.get((get_language() or "")[:2], "name_en")


def counties(by: Actor, on: date) -> list[Choice]:
    """The counties of the scheme on a day; for a bureau those of its area."""
    found = Area.objects.visible_to(by).valid_on(on).filter(level=AreaLevel.COUNTY)
    if by.kind == "bureau":
        found = found.filter(code__startswith=by.area)
    return list(found.order_by("border_order", "code").values_list("code", name_column()))


def seasons(by: Actor) -> list[Choice]:
    """All seasons, the newest first."""
    return list(Season.objects.visible_to(by).order_by("-work_from").values_list("code", name_column()))


def industries(by: Actor, on: date) -> list[Choice]:
    """The trades of the scheme on a day."""
    return list(Industry.objects.visible_to(by).valid_on(on).order_by("code").values_list("code", name_column()))


def occupations(by: Actor, on: date) -> list[Choice]:
    """The occupations of the scheme on a day."""
    return list(Occupation.objects.visible_to(by).valid_on(on).order_by("code").values_list("code", name_column()))


def names_of_members(by: Actor, ids: Iterable[UUID | None]) -> dict[UUID, str]:
    """The names of those colleagues that one may see."""
    wanted = {one for one in ids if one is not None}
    return dict(Member.objects.visible_to(by).filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def totals(rows: "models.QuerySet[Any]", column: str) -> dict[str, int]:
    """How many rows there are for each value of a column."""
    return dict(rows.order_by().values_list(column).annotate(models.Count("pk")))


def season_taking_filings(by: Actor, on: date) -> str | None:
    """The season whose filing window is open on a day, the latest where there are two."""
    found = Season.objects.visible_to(by).taking_filings_on(on).order_by("-work_from")
    return found.values_list("code", flat=True).first()


def present_season(by: Actor, on: date) -> Season | None:
    """The season whose work goes on that day, or the last that had begun taking filings."""
    begun = Season.objects.visible_to(by).filter(filing_from__lte=on).order_by("-work_from")
    return begun.filter(work_from__lte=on, work_until__gte=on).first() or begun.first()


def parameters(on: date) -> Parameters | None:
    """The scheme's own numbers on a day, where its rules are loaded."""
    rules = read_agreement().rule_set_or_none("", on)
    return None if rules is None else parameters_of(rules)


def quota_left(by: Actor, season: str, county: str, industry: str) -> int | None:
    """The posts left in the tightest quota above a county's trade; nothing where there is none."""
    key = Season.objects.visible_to(by).filter(code=season).values_list("pk", flat=True).first()
    return quotas.left_for(season=key, county=county, industry=industry) if key else None


def choices_for(by: Actor, day: date) -> dict[str, list[Choice]]:
    """What may be chosen in a filing on a day."""
    name = f"organisation__{name_column()}"
    employers = Employer.objects.visible_to(by).order_by(name, "pk").values_list("pk", name)
    return {
        "season": seasons(by),
        "employer": [(str(pk), str(label)) for pk, label in employers],
        "county": counties(by, day),
        "industry": industries(by, day),
        "occupation": occupations(by, day),
    }
