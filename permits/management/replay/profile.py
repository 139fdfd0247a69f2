"""Profiles: how files of another country and time are read, as data that the report repeats."""

import csv
import json
import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from pathlib import Path
from typing import Any

from permits.management.replay.reading import Unreadable

PROFILES = Path(__file__).parent / "profiles"
TABLES = ("state_to_county", "county_to_ports", "soc_to_isco", "crop_to_industry", "naics_to_industry")
LABEL = re.compile("[a-z]{0,6}")


@dataclass(frozen=True, slots=True)
class ReplaySeason:
    """A season of the replay's own: all cases decided in one fiscal year, with wide windows around it."""

    code: str
    year: int
    decided_from: date
    decided_until: date
    filing_from: date
    work_from: date
    work_until: date


@dataclass(frozen=True)
class Profile:
    """The stated way of reading: dates, seasons, rules, wages, hours and tables of codes."""

    name: str
    label: str
    given: dict[str, Any]
    tables: dict[str, tuple[tuple[str, str], ...]] = field(repr=False)

    @property
    def source(self) -> str:
        """What the filings of this replay are marked with, so that they are found again."""
        return f"replay:{self.label}" if self.label else "replay"

    @property
    def longest_stay(self) -> int:
        """The most days from the first to the last."""
        return int(self.given["rules"]["longest_stay_days"])

    @property
    def most_hours(self) -> Decimal:
        """The most hours a week."""
        return Decimal(self.given["rules"]["hours"]["hours_a_week"])

    @property
    def most_posts(self) -> int:
        """The most posts of one filing."""
        return int(self.given["rules"]["max_posts_per_filing"])

    @cached_property
    def counties(self) -> dict[str, str]:
        """The county that stands for each state."""
        return dict(self.tables["state_to_county"])

    def moved(self, day: date) -> date:
        """A day moved by the stated whole years; 29 February becomes the 28th where there is none."""
        year = day.year + int(self.given["years"])
        try:
            return day.replace(year=year)
        except ValueError:
            return day.replace(year=year, day=28)

    def season_of(self, decided: date) -> ReplaySeason:
        """The season of the fiscal year in which a case was decided."""
        window = self.given["season"]
        month = int(window["first_month"])
        year = decided.year if decided.month >= month else decided.year - 1
        code = f"rp{self.label}{year % 100:02}-{(year + 1) % 100:02}"
        first, last = date(year, month, 1), date(year + 1, month, 1) - timedelta(days=1)
        return ReplaySeason(
            code=code,
            year=year,
            decided_from=first,
            decided_until=last,
            filing_from=first.replace(year=year - int(window["filing_opens_years_before"])),
            work_from=first.replace(year=year - int(window["work_begins_years_before"])),
            work_until=last.replace(year=year + 1 + int(window["work_ends_years_after"])),
        )

    def unit(self, written: str, rate: Decimal) -> str | None:
        """The unit a wage is read by; small amounts are by the hour whatever unit the file names."""
        wages = self.given["wages"]
        if rate <= Decimal(wages["hourly_up_to"]):
            return "hour"
        unit: str | None = wages["units"].get(written.lower())
        return unit if unit != "hour" else None

    def wage(self, rate: Decimal, unit: str) -> tuple[int, str]:
        """A wage in fen and its unit here: weeks and fortnights become months."""
        fen = rate * Decimal(self.given["wages"]["cny_per_usd"]) * 100
        per_month = self.given["wages"]["months"].get(unit)
        if per_month:
            times, months = map(Decimal, per_month.split("/"))
            return int((fen * times / months).to_integral_value()), "month"
        return int(fen.to_integral_value()), unit

    def days_a_week(self, hours: Decimal) -> int:
        """On how many days the hours of a week are worked."""
        return next(int(days) for most, days in self.given["days_a_week"] if hours <= most)

    def occupation(self, soc: str) -> str:
        """The ISCO-08 code for a SOC code: the longest stated beginning of it decides."""
        return _longest(self.tables["soc_to_isco"], soc)

    def industry(self, crop: str, naics: str, title: str) -> str:
        """The GB/T 4754 code: by the crop's words, else the trade's code, else the words of the job's title."""
        return (
            self._by_word(crop)
            or _longest(self.tables["naics_to_industry"], naics)
            or self._by_word(title)
            or str(self.given["industry_where_nothing_is_said"])
        )

    def _by_word(self, written: str) -> str:
        for word, pattern in self._words:
            if pattern.search(written):
                return self._industries[word]
        return ""

    @cached_property
    def _industries(self) -> dict[str, str]:
        return dict(self.tables["crop_to_industry"])

    @cached_property
    def _words(self) -> list[tuple[str, re.Pattern[str]]]:
        return [(word, re.compile(rf"\b{re.escape(word)}", re.IGNORECASE)) for word in self._industries]

    def statement(self) -> list[str]:
        """In sentences, how the files are read; the report repeats them."""
        said = self.given["rules"] | {name: self.given[name] for name in ("people", "fates")}
        return [str(line).format(**said, label=self.label) for line in self.given["statement"]]


def load(name: str, *, label: str = "") -> Profile:
    """The profile of that name; `label` keeps a further replay apart from an earlier one."""
    if not LABEL.fullmatch(label):
        raise Unreadable(f"The label “{label}” must be up to six small letters.")
    folder = PROFILES / name
    if not (folder / "profile.json").is_file():
        known = ", ".join(sorted(path.name for path in PROFILES.iterdir() if path.is_dir()))
        raise Unreadable(f"There is no profile “{name}”: there is {known}.")
    given = json.loads((folder / "profile.json").read_text())
    return Profile(name, label, given, {table: _table(folder / f"{table}.csv") for table in TABLES})


def _table(path: Path) -> tuple[tuple[str, str], ...]:
    with path.open(newline="") as stream:
        lines = csv.reader(stream)
        next(lines)
        return tuple((line[0], line[1]) for line in lines)


def _longest(table: tuple[tuple[str, str], ...], code: str) -> str:
    fitting = [(len(start), target) for start, target in table if code.startswith(start)]
    return max(fitting)[1] if fitting else ""
