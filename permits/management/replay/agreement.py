"""The seasons of a replay: their windows, their own rules and their quotas, opened once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_CEILING, Decimal
from typing import Any

from permits.management.people import OPERATOR
from permits.management.replay.cases import Case
from permits.management.replay.profile import Profile, ReplaySeason
from scheme.models import Port, Quota, RuleSet, Season
from scheme.rules.choice import chain
from scheme.services import quota_tree, reference
from scheme.services.quota_tree import Opening

PERMIT_CLASS = "seasonal"
"""The class of all permits of a replay."""


@dataclass(frozen=True, slots=True)
class Left:
    """What is left of a county's quota in a season of the replay."""

    season: str
    county: str
    ceiling: int
    reserved: int
    left: int


def open_seasons(cases: Sequence[Case], profile: Profile, *, share: Decimal, at: datetime) -> None:
    """Open the seasons that are missing, each with its rules and a quota for every county asked for."""
    asked: dict[ReplaySeason, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for case in cases:
        asked[profile.season_of(case.decided)][profile.counties[case.state]] += case.posts
    for window, counties in asked.items():
        season = Season.objects.visible_to(OPERATOR).filter(code=window.code).first() or _open(window, profile)
        if not RuleSet.objects.visible_to(OPERATOR).filter(season=season).exists():
            _rule(season, window, profile)
        if not Quota.objects.visible_to(OPERATOR).filter(season=season).exists():
            openings = tree({county: _part(posts, share) for county, posts in counties.items()})
            quota_tree.open_quotas(openings, season=season.pk, by=OPERATOR, at=at)


def tree(counties: dict[str, int]) -> list[Opening]:
    """A quota for each county and, above them, for prefectures, provinces and the season the sum of what is below."""
    ceilings: dict[str | None, int] = defaultdict(int)
    for county, posts in counties.items():
        for area in (None, *chain(county)):
            ceilings[area] += posts
    return [Opening(area, None, ceiling) for area, ceiling in ceilings.items()]


def ports(profile: Profile) -> list[str]:
    """The codes of all ports that people of the replay may come through."""
    return sorted({port for _county, named in profile.tables["county_to_ports"] for port in named.split()})


def homes(profile: Profile) -> dict[str, str]:
    """The province of Viet Nam across from each of those ports, by their codes."""
    seen = Port.objects.visible_to(OPERATOR).filter(code__in=ports(profile))
    return dict(seen.values_list("code", "province_code"))


def left(codes: Sequence[str]) -> list[Left]:
    """What is left of the quotas of those seasons, season by season and county by county, the sum first."""
    rows = Quota.objects.visible_to(OPERATOR).filter(season__code__in=codes, depth__in=(0, 3))
    return [
        Left(row.season.code, row.area_id or "all", row.ceiling, row.reserved + row.used, row.left)
        for row in rows.select_related("season").order_by("season__code", "depth", "area_id")
    ]


def _part(posts: int, share: Decimal) -> int:
    return int((posts * share).to_integral_value(ROUND_CEILING))


def _open(window: ReplaySeason, profile: Profile) -> Season:
    said, years = profile.given["season"], f"{window.year}/{(window.year + 1) % 100:02} {profile.label}".strip()
    season: Season = reference.add(
        "seasons",
        {name: said[name].format(years=years) for name in ("name_zh", "name_vi", "name_en")}
        | {
            "code": window.code,
            "filing_from": window.filing_from,
            "filing_until": window.decided_until,
            "work_from": window.work_from,
            "work_until": window.work_until,
        },
        by=OPERATOR,
    )
    return season


def _rule(season: Season, window: ReplaySeason, profile: Profile) -> None:
    """The scheme's own rules with the profile's in their place, for this season only."""
    base = RuleSet.objects.visible_to(OPERATOR).filter(area=None, season=None).order_by("-valid_from").first()
    if base is None:
        raise LookupError("The scheme has no rules yet: load the reference data first.")
    rules = reference.add(
        "rule_sets",
        {
            "code": window.code,
            "season": season.pk,
            "legal_basis": profile.given["legal_basis"],
            "parameters": parameters(base.parameters, profile),
            "valid_from": window.filing_from,
            "valid_until": None,
            **{name: getattr(season, name) for name in ("name_zh", "name_vi", "name_en")},
        },
        by=OPERATOR,
    )
    for wanted in profile.given["requirements"]:
        of = {"rule_set": rules.pk, "permit_class": PERMIT_CLASS, "due": "application", "area": None}
        reference.add(
            "requirements", wanted | of | {"valid_from": window.filing_from, "valid_until": None}, by=OPERATOR
        )


def parameters(base: dict[str, Any], profile: Profile) -> dict[str, Any]:
    """The base's parameters with what the profile says otherwise."""
    stated = dict(profile.given["rules"])
    own = {"longest_stay_days": stated.pop("longest_stay_days"), "alerts": stated.pop("alerts")}
    seasonal = base["permit_classes"][PERMIT_CLASS] | own
    classes = base["permit_classes"] | {PERMIT_CLASS: seasonal}
    return base | stated | {"permit_classes": classes}
