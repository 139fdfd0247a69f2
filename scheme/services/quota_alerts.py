"""Soft thresholds: an alert when a quota has filled to a share of its ceiling, closed when it no longer has."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import BigIntegerField, F, Q, QuerySet, UUIDField, Value
from django.db.models.functions import Cast, Coalesce, JSONObject, Least, Left

from core.alerts.services import settle_from
from core.dates import day_of
from scheme.models import Quota
from scheme.services.agreement import parameters_of
from scheme.services.in_force import read_agreement

KIND = "quota_threshold"


def raise_quota_alerts(*, at: datetime) -> int:
    """Bring the alerts in line with how full the quotas of running seasons are; say how many were raised."""
    day = day_of(at)
    found = [_filled_to(percent, areas, day) for percent, areas in sorted(_thresholds(day).items())]
    if not found:
        found = [_filled_to(100, [], day)]
    first, *others = found
    return settle_from(KIND, "scheme.quota", first.union(*others, all=True) if others else first, at=at)


def _thresholds(day: date) -> dict[int, list[str]]:
    """The areas of the quotas by each threshold that holds there; the season's own area is empty."""
    agreement = read_agreement()
    areas = Quota.objects.filter(season__work_until__gte=day).values_list("area_id", flat=True).distinct()
    by_percent: dict[int, list[str]] = {}
    for area in areas:
        found = agreement.rule_set_or_none(area or "", day)
        for percent in parameters_of(found).quota_thresholds_percent if found else ():
            by_percent.setdefault(percent, []).append(area or "")
    return by_percent


def _filled_to(percent: int, areas: Iterable[str], day: date) -> QuerySet[Any, Any]:
    places = Q(area__in=[area for area in areas if area])
    if "" in areas:
        places |= Q(area=None)
    taken = Cast(F("reserved") + F("used"), BigIntegerField()) * 100
    return (
        Quota.objects.filter(places, season__work_until__gte=day, ceiling__gt=0)
        .annotate(filled=taken)
        .filter(filled__gte=Cast(F("ceiling"), BigIntegerField()) * percent)
        .order_by()
        .values_list(
            "id",
            Value(str(percent)),
            Cast(Value(None), UUIDField()),
            Coalesce(Left("area_id", Least(F("depth") * 2, Value(6))), Value("")),
            JSONObject(percent=Value(percent), ceiling=F("ceiling"), reserved=F("reserved"), used=F("used")),
        )
    )
