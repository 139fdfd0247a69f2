"""The season in pictures, each with its numbers: counties, weeks, the way from posts to returns, and decisions."""

from collections.abc import Sequence
from typing import Any, Final

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from core.actors import PUBLIC, Actor
from core.errors import Sentence
from employers.services.directory import public
from permits.services import statistics
from portal import pictures, readings
from portal.actors import actor, now, today
from portal.lately import lately
from scheme.models import Area, Season

NAMES: Final[dict[str, Sentence]] = {
    "posts": _("Posts granted"),
    "offers": _("Workers who agreed to an offer"),
    "permits": _("Workers with a permit"),
    "entries": _("Workers who came"),
    "returns": _("Workers who returned in time"),
}
MOST_MONTHS: Final = 12


@login_not_required
@require_safe
def season(request: HttpRequest) -> HttpResponse:
    """The pictures of one season: true counts of one's area for offices, rounded ones for everybody else."""
    by = actor(request)
    seasons, chosen = readings.seasons(by), _season(request, by)
    shown: dict[str, Any] = {"seasons": seasons, "season": chosen, "is_true": by.kind in statistics.OFFICES}
    if chosen is not None:
        seen_by, at = statistics.reader(by), now()
        weeks = lately(f"weeks:{chosen.pk}", lambda: statistics.weeks(chosen, by=seen_by, at=at), by=seen_by, at=at)
        counties = lately(f"counties:{chosen.pk}", lambda: statistics.counties(chosen, by=seen_by), by=seen_by, at=at)
        funnel = lately(f"funnel:{chosen.pk}", lambda: statistics.funnel(chosen, by=seen_by), by=seen_by, at=at)
        shown |= {
            "funnel": pictures.lines(funnel.value, NAMES),
            "strip": pictures.strip(counties.value),
            "funnel_scale": pictures.scale(funnel.value.values()),
            "columns": pictures.columns(weeks.value),
            "levels": pictures.levels(weeks.value),
            "months": pictures.months(weeks.value),
            "size": (pictures.WIDTH, pictures.HEIGHT),
            "as_of": min(weeks.at, counties.at, funnel.at),
        }
    found = lately("decision_times", public.decision_times, by=PUBLIC, at=now()).value
    return render(request, "portal/season.html", shown | decisions(found[:MOST_MONTHS], by=by))


def decisions(found: Sequence[public.DecisionTime], *, by: Actor) -> dict[str, Any]:
    """How long decisions took, by month and prefecture, each with its name and its bar; and the days along the bars."""
    codes = {f"{row.prefecture_code}00" for row in found}
    names = dict(Area.objects.visible_to(by).filter(code__in=codes).values_list("code", readings.name_column()))
    days = {str(place): row.median_days for place, row in enumerate(found)}
    rows = [
        {"row": row, "name": names.get(f"{row.prefecture_code}00", row.prefecture_code), "bar": bar}
        for row, bar in zip(found, pictures.lines(days, {}), strict=True)
    ]
    return {"rows": rows, "scale": pictures.scale(days.values())}


def _season(request: HttpRequest, by: Actor) -> Season | None:
    asked = Season.objects.visible_to(by).filter(code=request.GET.get("season", "")).first()
    return asked or readings.present_season(by, today())
