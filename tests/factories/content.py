"""The content of filings, and the facts they are judged by, as plain values."""

import json
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from uuid import UUID

from employers.rules.content import Cost, FilingContent, Group, House, LocalSearch, Site
from employers.rules.findings import Facts
from tests.factories.common import CANE, FARM_HAND, NINGMING

HEADS = ("medical", "insurance", "skills_test", "training", "equipment", "travel_and_lodging", "administration")
SEARCH = LocalSearch(date(2026, 7, 5), date(2026, 8, 5), ("county job board", "village broadcast"), 2, 1)


@cache
def parameters() -> dict[str, Any]:
    """The parameters of the scheme's first rule set."""
    text = (Path(__file__).parents[2] / "scheme" / "data" / "rule_sets.json").read_text(encoding="utf-8")
    found: dict[str, Any] = json.loads(text)[0]["parameters"]
    return found


def content(posts: int = 10, **given: Any) -> FilingContent:
    """What a lawful filing of cane cutters paid by the day says."""
    lawful = FilingContent(
        season="2026-27",
        employer=UUID(int=7),
        county=NINGMING,
        industry=CANE,
        occupation=FARM_HAND,
        job_title="甘蔗砍收工",
        groups=(Group(posts, date(2026, 11, 15), date(2027, 4, 15)),),
        worksites=(Site("一号蔗区", NINGMING, "村部旁"),),
        lodgings=(House("职工宿舍", posts),),
        pay_kind="time",
        wage_fen=16_000,
        wage_unit="day",
        hours_a_day=Decimal(8),
        days_a_week=Decimal("5.5"),
        meals="provided",
        costs=tuple(Cost(head, "employer", 10_000) for head in HEADS),
        local_search=SEARCH,
    )
    return replace(lawful, **given)


def facts(said: FilingContent | None = None, **given: Any) -> Facts:
    """The facts by which `content` is judged on 20 August 2026, when it is filed."""
    rules = parameters()
    lawful = Facts(
        content=said or content(),
        on="2026-08-20",
        moment="filed",
        season={
            "filing_from": "2026-07-01",
            "filing_until": "2027-02-28",
            "work_from": "2026-10-15",
            "work_until": "2027-05-31",
        },
        known={"county": True, "industry": True, "occupation": True},
        rules={name: rules.get(name) for name in ("max_posts_per_filing", "hours", "wage", "cost_heads")}
        | {"longest_stay_days": 180, "start_may_be_past": False, "reference_wages": None},
        floor={"monthly": 169_000, "hourly": 1_700, "confidence": "unverified"},
        licence_until="2028-12-31",
        mandate={"industries": [CANE], "left": 500},
    )
    return replace(lawful, **given)
