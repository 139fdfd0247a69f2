"""Where people were, from what others say to have seen: late, twice and out of order, told anew in plain Python."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

AGAIN, ACROSS = timedelta(minutes=10), timedelta(hours=2)


@dataclass(frozen=True)
class Sighting:
    """What one side of the border says to have seen; `key` is its number in the order of telling."""

    key: int
    worker: int
    way: str
    at: datetime
    is_theirs: bool
    permit: int | None


@dataclass
class Visit:
    """A time in the country: the sightings that tell of its entry and exit, and what they say together."""

    entry: frozenset[int] = frozenset()
    exit: frozenset[int] = frozenset()
    entered: datetime | None = None
    left: datetime | None = None
    permit: int | None = None
    is_end_unknown: bool = False

    @property
    def is_open(self) -> bool:
        return self.left is None and not self.is_end_unknown


@dataclass
class Crossed:
    """One crossing, by all that was told of it."""

    told: list[Sighting] = field(default_factory=list)

    @property
    def best(self) -> Sighting:
        """Our own side's word, the earliest."""
        return min(self.told, key=lambda one: (one.is_theirs, one.at, one.key))

    @property
    def keys(self) -> frozenset[int]:
        return frozenset(one.key for one in self.told)

    def is_told_again_by(self, one: Sighting) -> bool:
        if self.told[0].way != one.way:
            return False
        same_side = [other.at for other in self.told if other.is_theirs == one.is_theirs]
        if same_side:
            return one.at - max(same_side) <= AGAIN
        return one.at - self.told[0].at <= ACROSS


def visits(told: Iterable[Sighting]) -> list[Visit]:
    """Every visit of one person, in the order of time; what nobody saw stays unknown."""
    crossed: list[Crossed] = []
    for one in sorted(told, key=lambda one: (one.at, one.way == "out", one.key)):
        if crossed and crossed[-1].is_told_again_by(one):
            crossed[-1].told.append(one)
        else:
            crossed.append(Crossed([one]))
    found: list[Visit] = []
    for each in crossed:
        best, here = each.best, found[-1] if found and found[-1].is_open else None
        if best.way == "in":
            if here:
                here.is_end_unknown = True
            found.append(Visit(entry=each.keys, entered=best.at, permit=best.permit))
        elif here:
            here.exit, here.left, here.permit = each.keys, best.at, best.permit if here.permit is None else here.permit
        else:
            found.append(Visit(exit=each.keys, left=best.at, permit=best.permit))
    return found
