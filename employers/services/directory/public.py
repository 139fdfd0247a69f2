"""What anybody may read of the demand side: open demand, and how long decisions take. No personal data in it."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Avg, Count, F, FloatField, QuerySet
from django.db.models.aggregates import Aggregate
from django.db.models.functions import Extract, TruncMonth

from core.dates import ZONE
from core.reach import Beyond
from employers.models import Filing

FEWEST = 5
"""Fewer decisions than this are not told apart, so that nobody can be recognised."""


class Median(Aggregate):
    """The middle value."""

    function = "PERCENTILE_CONT"
    template = "%(function)s(0.5) WITHIN GROUP (ORDER BY %(expressions)s)"
    output_field = FloatField()


@dataclass(frozen=True, slots=True)
class DecisionTime:
    """How many days decisions of a month took in a prefecture; figures are withheld where there were too few."""

    month: date
    prefecture_code: str
    decisions: int | None
    median_days: float | None
    mean_days: float | None


def board(on: date) -> QuerySet[Filing]:
    """Granted demand that can still be taken up on that day, for the public board; what was replayed is no offer."""
    return (
        Filing.objects.of_here()
        .open_demand(on)
        .select_related(
            "season", "county", "industry", "occupation", "employer__organisation", "intermediary__organisation"
        )
    )


def decision_times() -> list[DecisionTime]:
    """Days from submission to decision by month and prefecture, latest first, days the clock stood included."""
    days = Extract(F("decided_at") - F("submitted_at"), "epoch") / 86_400.0
    rows: Any = (
        Filing.objects.of_here()
        .beyond(Beyond.COUNTING)
        .filter(decided_at__isnull=False)
        .values("prefecture_code", month=TruncMonth("decided_at", tzinfo=ZONE))
        .annotate(made=Count("pk"), median=Median(days), mean=Avg(days))
        .order_by("-month", "prefecture_code")
    )
    return [
        DecisionTime(row["month"].date(), row["prefecture_code"], row["made"], row["median"], row["mean"])
        if row["made"] >= FEWEST
        else DecisionTime(row["month"].date(), row["prefecture_code"], None, None, None)
        for row in rows
    ]
