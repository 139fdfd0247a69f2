"""Alerts before licences and mandates end, on the steps that the scheme's rule set names."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Case, CharField, DateField, Exists, ExpressionWrapper, F, OuterRef, QuerySet, Value, When
from django.db.models.functions import JSONObject

from core.alerts.services import settle_from
from employers.enums import LicenceStatus
from employers.models import Licence, Mandate
from employers.services.directory import letters
from scheme.models import RuleSet
from scheme.services.agreement import parameters_of


def alert_licences_ending(*, today: date, at: datetime) -> int:
    """Alert holders whose licence ends soon and has no successor, with a letter on each new step; how many."""
    steps = _steps("licence_alert_days", today=today)
    running = Licence.objects.filter(status__in=[LicenceStatus.ACTIVE, LicenceStatus.SUSPENDED])
    next_day = ExpressionWrapper(OuterRef("valid_until") + timedelta(days=1), output_field=DateField())
    successor = Licence.objects.filter(
        intermediary=OuterRef("intermediary"),
        status=LicenceStatus.ACTIVE,
        valid_from__lte=next_day,
        valid_until__gt=OuterRef("valid_until"),
    )
    found = _ending(running.exclude(Exists(successor)), "valid_until", "intermediary_id", steps, today=today)

    def tell(raised: Sequence[tuple[str, str]]) -> None:
        licences = Licence.objects.filter(pk__in=[subject for subject, _ in raised])
        letters.tell_of_licences("licence_ending", licences, at=at)

    return settle_from("licence_ending", Licence._meta.label_lower, found, at=at, also=tell)


def alert_mandates_ending(*, today: date, at: datetime) -> int:
    """Alert intermediaries whose mandate ends soon, with a letter to both parties on each new step; how many."""
    steps = _steps("mandate_alert_days", today=today)
    found = _ending(Mandate.objects.running(), "ends_on", "intermediary_id", steps, today=today)

    def tell(raised: Sequence[tuple[str, str]]) -> None:
        mandates = Mandate.objects.filter(pk__in=[subject for subject, _ in raised])
        letters.tell_of_mandates("mandate_ending", mandates, at=at)

    return settle_from("mandate_ending", Mandate._meta.label_lower, found, at=at, also=tell)


def _steps(parameter: str, *, today: date) -> list[int]:
    # Licences and mandates belong to no county: the rules of the whole scheme hold for them.
    rule_set = RuleSet.objects.valid_on(today).filter(area=None, season=None).order_by("-version").first()
    return sorted(getattr(parameters_of(rule_set), parameter)) if rule_set else []


def _ending(
    records: "QuerySet[Any]", last_day: str, organisation: str, steps: Sequence[int], *, today: date
) -> "QuerySet[Any, Any]":
    if not steps:
        return records.none().values_list("pk")
    reached = [When(**{f"{last_day}__lte": today + timedelta(days=days)}, then=Value(str(days))) for days in steps]
    soon = {f"{last_day}__gte": today, f"{last_day}__lte": today + timedelta(days=steps[-1])}
    found: QuerySet[Any, Any] = (
        records.filter(**soon)
        .annotate(
            stage=Case(*reached, output_field=CharField()),
            whose=F(organisation),
            place=Value("", output_field=CharField()),
            said=JSONObject(until=F(last_day)),
        )
        .values_list("pk", "stage", "whose", "place", "said")
    )
    return found
