"""Stays worked out from crossings: told late, twice, out of order or not at all, they give one account.

What nobody saw is not known: a missing exit is never made up, and never an overstay by itself.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Final, Literal

from core.dates import day_of

COUNTERPART: Final = "counterpart"

Direction = Literal["in", "out"]


class AnomalyKind(StrEnum):
    """How crossings do not fit together, or do not fit their permit."""

    DOUBLED = "doubled"
    ENTRY_AFTER_ENTRY = "entry_after_entry"
    EXIT_WITHOUT_ENTRY = "exit_without_entry"
    WRONG_PORT = "wrong_port"
    PORT_CLOSED = "port_closed"
    NO_PERMIT = "no_permit"
    PERMIT_NOT_VALID = "permit_not_valid"
    IMPOSSIBLE_TRAVEL = "impossible_travel"
    CLOCK_WRONG = "clock_wrong"
    LATE = "late"


class Weight(StrEnum):
    """What an anomaly asks for: nothing, a glance, or an officer's answer."""

    INFORMATION = "information"
    MILD = "mild"
    SERIOUS = "serious"


LIGHT: Final = {AnomalyKind.LATE: Weight.INFORMATION, AnomalyKind.DOUBLED: Weight.MILD}


@dataclass(frozen=True, slots=True)
class Seen:
    """One telling of a crossing; `corrects` names the telling it replaces, or strikes out where it is `voided`.

    `source` is who told it; tellings of the other side of the border come from `COUNTERPART`.
    """

    key: str
    direction: Direction
    occurred_at: datetime
    recorded_at: datetime
    port: str
    source: str
    permit: str | None = None
    voided: bool = False
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class PermitTerms:
    """Where and when a permit lets its holder in: its ports, and the spans of days it is neither suspended nor over."""

    ports: frozenset[str]
    days: tuple[tuple[date, date], ...]


@dataclass(frozen=True, slots=True)
class Tolerances:
    """How far tellings of one crossing may lie apart, and what clocks and roads allow."""

    doubled: timedelta = timedelta(minutes=10)
    both_sides: timedelta = timedelta(hours=2)
    travel: timedelta = timedelta(minutes=30)
    clock_ahead: timedelta = timedelta(minutes=5)
    late: timedelta = timedelta(hours=24)


@dataclass(frozen=True, slots=True)
class Spell:
    """One stay, by the tellings of its entry and exit; `superseded`: its exit is not known, a later entry was seen."""

    entry: str | None
    exit: str | None
    entered_at: datetime | None
    left_at: datetime | None
    permit: str | None
    superseded: bool = False

    @property
    def is_open(self) -> bool:
        """Whether the person is here, for all that was seen."""
        return self.left_at is None and not self.superseded


@dataclass(frozen=True, slots=True)
class Anomaly:
    """What does not fit: the telling it shows in, and the other telling it clashes with, if any."""

    kind: AnomalyKind
    key: str
    other: str | None = None

    @property
    def weight(self) -> Weight:
        """What it asks for."""
        return LIGHT.get(self.kind, Weight.SERIOUS)


@dataclass(frozen=True, slots=True)
class Presence:
    """All stays of a person in the order of time, and all that does not fit."""

    stays: tuple[Spell, ...]
    anomalies: tuple[Anomaly, ...]

    @property
    def open_stay(self) -> Spell | None:
        """The stay that still runs, if the person is here."""
        return next((stay for stay in self.stays if stay.is_open), None)


def reconstruct(
    seen: Sequence[Seen],
    *,
    permits: Mapping[str, PermitTerms],
    closures: Mapping[str, Sequence[tuple[date, date | None]]],
    tolerances: Tolerances = Tolerances(),
) -> Presence:
    """Work out a person's stays and anomalies; neither the order of `seen` nor repeats of it change anything.

    `permits` holds the person's permits by key, `closures` the spans of days a port is closed, without a last day
    while it lasts. Crossings are taken in the order of time; of an entry and an exit at one moment the entry is first.
    """
    standing = _standing(seen)
    crossings, doubled = _crossings(standing, tolerances)
    stays, unpaired = _stays(crossings)
    anomalies = [
        *doubled,
        *unpaired,
        *(found for one in crossings for found in misfits(one, permits, closures)),
        *_impossible(crossings, tolerances),
        *_clocks(standing, tolerances),
    ]
    place = {one.key: number for number, one in enumerate(standing)}
    return Presence(tuple(stays), tuple(sorted(anomalies, key=lambda found: (place[found.key], found.kind))))


def _order(seen: Seen) -> tuple[datetime, str, str, str]:
    return seen.occurred_at, seen.direction, seen.port, seen.key


