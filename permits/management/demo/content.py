"""What the demo's employers ask for and promise: each filing from a few words, the rest as is usual there."""

from collections.abc import Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from employers.enums import CostHead, Meals, Payer, PayKind, WageUnit
from employers.rules.content import Cost, Deduction, FilingContent, Group, House, LocalSearch, Share, Site
from permits.management.demo.tables import table

SEASON = "2026-27"
HOURS, DAYS = Decimal("7.3"), Decimal(6)
CHANNELS = ("崇左就业服务网", "乡镇圩日招聘会", "村级公示栏")
COSTS = {
    CostHead.MEDICAL: (Payer.EMPLOYER, 18_000),
    CostHead.INSURANCE: (Payer.EMPLOYER, 26_000),
    CostHead.SKILLS_TEST: (Payer.INTERMEDIARY, 0),
    CostHead.TRAINING: (Payer.STATE, 15_000),
    CostHead.EQUIPMENT: (Payer.EMPLOYER, 22_000),
    CostHead.TRAVEL_AND_LODGING: (Payer.EMPLOYER, 30_000),
    CostHead.ADMINISTRATION: (Payer.EMPLOYER, 10_000),
}


def content(asked: Mapping[str, Any], ids: Mapping[str, UUID], *, drafted_on: date) -> FilingContent:
    """The content of one of the demo's filings; `ids` are the employers' by their keys."""
    [home] = [row for row in table("employers") if row["key"] == asked["employer"]]
    groups = tuple(
        Group(posts, date.fromisoformat(first), date.fromisoformat(last)) for posts, first, last in asked["groups"]
    )
    posts = sum(group.posts for group in groups)
    applied, hired = asked.get("locals", (posts // 10, posts // 20))
    is_piece = "piece" in asked
    return FilingContent(
        season=SEASON,
        employer=ids[asked["employer"]],
        county=home["county"],
        industry=asked["industry"],
        occupation=asked.get("occupation", "9211"),
        job_title=asked["job"],
        groups=groups,
        pay_kind=(PayKind.PIECE if is_piece else PayKind.TIME).value,
        wage_fen=asked["wage_fen"],
        wage_unit=WageUnit(asked["per"]).value,
        piece=asked.get("piece", ""),
        pieces_a_day=Decimal(asked["a_day"]) if is_piece else None,
        hours_a_day=HOURS,
        days_a_week=DAYS,
        overtime_a_day=Decimal(asked.get("overtime", 1)),
        overtime_a_month=Decimal(20),
        meals=Meals(asked.get("meals", "provided")).value,
        worksites=tuple(Site(name, home["county"], address) for name, address in asked["sites"]),
        lodgings=tuple(House(address, room) for address, room in asked["lodging"]),
        joint_employers=tuple(Share(ids[key], share) for key, share in asked.get("joint", {}).items()),
        deductions=tuple(Deduction(*row) for row in asked.get("deductions", ())),
        costs=tuple(Cost(head.value, payer.value, fen) for head, (payer, fen) in COSTS.items()),
        local_search=LocalSearch(
            drafted_on - timedelta(days=24), drafted_on - timedelta(days=3), CHANNELS, applied, hired
        ),
        note=asked.get("note", ""),
    )
