"""The demo season's quotas as a tree, one ceiling raised by two persons and one raise still proposed."""

from datetime import datetime
from uuid import UUID

from accounts.enums import Role
from core.dates import ZONE
from permits.management.demo.content import SEASON
from permits.management.demo.offices import Staff
from permits.management.demo.story import Step
from permits.management.demo.tables import table
from permits.management.people import OPERATOR
from scheme.models import Quota, Season
from scheme.services import adjustments, quota_tree
from scheme.services.quota_tree import Opening

RAISED = ("451422", "A0133", 200, "宁明县本榨季新增糖料蔗 1.2 万亩，合作社申报量高于去年。")
PROPOSED = ("451421", "A0133", 300, "扶绥县两家糖厂开榨提前，十二月用工缺口约 300 人。")


def open_all(staff: Staff, *, at: datetime) -> None:
    """Open the tree as the two sides agreed on it."""
    openings = [Opening(row["area"] or None, row["industry"] or None, int(row["ceiling"])) for row in table("quotas")]
    season = Season.objects.visible_to(OPERATOR).get(code=SEASON)
    quota_tree.open_quotas(openings, season=season.pk, by=staff["operator", Role.OFFICER], at=at)


def steps(staff: Staff) -> list[Step]:
    """One ceiling raised by two persons, and another whose raise is only proposed."""
    raised: list[UUID] = []
    proposed_at, approved_at, open_at = (
        datetime(2026, *day, tzinfo=ZONE) for day in ((10, 28, 10), (10, 30, 15), (11, 19, 10))
    )
    return [
        (proposed_at, lambda: raised.append(_propose(staff, RAISED, proposed_at))),
        (
            approved_at,
            lambda: adjustments.approve_adjustment(raised[0], by=staff[RAISED[0], Role.APPROVER], at=approved_at),
        ),
        (open_at, lambda: _propose(staff, PROPOSED, open_at)),
    ]


def _propose(staff: Staff, change: tuple[str, str, int, str], at: datetime) -> UUID:
    area, industry, posts, reason = change
    quotas = Quota.objects.visible_to(OPERATOR).filter(season__code=SEASON)
    quota = quotas.get(area=area, industry=industry)
    reviewer = staff[area, Role.REVIEWER]
    return adjustments.propose_adjustment(quota.pk, change=posts, reason=reason, by=reviewer, at=at).pk
