"""The season in figures: by county, by week, and from posts to returns; for the public only as far as nobody shows."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, FilteredRelation, Q, QuerySet, Sum
from django.db.models.functions import TruncWeek

from core.actors import PUBLIC, Actor
from core.dates import ZONE, day_of
from core.sealing import digest
from employers.enums import FilingStatus
from employers.models import Filing
from permits.models import Permit, Stay
from permits.rules.publishing import published
from scheme.models import Quota, Season
from workers.enums import OfferStatus
from workers.models import Offer, Registration

OFFICES: Final = frozenset({"bureau", "department", "oversight"})
"""Who sees true counts, of its area or province; everybody else sees those that are published."""

WEEK: Final = timedelta(days=7)
STEPS: Final = ("posts", "offers", "permits", "entries", "returns")
"""From demand to the way home; each counts posts or persons, never papers."""


@dataclass(frozen=True, slots=True)
class Used:
    """A county's quota, and how many of its workers are here; not told where they are few."""

    quota: Quota
    present: int | None

    @property
    def taken(self) -> int:
        """The posts that are used or reserved."""
        return self.quota.reserved + self.quota.used

    @property
    def share(self) -> float:
        """What is taken of the ceiling, from 0 to 1."""
        return self.taken / max(self.quota.ceiling, 1)


@dataclass(frozen=True, slots=True)
class Week:
    """How many workers were here at the end of a week, by its Monday; not told where they were few."""

    monday: date
    present: int | None


Tell = Callable[[str, int], int | None]


def reader(by: Actor) -> Actor:
    """As whom somebody reads these figures: an office as itself, everybody else as the public."""
    return by if by.kind in OFFICES else PUBLIC


def counties(season: Season, *, by: Actor) -> list[Used]:
    """The counties in the order of the border, those behind it last, with their quotas and who is here now."""
    rows = Quota.objects.filter(season=season, depth=3).select_related("area", "season")
    # A bureau knows its own area, and of the others what everybody knows.
    here = Stay.objects.open().filter(season=season)
    here = here.visible_to(by) if by.kind == "department" else here
    present: Mapping[str, int] = dict(here.order_by().values_list("county").annotate(number=Count("*")))
    return [_used(row, present.get(row.area_id or "", 0), by) for row in _along_the_border(rows)]


def weeks(season: Season, *, by: Actor, at: datetime) -> list[Week]:
    """How many were here at the end of each week of the season's work up to now."""
    tell = _telling(by, f"{season.code}/week")
    stays = _of_season(Stay.objects.filter(entered_at__isnull=False), season, by=by)
    came, left = _weekly(stays, "entered_at"), _weekly(stays.filter(is_end_unknown=False), "left_at")
    lost = _weekly(stays.filter(is_end_unknown=True), "entered_at")
    monday, found, here = _monday(season.work_from), [], 0
    until = _monday(min(day_of(at), season.work_until))
    here = sum(_net(came, left, lost, day) for day in {*came, *left, *lost} if day < monday)
    while monday <= until:
        here += _net(came, left, lost, monday)
        found.append(Week(monday, tell(monday.isoformat(), here)))
        monday += WEEK
    return found


def funnel(season: Season, *, by: Actor) -> dict[str, int | None]:
    """How many posts, offers agreed to, permits, entries and returns in time the season has so far."""
    tell = _telling(by, f"{season.code}/funnel")
    filings = _seen(Filing.objects.of_here(), by).filter(
        season=season, status__in=[FilingStatus.GRANTED, FilingStatus.CLOSED]
    )
    permits = _seen(Permit.objects.all(), by).filter(season=season)
    offers = _seen(Offer.objects.all(), by).filter(filing__season=season, status=OfferStatus.ACCEPTED)
    home = _seen(Registration.objects.all(), by).filter(season=season, returned_in_time=True)
    counted = {
        "posts": filings.aggregate(posts=Sum("posts_granted"))["posts"] or 0,
        "offers": offers.order_by().aggregate(Count("worker", distinct=True))["worker__count"],
        **permits.alias(stay=FilteredRelation("stays", condition=Q(stays__season=season))).aggregate(
            permits=Count("worker", distinct=True),
            entries=Count("worker", filter=Q(stay__entered_at__isnull=False), distinct=True),
        ),
        "returns": home.count(),
    }
    # Departments see no demand: what they have comes after it.
    steps = STEPS[1:] if by.kind == "department" else STEPS
    return {step: tell(step, counted[step]) for step in steps}


def _used(quota: Quota, present: int, by: Actor) -> Used:
    county = quota.area_id or ""
    reader = PUBLIC if by.kind == "bureau" and not county.startswith(by.area) else by
    return Used(quota, _telling(reader, f"{quota.season.code}/county")(county, present))


def _telling(by: Actor, table: str) -> Tell:
    """True counts for offices, of what they see; rounded ones, small ones withheld, for everybody else."""
    if by.kind in OFFICES:
        return lambda _cell, number: number
    return lambda cell, number: published(number, _lot(f"{table}/{cell}"))


def _lot(cell: str) -> float:
    return digest(cell, "statistics.cell")[0] / 256


def _seen(rows: Any, by: Actor) -> Any:
    return rows.visible_to(by) if by.kind in OFFICES else rows


def _of_season(stays: Any, season: Season, *, by: Actor) -> "QuerySet[Stay]":
    found: QuerySet[Stay] = _seen(stays, by).filter(season=season)
    return found


def _along_the_border(rows: "QuerySet[Quota]") -> list[Quota]:
    def place(row: Quota) -> tuple[bool, int, str]:
        order = row.area.border_order if row.area else None
        return order is None, order or 0, row.area_id or ""

    return sorted(rows, key=place)


def _weekly(stays: "QuerySet[Stay]", moment: str) -> dict[date, int]:
    rows = stays.filter(**{f"{moment}__isnull": False}).order_by()
    counted = rows.values_list(TruncWeek(moment, tzinfo=ZONE)).annotate(Count("pk"))
    return {week.date(): number for week, number in counted}


def _net(came: Mapping[date, int], left: Mapping[date, int], lost: Mapping[date, int], monday: date) -> int:
    return came.get(monday, 0) - left.get(monday, 0) - lost.get(monday, 0)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
