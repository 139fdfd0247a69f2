"""What anybody may read of the demand side: the board of open demand, and how long decisions take."""

from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from django.db.models import Case, CharField, F, Value, When
from django.utils import timezone
from rest_framework import serializers

from api.inputs import Day, Input, Text
from api.resource import Look, Resource, by_day, by_number, by_text
from api.resources.filing_shapes import Referenced
from api.resources.registrations import season_key
from core.actors import Actor
from core.dates import day_of
from employers.enums import EmployerKind
from employers.models import Filing
from employers.services.directory import public
from permits.services.border.ports import ports_closed
from workers.services.grievances.costs import cost_per_worker


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


class CostPerWorkerQuestion(Input):
    """Of which season."""

    season = Text(max_length=20)


class CostPerWorkerOut(serializers.Serializer[Any]):
    """What the lawful way cost a worker on average, in US dollars, beside the irregular way; withheld of too few."""

    season = serializers.CharField()
    workers = serializers.IntegerField(allow_null=True, help_text="in whole batches, as it stood when the month began")
    lawful_usd = serializers.DecimalField(12, 2, allow_null=True)
    irregular_usd = serializers.DecimalField(12, 2, allow_null=True)


class ClosedQuestion(Input):
    """Where and when."""

    county = Text(max_length=6, help_text="code of the Chinese county")
    on = Day(required=False, help_text="today unless said")


class ClosedOut(serializers.Serializer[Any]):
    """One port that is closed; one whose state is not known is not among them."""

    port = serializers.CharField()


def cost(*, season: str, by: Actor, at: datetime) -> dict[str, Any]:
    """What workers paid, beside the smuggler's price."""
    found = cost_per_worker(season_key(season), on=day_of(at))
    if found is None:
        return {"season": season, "workers": None, "lawful_usd": None, "irregular_usd": None}
    compared = found.comparison
    usd = {"lawful_usd": compared.lawful, "irregular_usd": compared.irregular}
    return {"season": season, "workers": found.workers, **usd}


def closed(*, county: str, by: Actor, at: datetime, on: date | None = None) -> list[dict[str, Any]]:
    """Which ports of a county are closed."""
    return [{"port": code} for code in ports_closed(county, on or day_of(at))]


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
    Resource(
        "cost-per-worker",
        None,
        None,
        "What workers say to have paid, beside the smuggler's price.",
        public=True,
        looks=(
            Look(
                "",
                cost,
                CostPerWorkerOut,
                "What the lawful way cost a worker of a season on average, in US dollars.",
                asks=CostPerWorkerQuestion,
                public=True,
            ),
        ),
    ),
    Resource(
        "closed-ports",
        None,
        None,
        "Ports that are closed.",
        public=True,
        looks=(
            Look(
                "",
                closed,
                ClosedOut,
                "Which ports of a county are closed on a day.",
                asks=ClosedQuestion,
                public=True,
                many=True,
            ),
        ),
    ),
)
