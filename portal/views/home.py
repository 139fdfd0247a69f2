"""The first page: whose turn it is, what is waited for and what has changed; for strangers, what the scheme is."""

from datetime import date
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from core.actors import PUBLIC, Actor
from core.errors import Sentence
from core.evidence.models import Checkpoint
from core.jobs import services as jobs
from core.permissions import Permission
from employers.enums import FilingStatus
from permits.enums import LookUpPurpose
from permits.services import statistics
from permits.services.border.ports import closure_of
from permits.services.waiting.turns import Turn, turns
from portal import pictures, readings
from portal.actors import actor, now, today
from portal.forms.border import LookUp
from portal.homes import HOMES, Home, figures
from portal.lately import lately
from portal.views import news
from portal.ways import way, way_to_turns
from portal.words import turns as words
from scheme.models import Quota, Season

MOST_FILINGS = 6
FILING_WAITS = {
    "bureau": [FilingStatus.SUBMITTED],
    "employer": [FilingStatus.AWAITING_EMPLOYER],
    "intermediary": [FilingStatus.INFORMATION_REQUESTED, FilingStatus.DRAFT],
}
"""In which statuses a filing waits for each kind of organisation."""


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What waits for this reader by deadline, what it waits for, and what has changed; the start page for strangers."""
    by = actor(request)
    if by.organisation_id is None:
        return start(request)
    found = HOMES.get(by.kind, Home())
    waiting = turns(kinds=found.queues, by=by, at=now())
    counted, as_of = figures(found, by=by, at=now())
    shown: dict[str, Any] = {
        "today": today(),
        "mine": [_mine(turn, by) for turn in sorted((one for one in waiting if one.mine), key=_by_deadline)],
        "awaited": [_awaited(turn, by) for turn in waiting if turn.others],
        "figures": counted,
        "as_of": as_of,
        "ways": [(name, address) for view, name in found.ways if (address := way(view))],
        "filings": _filings(by),
        **news.latest(by),
        **_pictures(found, by),
    }
    if by.kind == "post" and Permission.LOOK_UP_PERMIT in by.permissions:
        shown["gate"] = LookUp(initial={"purpose": LookUpPurpose.ENTRY})
        shown["closure"] = closure_of(by.port_id, today()) if by.port_id else None
    if Permission.READ_JOBS in by.permissions:
        shown |= {"late": jobs.late(now()), "runs": jobs.latest(by)}
    return render(request, "portal/home.html", shown)


@login_not_required
@require_safe
def start(request: HttpRequest) -> HttpResponse:
    """What this is, in words for a person who cuts cane."""
    sealed = Checkpoint.objects.visible_to(PUBLIC).latest_first().defer("note", "waiting").first()
    return render(request, "portal/start.html", {"rules": readings.parameters(today()), "sealed": sealed})


def _by_deadline(turn: Turn) -> tuple[bool, date]:
    return turn.due_on is None, turn.due_on or date.max


def _mine(turn: Turn, by: Actor) -> dict[str, Any]:
    is_overdue = turn.due_on is not None and turn.due_on < today()
    address = way_to_turns(turn.kind, by.kind, is_mine=True)
    return {"turn": turn, "name": words.mine(turn.kind, by.kind), "address": address, "is_overdue": is_overdue}


def _awaited(turn: Turn, by: Actor) -> tuple[Sentence, int, str]:
    return words.awaited(turn.kind), turn.others, way_to_turns(turn.kind, by.kind, is_mine=False)


def _filings(by: Actor) -> list[Any]:
    statuses = FILING_WAITS.get(by.kind)
    if statuses is None:
        return []
    return list(readings.filings(by).filter(status__in=statuses).order_by("due_on", "pk")[:MOST_FILINGS])


def _counties(season: Season, by: Actor) -> list[statistics.Used]:
    seen_by = statistics.reader(by)
    found = lately(f"counties:{season.pk}", lambda: statistics.counties(season, by=seen_by), by=seen_by, at=now())
    return found.value


def _pictures(found: Home, by: Actor) -> dict[str, Any]:
    """The strip of counties, and the gauges of a bureau's own quotas."""
    season = readings.present_season(by, today())
    if season is None or not (found.has_strip or found.has_gauges):
        return {}
    shown: dict[str, Any] = {"season": season}
    if found.has_strip:
        shown["strip"] = pictures.strip(_counties(season, by))
    if found.has_gauges:
        own = Quota.objects.visible_to(by).filter(season=season, area__code__startswith=by.area)
        shown["gauges"] = list(own.select_related("area", "industry", "season").order_by("depth", "area")[:12])
    return shown
