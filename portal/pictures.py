"""Pictures of numbers as plain geometry: where each bar or tile lies; templates draw them, tables tell the numbers."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import ceil
from typing import Final

from core.errors import Sentence
from permits.services.statistics import Used, Week

WIDTH, HEIGHT, GAP = 720, 160, 2
STEPS: Final = (1, 2, 5)
"""What the values of an axis are apart, and ten times that, and so on."""
LEVELS: Final = (0.0, 0.2, 0.4, 0.6, 0.8, 0.95)
"""From which part of a quota on a tile is darker; the last two mean: soon full, full."""

# What kind of place it is, and whose autonomous county, goes without saying on a tile.
KIND_OF_PLACE: Final = re.compile(
    r"(?:[壮苗瑶傣]族|哈尼族|彝族)*自治县$|[市县区]$|^(?:Thành phố|Quận|Huyện)(?: tự trị dân tộc .*(?:Thái|Dao|Di))? "
)


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its place and size, and what it stands for; no number where it is withheld."""

    x: float
    y: float
    width: float
    height: float
    label: Sentence
    number: float | None


@dataclass(frozen=True, slots=True)
class Tile:
    """One county on the strip: its number along the border, its name, and how much of its quota is taken."""

    place: int
    name: str
    level: int
    height: float
    used: Used

    @property
    def top(self) -> float:
        """Where the filled part begins."""
        return 40 - self.height


def strip(counties: Sequence[Used]) -> tuple[list[Tile], list[Tile]]:
    """The border counties in their order, and those behind the border, each filled as far as its quota is."""
    tiles = [_tile(place, used) for place, used in enumerate(counties, start=1)]
    on_border = [tile.used.quota.area is not None and tile.used.quota.area.is_border for tile in tiles]
    front = [tile for tile, is_border in zip(tiles, on_border, strict=True) if is_border]
    return front, [tile for tile, is_border in zip(tiles, on_border, strict=True) if not is_border]


def short_name(name: str) -> str:
    """The name of a county without what kind of county it is."""
    return KIND_OF_PLACE.sub("", name) or name


def _tile(place: int, used: Used) -> Tile:
    share = min(used.share, 1.0)
    level = sum(share >= least for least in LEVELS) - 1 if share else 0
    area = used.quota.area
    return Tile(place, short_name(str(area.name)) if area else "", level, round(40 * share, 2), used)


def scale(numbers: Iterable[float | None], *, parts: int = 4) -> list[int]:
    """The round values along an axis, from nothing to no less than the greatest of these numbers."""
    most = max((number or 0 for number in numbers), default=0) or 1
    least, size = most / parts, 1
    while all(step * size < least for step in STEPS):
        size *= 10
    step = next(step * size for step in STEPS if step * size >= least)
    return [step * place for place in range(ceil(most / step) + 1)]


def columns(weeks: Sequence[Week], *, width: int = WIDTH, height: int = HEIGHT) -> list[Bar]:
    """A bar for each week, as high on the scale as people were here; one that is withheld has none."""
    most = scale(week.present for week in weeks)[-1]
    step = width / max(len(weeks), 1)
    bars = []
    for place, week in enumerate(weeks):
        tall = round(height * (week.present or 0) / most, 2)
        x, broad = round(place * step, 2), round(max(step - GAP, 1), 2)
        bars.append(Bar(x, round(height - tall, 2), broad, tall, week.monday.isoformat(), week.present))
    return bars


def levels(weeks: Sequence[Week], *, height: int = HEIGHT) -> list[tuple[float, int]]:
    """The scale beside the weeks: how far down each round number stands."""
    values = scale(week.present for week in weeks)
    return [(round(height - height * value / values[-1], 2), value) for value in values]


def months(weeks: Sequence[Week], *, width: int = WIDTH) -> list[tuple[float, date]]:
    """The scale below the weeks: where the first week of each month begins."""
    step = width / max(len(weeks), 1)
    begun = [
        place for place, week in enumerate(weeks) if place == 0 or week.monday.month != weeks[place - 1].monday.month
    ]
    return [(round(place * step, 2), weeks[place].monday) for place in begun]


def lines(rows: Mapping[str, float | None], names: Mapping[str, Sentence]) -> list[Bar]:
    """A bar for each number, one below the other, as long in per cent as the number is of the end of the scale."""
    most = scale(rows.values())[-1]
    return [
        Bar(0, 0, round(100 * (number or 0) / most, 2), 12, names.get(key, key), number) for key, number in rows.items()
    ]
