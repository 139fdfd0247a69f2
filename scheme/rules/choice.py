"""Which of several rows holds: the narrowest place wins; and which rows stand in each other's way."""

from collections.abc import Hashable, Iterable, Sequence
from datetime import date
from itertools import groupby, pairwise
from typing import Protocol, TypeVar
from uuid import UUID


class Placed(Protocol):
    """A row for an area and below, or for everywhere; for one season, or for all."""

    @property
    def area_id(self) -> str | None: ...


class Seasoned(Placed, Protocol):
    """A placed row that may be for one season only."""

    @property
    def season_id(self) -> UUID | None: ...


S = TypeVar("S", bound=Seasoned)
R = TypeVar("R")


def chain(county: str) -> tuple[str, str, str]:
    """A county's province, prefecture and itself, by code (GB/T 2260)."""
    return county[:2] + "0000", county[:4] + "00", county


def stem(area: str) -> str:
    """The leading part of an area's code, with which the codes of all that lies in it begin."""
    return area[:2] if area.endswith("0000") else area[:4] if area.endswith("00") else area


def rank(row: Placed, places: Sequence[str]) -> int | None:
    """How near a row is to the last of `places`: 0 for everywhere, one more a step, None for elsewhere."""
    if row.area_id is None:
        return 0
    return places.index(row.area_id) + 1 if row.area_id in places else None


def narrowest(rows: Iterable[S], places: Sequence[str], *, season: UUID | None = None) -> S | None:
    """The row of the narrowest area; of two for one area, the one made for the season."""
    best: tuple[tuple[int, bool], S] | None = None
    for row in rows:
        near = rank(row, places)
        if near is None or row.season_id not in {None, season}:
            continue
        key = (near, row.season_id is not None)
        if best is None or key > best[0]:
            best = key, row
    return best and best[1]


def overlapping(spans: Iterable[tuple[Hashable, date, date | None, R]]) -> list[tuple[R, R]]:
    """The neighbours that are alike and hold on a same day; a span is (what is alike, first, last, row)."""
    ordered = sorted(spans, key=lambda span: (str(span[0]), span[1]))
    found = []
    for _, alike in groupby(ordered, key=lambda span: span[0]):
        found += [(a[3], b[3]) for a, b in pairwise(alike) if a[2] is None or a[2] >= b[1]]
    return found
