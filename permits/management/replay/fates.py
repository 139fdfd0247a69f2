"""Fates: what truly happens to each holder of a permit, and what is told of it, when and by whom.

The truth decides what a report is held against; the service only ever learns what is told.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from random import Random
from typing import NamedTuple

from core.dates import ZONE
from permits.management.replay.people import lot
from permits.management.replay.profile import Profile

DAY = timedelta(1)
SHORTEST = 3
"""Days of a permit that are left, at the least, for somebody still to come."""


LOST = {True: "last_exit_lost_for_good", False: "exit_at_tet_lost_for_good"}


class Kind(StrEnum):
    """How it goes with a permit."""

    HOME_IN_TIME = "home in time"
    NEVER_CAME = "never came"
    GAVE_BACK = "gave the permit back"
    OVERSTAYED = "overstayed, then left"
    NEVER_LEFT = "never left"


class Side(StrEnum):
    """Who tells of a crossing."""

    POST = "post"
    COUNTERPART = "counterpart"


@dataclass(frozen=True, slots=True)
class Seat:
    """A place in a crew: its case, its number, its permit's days, and when the permit is in hand."""

    case: str
    serial: int
    first_on: date
    last_on: date
    issued_on: date
    ports: tuple[str, ...]


class Crossed(NamedTuple):
    """A crossing as it truly was."""

    direction: str
    at: datetime
    port: str


class Told(NamedTuple):
    """What one side says of a crossing, and on which day; `of` is the crossing's place among the true ones."""

    on: date
    side: Side
    direction: str
    at: datetime
    port: str
    key: str
    of: int


@dataclass(frozen=True, slots=True)
class Fate:
    """What truly happens under one permit; `last_lawful_on` is the last day on which being here is lawful."""

    kind: Kind
    crossed: tuple[Crossed, ...]
    told: tuple[Told, ...]
    last_lawful_on: date
    gave_back_on: date | None = None

    @property
    def left_on(self) -> date | None:
        """The day of going home for good."""
        return self.crossed[-1].at.date() if self.crossed and self.crossed[-1].direction == "out" else None

    @property
    def overstayed(self) -> bool:
        """Whether this is truly an overstay: here on a day after the last lawful one."""
        if self.kind is Kind.NEVER_LEFT:
            return True
        return self.left_on is not None and self.left_on > self.last_lawful_on

    @property
    def exit_told_on(self) -> date | None:
        """The day on which anybody first tells of the last exit; none where nobody ever does."""
        last = len(self.crossed) - 1
        told = (one.on for one in self.told if one.of == last)
        return None if self.left_on is None else min(told, default=None)

    @property
    def entry_told_on(self) -> date | None:
        """The day on which anybody first tells of the last entry."""
        last = max((place for place, one in enumerate(self.crossed) if one.direction == "in"), default=None)
        return min((told.on for told in self.told if told.of == last), default=None)

    @property
    def suspected_on(self) -> date | None:
        """The first day on which whoever knows only what is told must take this for an overstay, if there is one.

        A day's list is made before anything is told on it.
        """
        if not self.crossed or self.entry_told_on is None:
            return None
        first = max(self.last_lawful_on, self.entry_told_on) + DAY
        return first if self.exit_told_on is None or self.exit_told_on >= first else None

    def is_over_by(self, day: date) -> bool:
        """Whether the holder was here, went home in time, and all of it was told before a day."""
        return self.kind is Kind.HOME_IN_TIME and all(told.on < day for told in self.told)


def fate_of(seat: Seat, profile: Profile) -> Fate:
    """What happens to who has that place: always the same for the same place."""
    rates = profile.given["fates"]
    chances = lot(profile.source, "fate", seat.case, seat.serial)
    kind = _kind(chances, rates)
    came_on = _arrival(seat, chances, rates)
    if kind is Kind.NEVER_CAME or (seat.last_on - came_on).days < SHORTEST:
        return Fate(Kind.NEVER_CAME, (), (), seat.last_on)
    left_on = _leaving(kind, seat, came_on, chances)
    crossed = tuple(_crossings(seat, came_on, left_on, chances, profile))
    gave_back_on = left_on + DAY if kind is Kind.GAVE_BACK and left_on else None
    told = tuple(_tellings(seat, crossed, chances, rates))
    return Fate(kind, crossed, told, gave_back_on or seat.last_on, gave_back_on)


def _kind(chances: Random, rates: dict[str, int]) -> Kind:
    drawn = chances.random() * 1000
    for name, kind in (
        ("never_came", Kind.NEVER_CAME),
        ("gave_back", Kind.GAVE_BACK),
        ("overstayed", Kind.OVERSTAYED),
        ("never_left", Kind.NEVER_LEFT),
    ):
        drawn -= rates[name]
        if drawn < 0:
            return kind
    return Kind.HOME_IN_TIME