def _standing(seen: Sequence[Seen]) -> list[Seen]:
    """The tellings that count: each once, without the corrected; of several corrections, the last recorded."""
    once = sorted({one.key: one for one in seen}.values(), key=lambda one: (one.recorded_at, one.key))
    corrected = {one.corrects: one for one in once if one.corrects is not None}
    return sorted(
        (
            one
            for one in once
            if not one.voided and one.key not in corrected and corrected.get(one.corrects or "", one) is one
        ),
        key=_order,
    )


def _crossings(standing: Iterable[Seen], tolerances: Tolerances) -> tuple[list[Seen], list[Anomaly]]:
    """Put the tellings of one crossing together, unless another was told between them; give the one that counts.

    Our own side's counts before the other side's, then the earliest.
    """
    groups: list[list[Seen]] = []
    doubled = []
    for one in standing:
        if groups and (other := _same_crossing(groups[-1], one, tolerances)):
            if other.source == one.source:
                doubled.append(Anomaly(AnomalyKind.DOUBLED, one.key, other.key))
            groups[-1].append(one)
        else:
            groups.append([one])
    return [min(group, key=lambda one: (one.source == COUNTERPART, *_order(one))) for group in groups], doubled


def _same_crossing(group: list[Seen], one: Seen, tolerances: Tolerances) -> Seen | None:
    """The telling that `one` repeats: its own side's of minutes ago, or else the other side's first of hours ago."""
    if (group[0].direction, group[0].port) != (one.direction, one.port):
        return None
    side = one.source == COUNTERPART
    same_side = [other for other in group if (other.source == COUNTERPART) == side]
    nearest = max(same_side, key=lambda other: (other.source == one.source, *_order(other)), default=group[0])
    latest = max((other.occurred_at for other in same_side), default=nearest.occurred_at)
    allowed = tolerances.doubled if same_side else tolerances.both_sides
    return nearest if one.occurred_at - latest <= allowed else None


def _stays(told: list[Seen]) -> tuple[list[Spell], list[Anomaly]]:
    """Pair each entry with the exit that follows it; one without its pair is an anomaly."""
    stays: list[Spell] = []
    anomalies = []
    for one in told:
        last = stays[-1] if stays and stays[-1].is_open else None
        if one.direction == "in":
            if last is not None:
                stays[-1] = replace(last, superseded=True)
                anomalies.append(Anomaly(AnomalyKind.ENTRY_AFTER_ENTRY, one.key, last.entry))
            stays.append(Spell(one.key, None, one.occurred_at, None, one.permit))
        elif last is not None:
            stays[-1] = replace(last, exit=one.key, left_at=one.occurred_at, permit=last.permit or one.permit)
        else:
            stays.append(Spell(None, one.key, None, one.occurred_at, one.permit))
            anomalies.append(Anomaly(AnomalyKind.EXIT_WITHOUT_ENTRY, one.key))
    return stays, anomalies


def misfits(
    one: Seen, permits: Mapping[str, PermitTerms], closures: Mapping[str, Sequence[tuple[date, date | None]]]
) -> Iterator[Anomaly]:
    """What does not fit the port or the permit; going home needs no valid permit."""
    day = day_of(one.occurred_at)
    terms = permits.get(one.permit) if one.permit is not None else None
    if any(first <= day and (last is None or day <= last) for first, last in closures.get(one.port, ())):
        yield Anomaly(AnomalyKind.PORT_CLOSED, one.key)
    if terms is not None and one.port not in terms.ports:
        yield Anomaly(AnomalyKind.WRONG_PORT, one.key)
    if one.direction == "in" and terms is None:
        yield Anomaly(AnomalyKind.NO_PERMIT, one.key)
    elif one.direction == "in" and terms is not None and not any(first <= day <= last for first, last in terms.days):
        yield Anomaly(AnomalyKind.PERMIT_NOT_VALID, one.key)


def _impossible(told: list[Seen], tolerances: Tolerances) -> Iterator[Anomaly]:
    """Crossings at two ports sooner after each other than any road allows."""
    for before, one in pairwise(told):
        if before.port != one.port and one.occurred_at - before.occurred_at < tolerances.travel:
            yield Anomaly(AnomalyKind.IMPOSSIBLE_TRAVEL, one.key, before.key)


def _clocks(standing: Iterable[Seen], tolerances: Tolerances) -> Iterator[Anomaly]:
    """Tellings recorded before they can have happened, or long after."""
    for one in standing:
        if one.occurred_at - one.recorded_at > tolerances.clock_ahead:
            yield Anomaly(AnomalyKind.CLOCK_WRONG, one.key)
        elif one.recorded_at - one.occurred_at > tolerances.late:
            yield Anomaly(AnomalyKind.LATE, one.key)
