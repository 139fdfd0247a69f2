"""What a filing says: its content as one value, in one written form that can be named by a digest."""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, fields, replace
from datetime import date
from decimal import Decimal
from typing import Any, Self
from uuid import UUID


@dataclass(frozen=True, slots=True)
class Group:
    """Posts that begin and end together."""

    posts: int
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class Site:
    """A place where the work is done, in a county by its code."""

    name: str
    county: str
    address: str = ""


@dataclass(frozen=True, slots=True)
class House:
    """Where workers sleep: room for so many, at a monthly rent in fen."""

    address: str
    capacity: int
    rent_fen: int = 0


@dataclass(frozen=True, slots=True)
class Share:
    """The posts of another employer in a joint filing."""

    employer: UUID
    posts: int


@dataclass(frozen=True, slots=True)
class Deduction:
    """What is taken off the wage: what for, how much in fen, each day or month."""

    what: str
    amount_fen: int
    each: str


@dataclass(frozen=True, slots=True)
class Cost:
    """One head of recruitment cost: who pays it, and how much for one worker in fen."""

    head: str
    payer: str
    amount_fen: int = 0


@dataclass(frozen=True, slots=True)
class LocalSearch:
    """How the employer looked for local workers first."""

    from_on: date
    until_on: date
    channels: tuple[str, ...]
    applied: int
    hired: int

    @classmethod
    def read(cls, written: dict[str, Any] | None) -> Self | None:
        """The search from its written form; nothing where none was stated."""
        if not written:
            return None
        days = {name: _day(written[name]) for name in ("from_on", "until_on")}
        return cls(**(written | days | {"channels": tuple(written["channels"])}))


@dataclass(frozen=True, slots=True)
class FilingContent:
    """All that an employer asks for and promises; the season, county, industry and occupation by their codes.

    Amounts are in fen; hours and days a week are decimals.
    """

    season: str
    employer: UUID
    county: str
    industry: str
    occupation: str
    job_title: str
    groups: tuple[Group, ...]
    pay_kind: str
    wage_fen: int
    wage_unit: str
    hours_a_day: Decimal
    days_a_week: Decimal
    meals: str
    worksites: tuple[Site, ...] = ()
    lodgings: tuple[House, ...] = ()
    joint_employers: tuple[Share, ...] = ()
    piece: str = ""
    pieces_a_day: Decimal | None = None
    overtime_a_day: Decimal = Decimal(0)
    overtime_a_month: Decimal = Decimal(0)
    deductions: tuple[Deduction, ...] = ()
    costs: tuple[Cost, ...] = ()
    local_search: LocalSearch | None = None
    note: str = field(default="")

    @property
    def posts(self) -> int:
        """All posts asked for; a joint filing's are counted once."""
        return sum(group.posts for group in self.groups)

    @property
    def starts_on(self) -> date:
        """The first day of the earliest group."""
        return min(group.starts_on for group in self.groups)

    @property
    def ends_on(self) -> date:
        """The last day of the latest group."""
        return max(group.ends_on for group in self.groups)

    @property
    def most_at_a_time(self) -> int:
        """The most persons at work on one day, since groups may follow each other."""
        return max(
            sum(other.posts for other in self.groups if other.starts_on <= group.starts_on <= other.ends_on)
            for group in self.groups
        )

    def moved(self, season: str, *, years: int) -> Self:
        """The same demand for another season: days moved by whole years, local workers to be asked anew."""
        groups = tuple(
            Group(group.posts, _moved(group.starts_on, years), _moved(group.ends_on, years)) for group in self.groups
        )
        return replace(self, season=season, groups=groups, local_search=None)

    def named(self) -> Iterator[tuple[str, str, str | UUID]]:
        """Every code and body it names: of what kind, in which field, which one."""
        for kind in ("season", "county", "industry", "occupation"):
            yield kind, kind, getattr(self, kind)
        yield from (("county", f"worksites.{n}.county", site.county) for n, site in enumerate(self.worksites))
        yield from (
            ("employer", f"joint_employers.{n}.employer", share.employer)
            for n, share in enumerate(self.joint_employers)
        )

    def written(self) -> dict[str, Any]:
        """The content in its one written form: plain values for JSON, numbers without trailing zeros."""
        written: dict[str, Any] = plain(self)
        return written

    @classmethod
    def read(cls, written: dict[str, Any]) -> Self:
        """The content from its written form."""
        return cls(**{name: _VALUES.get(name, _same)(value) for name, value in written.items() if name in _NAMES})

    @property
    def digest(self) -> str:
        """What names the content: the SHA-256 of its written form, in hexadecimal."""
        text = json.dumps(self.written(), sort_keys=True, separators=(",", ":"), ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()


def _moved(day: date, years: int) -> date:
    return day.replace(year=day.year + years, day=28 if (day.month, day.day) == (2, 29) else day.day)


def plain(value: Any) -> Any:
    """A value in the plain form that JSON keeps: days and numbers as text, records as dictionaries."""
    match value:
        case None | str() | int():
            return value
        case list() | tuple():
            return [plain(part) for part in value]
        case Decimal():
            return format(value.normalize(), "f")
        case date() | UUID():
            return str(value)
        case dict():
            return {name: plain(part) for name, part in value.items()}
    return {part.name: plain(getattr(value, part.name)) for part in fields(value)}


def _same(value: Any) -> Any:
    return value


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


def _day(value: str) -> date:
    return date.fromisoformat(value)


_VALUES: dict[str, Any] = {
    "employer": UUID,
    "groups": lambda rows: tuple(Group(r["posts"], _day(r["starts_on"]), _day(r["ends_on"])) for r in rows),
    "worksites": lambda rows: tuple(Site(**row) for row in rows),
    "lodgings": lambda rows: tuple(House(**row) for row in rows),
    "joint_employers": lambda rows: tuple(Share(UUID(row["employer"]), row["posts"]) for row in rows),
    "deductions": lambda rows: tuple(Deduction(**row) for row in rows),
    "costs": lambda rows: tuple(Cost(**row) for row in rows),
    "local_search": LocalSearch.read,
} | dict.fromkeys(("hours_a_day", "days_a_week", "pieces_a_day", "overtime_a_day", "overtime_a_month"), _decimal)
_NAMES = {part.name for part in fields(FilingContent)}
