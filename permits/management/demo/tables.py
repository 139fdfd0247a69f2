"""The demo's tables: places, parties, mandates and quotas as small files, read as rows."""

import csv
import unicodedata
from functools import cache
from pathlib import Path

TABLES = Path(__file__).parent / "tables"
Row = dict[str, str]


@cache
def table(name: str) -> tuple[Row, ...]:
    """The rows of one file."""
    with (TABLES / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        return tuple(csv.DictReader(stream))


def person(number: int, *, vietnamese: bool = False) -> str:
    """An invented name; every office starts elsewhere in the list."""
    names = table("names")
    return names[number % len(names)]["vi" if vietnamese else "zh"]


def slug(name: str) -> str:
    """A name as part of an e-mail address: small letters and digits only."""
    folded = unicodedata.normalize("NFD", name.lower().replace("đ", "d"))
    return "".join(sign for sign in folded if sign.isascii() and sign.isalnum())
