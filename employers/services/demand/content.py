"""A filing's rows and its content: the one is written from and read as the other, many filings at a time."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, Problem
from employers.models import Employer, Filing, FilingGroup, JointEmployer, Lodging, Worksite
from employers.rules.content import Cost, Deduction, FilingContent, Group, House, LocalSearch, Share, Site
from scheme.models import Area, Industry, Occupation, Season

PARTS = (FilingGroup, Worksite, Lodging, JointEmployer)
PLAIN = [
    *("job_title", "pay_kind", "wage_fen", "wage_unit", "piece", "pieces_a_day", "meals", "note"),
    *("hours_a_day", "days_a_week", "overtime_a_day", "overtime_a_month"),
]
CODES: dict[str, tuple[Any, str]] = {
    "county": (Area, "code"),
    "industry": (Industry, "code"),
    "occupation": (Occupation, "code"),
    "season": (Season, "code"),
    "employer": (Employer, "pk"),
}
READ = """
SELECT filing.id, season.code, jsonb_build_object(
    'groups', (SELECT jsonb_agg(jsonb_build_array(posts, starts_on, ends_on) ORDER BY id)
        FROM employers_filinggroup WHERE filing_id = filing.id),
    'worksites', (SELECT jsonb_agg(jsonb_build_array(name, county_id, address) ORDER BY id)
        FROM employers_worksite WHERE filing_id = filing.id),
    'lodgings', (SELECT jsonb_agg(jsonb_build_array(address, capacity, rent_fen) ORDER BY id)
        FROM employers_lodging WHERE filing_id = filing.id),
    'joint_employers', (SELECT jsonb_agg(jsonb_build_array(employer_id, posts) ORDER BY id)
        FROM employers_jointemployer WHERE filing_id = filing.id))
FROM employers_filing AS filing JOIN scheme_season AS season ON season.id = filing.season_id
WHERE filing.id = ANY(%s::uuid[])
"""
UNKNOWN = _("“%(value)s” is not on the scheme's list: choose one that is.")
NO_GROUPS = _("Give at least one group of posts with its days.")


def put(filing: Filing, content: FilingContent, season: Season) -> None:
    """Fill the filing's own columns from the content."""
    written = content.written()
    for name in PLAIN:
        setattr(filing, name, getattr(content, name))
    filing.season = season
    filing.county_id, filing.industry_id, filing.occupation_id = content.county, content.industry, content.occupation
    filing.posts, filing.starts_on, filing.ends_on = content.posts, content.starts_on, content.ends_on
    filing.deductions, filing.costs = written["deductions"], written["costs"]
    filing.local_search = written["local_search"] or {}
    filing.content_digest = content.digest


def put_parts(contents: Mapping[UUID, FilingContent], *, fresh: bool) -> None:
    """Write groups, worksites, lodgings and joint employers of many filings; those not `fresh` lose their old ones."""
    if not fresh:
        for model in PARTS:
            model.objects.filter(filing__in=list(contents)).delete()
    given = contents.items()
    FilingGroup.objects.bulk_create(
        FilingGroup(filing_id=key, posts=part.posts, starts_on=part.starts_on, ends_on=part.ends_on)
        for key, content in given
        for part in content.groups
    )
    Worksite.objects.bulk_create(
        Worksite(filing_id=key, name=part.name, county_id=part.county, address=part.address)
        for key, content in given
        for part in content.worksites
    )
    Lodging.objects.bulk_create(
        Lodging(filing_id=key, address=part.address, capacity=part.capacity, rent_fen=part.rent_fen)
        for key, content in given
        for part in content.lodgings
    )
    JointEmployer.objects.bulk_create(
        JointEmployer(filing_id=key, employer_id=part.employer, posts=part.posts)
        for key, content in given
        for part in content.joint_employers
    )


def read_each(filings: Sequence[Filing]) -> dict[UUID, FilingContent]:
    """The contents of many filings, in one query."""
    with connection.cursor() as cursor:
        cursor.execute(READ, [[filing.pk for filing in filings]])
        found = {key: (season, json.loads(parts)) for key, season, parts in cursor.fetchall()}
    return {filing.pk: _content(filing, *found[filing.pk]) for filing in filings}


def _content(filing: Filing, season: str, parts: dict[str, Any]) -> FilingContent:
    return FilingContent(
        season=season,
        employer=filing.employer_id,
        county=filing.county_id,
        industry=filing.industry_id,
        occupation=filing.occupation_id,
        groups=tuple(Group(n, date.fromisoformat(a), date.fromisoformat(z)) for n, a, z in parts["groups"] or ()),
        worksites=tuple(Site(*row) for row in parts["worksites"] or ()),
        lodgings=tuple(House(*row) for row in parts["lodgings"] or ()),
        joint_employers=tuple(Share(UUID(key), posts) for key, posts in parts["joint_employers"] or ()),
        deductions=tuple(Deduction(**row) for row in filing.deductions),
        costs=tuple(Cost(**row) for row in filing.costs),
        local_search=LocalSearch.read(filing.local_search),
        **{name: getattr(filing, name) for name in PLAIN},
    )


def seasons_of(contents: Iterable[FilingContent]) -> dict[str, Season]:
    """The seasons named by the contents, by code."""
    return {season.code: season for season in Season.objects.filter(code__in={c.season for c in contents})}


def demand_known(contents: Sequence[FilingContent]) -> None:
    """Refuse with `Invalid` contents that name what does not exist, so that they could not even be kept."""
    named = [list(content.named()) for content in contents]
    known = {
        kind: _known(model, column, {value for names in named for k, _field, value in names if k == kind})
        for kind, (model, column) in CODES.items()
    }
    problems = [
        Problem("unknown_code", UNKNOWN, f"{number}.{field}" if len(contents) > 1 else field, {"value": str(value)})
        for number, names in enumerate(named)
        for kind, field, value in names
        if value not in known[kind]
    ]
    problems += [Problem("groups_missing", NO_GROUPS, "groups") for content in contents if not content.groups]
    if problems:
        raise Invalid.of(problems)


def _known(model: Any, column: str, codes: set[Any]) -> set[Any]:
    if not codes:
        return set()
    return set(model.objects.filter(**{f"{column}__in": codes}).values_list(column, flat=True))
