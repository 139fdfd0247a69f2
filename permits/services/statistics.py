"""The season in figures: by county, by week, and from posts to returns; for the public only as far as nobody shows."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncWeek

from core.actors import PUBLIC, Actor
from core.dates import ZONE, day_of
from core.reach import Beyond, beyond
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


@beyond(Beyond.COUNTING)
def counties(season: Season, *, by: Actor) -> list[Used]:
    """The counties in the order of the border, those behind it last, with their quotas and who is here now."""
    rows = Quota.objects.filter(season=season, depth=3).select_related("area", "season")
    # A bureau knows its own area, and of the others what everybody knows.
    here = Stay.objects.open().filter(season=season)
    here = here.visible_to(by) if by.kind == "department" else here
    present: Mapping[str, int] = dict(here.order_by().values_list("county").annotate(number=Count("*")))
    return [_used(row, present.get(row.area_id or "", 0), by) for row in _along_the_border(rows)]


@beyond(Beyond.COUNTING)
def weeks(season: Season, *, by: Actor, at: datetime) -> list[Week]:
    """How many were here at the end of each week of the season's work up to now."""
    tell = _telling(by, f"{season.code}/week")
    net = _by_week(_seen(Stay.objects.all(), by).filter(season=season, entered_at__isnull=False))
    monday, found, here = _monday(season.work_from), [], 0
    until = _monday(min(day_of(at), season.work_until))
    here = sum(number for day, number in net.items() if day < monday)
    while monday <= until:
        here += net[monday]
        found.append(Week(monday, tell(monday.isoformat(), here)))
        monday += WEEK
    return found


@beyond(Beyond.COUNTING)
def funnel(season: Season, *, by: Actor) -> dict[str, int | None]:
    """How many posts, offers agreed to, permits, entries and returns in time the season has so far."""
    tell = _telling(by, f"{season.code}/funnel")
    filings = _seen(Filing.objects.of_here(), by).filter(
        season=season, status__in=[FilingStatus.GRANTED, FilingStatus.CLOSED]
    )
    permits, stays = (_seen(rows, by).filter(season=season) for rows in (Permit.objects.all(), Stay.objects.all()))
    # Those of a home province are found by their registrations, those of a county by their filings.
    of_season = {"registration__season" if by.kind == "department" else "filing__season": season}
    offers = _seen(Offer.objects.filter(status=OfferStatus.ACCEPTED), by).filter(**of_season)
    home = _seen(Registration.objects.all(), by).filter(season=season, returned_in_time=True)
    counted = {
        "posts": filings.aggregate(posts=Sum("posts_granted"))["posts"] or 0,
        "offers": offers.aggregate(Count("worker", distinct=True))["worker__count"],
        "permits": permits.aggregate(Count("worker", distinct=True))["worker__count"],
        "entries": stays.filter(entered_at__isnull=False).aggregate(Count("worker", distinct=True))["worker__count"],
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


def _along_the_border(rows: "QuerySet[Quota]") -> list[Quota]:
    def place(row: Quota) -> tuple[bool, int, str]:
        order = row.area.border_order if row.area else None
        return order is None, order or 0, row.area_id or ""

    return sorted(rows, key=place)


def _by_week(stays: "QuerySet[Stay]") -> Counter[date]:
    """By how many those who are here grew in each week; whose end nobody knows is not counted as having come."""
    came, left = (TruncWeek(moment, tzinfo=ZONE) for moment in ("entered_at", "left_at"))
    rows = stays.filter(is_end_unknown=False).order_by().values_list(came, left).annotate(number=Count("*"))
    net: Counter[date] = Counter()
    for begun, ended, number in rows:
        net[begun.date()] += number
        if ended:
            net[ended.date()] -= number
    return net


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
