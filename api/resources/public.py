"""What anybody may read of the demand side: the board of open demand, and how long decisions take."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.utils import timezone
from rest_framework import serializers

from api.resource import Look, Resource, by_day, by_number, by_text
from api.resources.filing_shapes import Referenced
from core.actors import Actor
from core.dates import day_of
from employers.enums import EmployerKind
from employers.models import Filing
from employers.services.directory import public


class BoardShape(Referenced):
    """Granted demand that can still be taken up; a farm household, which is a person, is not named."""

    employer_zh = serializers.CharField()
    employer_vi = serializers.CharField()
    intermediary_zh = serializers.CharField(source="intermediary.organisation.name_zh")
    intermediary_vi = serializers.CharField(source="intermediary.organisation.name_vi")
    computed = {
        f"employer_{language}": Case(
            When(employer__kind=EmployerKind.HOUSEHOLD, then=Value("")),
            default=F(f"employer__organisation__name_{language}"),
            output_field=CharField(),
        )
        for language in ("zh", "vi")
    }

    class Meta:
        model = Filing
        fields = (
            *("id", "reference", "season", "county", "industry", "occupation", "job_title", "posts_held"),
            *("starts_on", "ends_on", "pay_kind", "wage_fen", "wage_unit", "piece", "pieces_a_day"),
            *("hours_a_day", "days_a_week", "meals", "employer_zh", "employer_vi"),
            *("intermediary", "intermediary_zh", "intermediary_vi"),
        )


class DecisionTimeOut(serializers.Serializer[Any]):
    """How many days decisions of a month took in a prefecture; withheld where there were too few."""

    month = serializers.DateField()
    prefecture_code = serializers.CharField()
    decisions = serializers.IntegerField(allow_null=True)
    median_days = serializers.FloatField(allow_null=True)
    mean_days = serializers.FloatField(allow_null=True)


def decision_times(*, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """How long decisions took."""
    return [asdict(row) for row in public.decision_times()]


PUBLIC = (
    Resource(
        "board",
        lambda _by: public.board(day_of(timezone.now())).select_related(None),
        BoardShape,
        "The public board of open demand.",
        filters={
            "season": by_text("season__code", "the season's code"),
            "county": by_text("county", "code of the county"),
            "prefecture": by_text("prefecture_code", "first four signs of the area's code"),
            "industry": by_text("industry", "code of the trade"),
            "occupation": by_text("occupation", "code of the occupation"),
            "starts_until": by_day("starts_on__lte", "work begins on this day or earlier"),
            "posts_at_least": by_number("posts_held__gte", "at least so many posts are open"),
        },
        public=True,
    ),
    Resource(
        "decision-times",
        None,
        None,
        "Published decision times.",
        public=True,
        looks=(Look("", decision_times, DecisionTimeOut, "How long decisions took.", public=True, many=True),),
    ),
)
