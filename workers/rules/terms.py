"""What a worker is promised: the terms of one group of a granted filing, in one written form with a digest."""

import hashlib
import json
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any, Final, Self
from uuid import UUID

from employers.rules.content import Cost, Deduction, FilingContent, Site, plain

ALGORITHMS: Final[dict[str, Callable[[bytes], Any]]] = {
    name: partial(hashlib.new, name) for name in ("sha256", "sm3") if name in hashlib.algorithms_available
}
# A change in these is another promise, so it needs new terms and a new yes; names may be spelt anew.
MATERIAL: Final = frozenset(
    {
        "employer",
        "county",
        "worksites",
        "occupation",
        "starts_on",
        "ends_on",
        "pay_kind",
        "wage_fen",
        "wage_unit",
        "piece",
        "pieces_a_day",
        "hours_a_day",
        "days_a_week",
        "overtime_a_day",
        "overtime_a_month",
        "meals",
        "deductions",
        "lodgings",
        "costs",
    }
)


@dataclass(frozen=True, slots=True)
class Lodging:
    """Where a worker sleeps, at a monthly rent in fen."""

    address: str
    rent_fen: int = 0


@dataclass(frozen=True, slots=True)
class Change:
    """One field that differs between two terms, with both written forms, and whether it needs a new yes."""

    field: str
    before: Any
    after: Any
    material: bool


@dataclass(frozen=True, slots=True)
class TermsContent:
    """All that one worker is promised; amounts in fen, codes as in the filing, days first and last."""

    employer: UUID
    employer_zh: str
    employer_vi: str
    county: str
    worksites: tuple[Site, ...]
    occupation: str
    industry: str
    job_title: str
    starts_on: date
    ends_on: date
    pay_kind: str
    wage_fen: int
    wage_unit: str
    piece: str
    pieces_a_day: Decimal | None
    hours_a_day: Decimal
    days_a_week: Decimal
    overtime_a_day: Decimal
    overtime_a_month: Decimal
    meals: str
    deductions: tuple[Deduction, ...] = ()
    lodgings: tuple[Lodging, ...] = ()
    costs: tuple[Cost, ...] = ()

    @classmethod
    def promised(
        cls, content: FilingContent, group: int, *, employer_zh: str, employer_vi: str, employer: UUID | None = None
    ) -> Self:
        """The terms of one group of a filing, counted from 0; of a joint employer where one is given."""
        days = content.groups[group]
        same = {part.name: getattr(content, part.name) for part in fields(cls) if part.name in _AS_FILED}
        return cls(
            **same,
            employer=employer or content.employer,
            employer_zh=employer_zh,
            employer_vi=employer_vi,
            starts_on=days.starts_on,
            ends_on=days.ends_on,
            lodgings=tuple(Lodging(house.address, house.rent_fen) for house in content.lodgings),
        )

    def written(self) -> dict[str, Any]:
        """The terms in their one written form: plain values, composed text (NFC), no trailing zeros."""
        composed: dict[str, Any] = _composed(plain(self))
        return composed

    @classmethod
    def read(cls, written: dict[str, Any]) -> Self:
        """The terms from their written form."""
        return cls(**{name: _VALUES[name](value) if name in _VALUES else value for name, value in written.items()})

    def canonical(self) -> bytes:
        """The signs that are hashed: sorted names, no blanks, UTF-8."""
        return json.dumps(self.written(), sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()

    def digest(self, algorithm: str = "sha256") -> str:
        """What names the terms and proves them, in hexadecimal."""
        return str(ALGORITHMS[algorithm](self.canonical()).hexdigest())


def difference(old: TermsContent, new: TermsContent) -> list[Change]:
    """What changes between two terms, side by side in the order of the terms; none where they are the same."""
    before, after = old.written(), new.written()
    return [Change(name, before[name], after[name], name in MATERIAL) for name in before if before[name] != after[name]]


def needs_new_yes(old: TermsContent, new: TermsContent) -> bool:
    """Whether the worker must be asked again."""
    return any(change.material for change in difference(old, new))


def _composed(value: Any) -> Any:
    match value:
        case str():
            return unicodedata.normalize("NFC", value)
        case list():
            return [_composed(part) for part in value]
        case dict():
            return {name: _composed(part) for name, part in value.items()}
    return value


def _decimal(value: Any) -> Decimal | None:
    return None if value is None else Decimal(value)


_AS_FILED = {part.name for part in fields(FilingContent)} - {"employer", "lodgings"}
_VALUES: dict[str, Callable[[Any], Any]] = {
    "employer": UUID,
    "starts_on": date.fromisoformat,
    "ends_on": date.fromisoformat,
    "worksites": lambda rows: tuple(Site(**row) for row in rows),
    "deductions": lambda rows: tuple(Deduction(**row) for row in rows),
    "lodgings": lambda rows: tuple(Lodging(**row) for row in rows),
    "costs": lambda rows: tuple(Cost(**row) for row in rows),
    "pieces_a_day": _decimal,
    "hours_a_day": _decimal,
    "days_a_week": _decimal,
    "overtime_a_day": _decimal,
    "overtime_a_month": _decimal,
}