def _arrival(seat: Seat, chances: Random, rates: dict[str, int]) -> date:
    first = max(seat.first_on, seat.issued_on + DAY)
    late = chances.random() * 1000 < rates["came_late"]
    return first + timedelta(chances.randrange(5, 20) if late else chances.randrange(3))


def _leaving(kind: Kind, seat: Seat, came_on: date, chances: Random) -> date | None:
    days = (seat.last_on - came_on).days
    if kind is Kind.NEVER_LEFT:
        return None
    if kind is Kind.OVERSTAYED:
        return seat.last_on + timedelta(min(40, 1 + int(chances.expovariate(1 / 6))))
    if kind is Kind.GAVE_BACK:
        return came_on + timedelta(1 + chances.randrange(days - 1))
    return seat.last_on - timedelta(chances.randrange(min(6, days - 1)))


def _crossings(seat: Seat, came_on: date, left_on: date | None, chances: Random, profile: Profile) -> Iterator[Crossed]:
    yield Crossed("in", _moment(came_on, chances), _port(seat, chances))
    for tet in map(date.fromisoformat, profile.given["fates"]["tet"]):
        out_on = tet - timedelta(chances.randrange(2, 10))
        back_on = tet + timedelta(chances.randrange(4, 16))
        goes = chances.random() * 1000 < profile.given["fates"]["home_at_tet"]
        if goes and came_on + 14 * DAY < out_on and back_on + 14 * DAY < min(left_on or seat.last_on, seat.last_on):
            yield Crossed("out", _moment(out_on, chances), _port(seat, chances))
            yield Crossed("in", _moment(back_on, chances), _port(seat, chances))
    if left_on is not None:
        yield Crossed("out", _moment(left_on, chances), _port(seat, chances))


def _moment(day: date, chances: Random) -> datetime:
    return datetime.combine(day, time(8 + chances.randrange(10), chances.randrange(60)), ZONE)


def _port(seat: Seat, chances: Random) -> str:
    return seat.ports[0] if chances.random() < 0.9 else chances.choice(seat.ports)


def _tellings(seat: Seat, crossed: tuple[Crossed, ...], chances: Random, rates: dict[str, int]) -> Iterator[Told]:
    for place, one in enumerate(crossed):
        told = list(_told_of(seat, place, one, chances, rates))
        if one.direction == "in":
            # Who is here is known before the last day: an entry that nobody told would hide what follows.
            latest = max(seat.last_on - 2 * DAY, one.at.date())
            told = [telling._replace(on=min(telling.on, latest)) for telling in told]
        elif chances.random() * 1000 < rates[LOST[place == len(crossed) - 1]]:
            told = []
        yield from told


def _told_of(seat: Seat, place: int, one: Crossed, chances: Random, rates: dict[str, int]) -> Iterator[Told]:
    """The tellings of one crossing: by the post in time, days or weeks late or not at all, and by the other side."""
    key, day = f"{seat.case}/{seat.serial}/{place}", one.at.date()
    post = Told(day, Side.POST, one.direction, one.at, one.port, key, place)
    drawn = chances.random() * 1000
    lost, days, weeks = rates["lost_by_the_post"], rates["told_days_late"], rates["told_weeks_late"]
    if drawn < lost:
        delay = timedelta(chances.randrange(1, 11))
        yield _other(post, day + delay, chances)
        return
    if drawn < lost + days:
        post = post._replace(on=day + timedelta(chances.randrange(1, 6)))
    elif drawn < lost + days + weeks:
        post = post._replace(on=day + timedelta(chances.randrange(14, 43)))
    elif drawn < lost + days + weeks + rates["clock_wrong"]:
        post = post._replace(at=datetime.combine(day, time(21, chances.randrange(60)), ZONE))
    yield post
    if chances.random() * 1000 < rates["told_twice"]:
        yield post._replace(at=post.at + timedelta(minutes=chances.randrange(1, 9)), key=f"{key}b")
    if chances.random() * 1000 < rates["delivered_twice"]:
        yield post._replace(on=post.on + DAY)
    if chances.random() * 1000 < rates["told_by_both_sides"]:
        yield _other(post, day + DAY, chances)


def _other(post: Told, on: date, chances: Random) -> Told:
    """The other side's telling of the same crossing, by its own clock."""
    at = post.at + timedelta(minutes=chances.randrange(-20, 41))
    return post._replace(on=on, side=Side.COUNTERPART, at=at, key=f"{post.key}c")
