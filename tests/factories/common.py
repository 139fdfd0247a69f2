"""What all factories share: the fixed day, the names, the reference data, and numbers that are counted up."""

import csv
from datetime import date, datetime
from functools import cache
from itertools import count
from pathlib import Path

from core.dates import ZONE

AT = datetime(2026, 9, 1, 9, 0, tzinfo=ZONE)
TODAY = AT.date()
FIRST = date(2016, 1, 1)
PASSWORD = "cane-in-november-1"
DATA = Path(__file__).resolve().parent.parent.parent / "scheme" / "data"
numbers = count(1)

NINGMING, PINGXIANG, HEKOU = "451422", "451481", "532532"
CANE = "A0133"
FARM_HAND = "9211"


@cache
def reference_rows(file: str) -> tuple[dict[str, str], ...]:
    """The rows of one of the scheme's own data files."""
    with (DATA / f"{file}.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(csv.DictReader(lines))


def names(zh: str, vi: str = "", en: str = "") -> dict[str, str]:
    """The three names of a thing."""
    return {"name_zh": zh, "name_vi": vi or zh, "name_en": en or zh}


def names_in(row: dict[str, str]) -> dict[str, str]:
    return {key: row[key] for key in ("name_zh", "name_vi", "name_en")}
