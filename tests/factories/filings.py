"""Filings, complete and wherever they may stand."""

from datetime import date
from typing import Any
from uuid import UUID

from employers.enums import FilingStatus, Meals, PayKind, WageUnit
from employers.models import Filing, FilingGroup, Lodging, Mandate, Worksite
from tests.factories.common import (
    AT,
    CANE,
    FARM_HAND,
    NINGMING,
)
from tests.factories.parties import mandate
from tests.factories.scheme import area, industry, occupation, season

COSTS = [
    {"head": head, "payer": "employer", "amount_fen": 10_000}
    for head in ("medical", "insurance", "skills_test", "training", "equipment", "travel_and_lodging", "administration")
]
SEARCH = {"from_on": "2026-07-05", "until_on": "2026-08-05", "channels": ["county job board"], "applied": 2, "hired": 1}
SEEN = (FilingStatus.SUBMITTED, FilingStatus.INFORMATION_REQUESTED, FilingStatus.GRANTED, FilingStatus.REFUSED)


def _reached(status: str, posts: int) -> dict[str, Any]:
    """What a filing that has come to `status` carries."""
    values: dict[str, Any] = {}
    if status != FilingStatus.DRAFT:
        values |= {"filed_at": AT, "content_digest": "d" * 64}
    if status in (*SEEN, FilingStatus.CLOSED):
        values |= {"confirmed_at": AT, "confirmed_by": UUID(int=1), "confirmed_digest": "d" * 64}
        values |= {"submitted_at": AT, "due_on": date(2026, 9, 29)}
    if status == FilingStatus.INFORMATION_REQUESTED:
        values |= {"stopped_on": AT.date(), "question": "Which lodging is this for?"}
    if status in (FilingStatus.GRANTED, FilingStatus.REFUSED, FilingStatus.CLOSED):
        values |= {"decided_at": AT}
    if status == FilingStatus.GRANTED:
        values |= {"posts_granted": posts, "posts_held": posts, "held_until": date(2026, 12, 1)}
    if status == FilingStatus.CLOSED:
        values |= {"posts_granted": posts}
    if status == FilingStatus.REFUSED:
        values |= {"reason_code": "quota_exhausted"}
    return values


def new_filing(under: Mandate, *, status: str = FilingStatus.DRAFT, posts: int = 10, **given: Any) -> Filing:
    """A complete filing of cane cutters paid by the day, not yet saved; season, industry and county must exist."""
    values: dict[str, Any] = {
        "season": given.get("season") or season(),
        "employer_id": under.employer_id,
        "intermediary_id": under.intermediary_id,
        "mandate": under,
        "status": status,
        "county_id": NINGMING,
        "industry_id": CANE,
        "occupation_id": FARM_HAND,
        "job_title": "甘蔗砍收工",
        "posts": posts,
        "starts_on": date(2026, 11, 15),
        "ends_on": date(2027, 4, 15),
        "pay_kind": PayKind.TIME,
        "wage_fen": 16_000,
        "wage_unit": WageUnit.DAY,
        "hours_a_day": 8,
        "days_a_week": "5.5",
        "meals": Meals.PROVIDED,
        "costs": COSTS,
        "local_search": SEARCH,
    }
    return Filing(**(values | _reached(status, posts) | given))


def filing(
    under: Mandate | None = None, *, status: str = FilingStatus.DRAFT, parts: bool = True, **given: Any
) -> Filing:
    """A complete filing that has come to `status`, with one group, worksite and lodging unless without `parts`."""
    under = under or mandate()
    if "county_id" not in given:
        given["county_id"] = under.employer.county_id
    area(given["county_id"])
    industry(given.get("industry_id", CANE))
    occupation(given.get("occupation_id", FARM_HAND))
    made = new_filing(under, status=status, **given)
    made.save(force_insert=True)
    if parts:
        days = {"starts_on": made.starts_on, "ends_on": made.ends_on}
        FilingGroup.objects.create(filing=made, posts=made.posts, **days)
        Worksite.objects.create(filing=made, name="一号蔗区", county_id=made.county_id, address="村部旁")
        Lodging.objects.create(filing=made, address="职工宿舍", capacity=made.posts)
    return made


def filings(number: int, under: Mandate | None = None, **given: Any) -> list[Filing]:
    """Many filings alike, in one statement, without parts."""
    first = filing(under, parts=False, **given)
    given.setdefault("county_id", first.county_id)
    more = [new_filing(first.mandate, season=first.season, **given) for _ in range(number - 1)]
    Filing.objects.bulk_create(more)
    return [first, *more]
