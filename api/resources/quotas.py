"""Quotas, their ledgers and public statements, and the changes of their ceilings."""

from django.db.models import F
from rest_framework import serializers

from api.resource import Resource, by_choice, by_id, by_number, by_text
from api.shapes import Shape
from scheme.enums import AdjustmentStatus
from scheme.models import Quota, QuotaAdjustment


class QuotaShape(Shape):
    """How many posts a season may hold in an area and a trade, and what is left."""

    season = serializers.CharField(source="season.code")
    left = serializers.IntegerField(help_text="posts that can still be granted")
    computed = {"left": F("ceiling") - F("reserved") - F("used")}

    class Meta:
        model = Quota
        fields = ("id", "season", "area", "industry", "parent", "depth", "ceiling", "reserved", "used", "left")


class AdjustmentShape(Shape):
    """A change of one ceiling, by two persons."""

    class Meta:
        model = QuotaAdjustment
        fields = (
            *("id", "quota", "status", "change", "reason"),
            *("proposed_by", "proposed_unit", "proposed_at", "decided_by", "decided_unit", "decided_at"),
        )


QUOTAS = (
    Resource(
        "quotas",
        lambda by: Quota.objects.visible_to(by),
        QuotaShape,
        "Quotas of posts, as a tree, with what is left of each.",
        order=("depth", "pk"),
        filters={
            "season": by_text("season__code", "the season's code"),
            "area": by_text("area", "code of the area"),
            "industry": by_text("industry", "code of the trade"),
            "parent": by_id("parent", "the quota above"),
            "depth": by_number("depth", "0 season, 1 province, 2 prefecture, 3 county, 4 trade"),
        },
        public=True,
    ),
    Resource(
        "quota-adjustments",
        lambda by: QuotaAdjustment.objects.visible_to(by),
        AdjustmentShape,
        "Changes of ceilings: proposed by one person, decided by another of another unit.",
        filters={
            "quota": by_id("quota", "of this quota"),
            "status": by_choice(AdjustmentStatus, "status", "where it stands"),
        },
    ),
)
