"""What workers paid for the job: whom that speaks against, and what it comes to beside the smuggler's price."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Final

CENT: Final = Decimal("0.01")
# Decimal places of the minor unit (ISO 4217); the dong has none.
PLACES: Final = {"CNY": 2, "USD": 2, "VND": 0}
ANSWERABLE: Final = frozenset({"employer", "intermediary"})


class RateMissing(ValueError):
    """A currency of which the rate is not known; a sum that left it out would be too small."""

    def __init__(self, currency: str) -> None:
        """Name the currency."""
        super().__init__(currency)
        self.currency = currency


@dataclass(frozen=True, slots=True)
class Payee:
    """Who was paid: the kind of organisation and its key, `other` where the worker names no organisation."""

    kind: str
    key: str = ""


@dataclass(frozen=True, slots=True)
class Paid:
    """One sum that a worker paid, in minor units of its currency."""

    head: str
    amount: int
    currency: str
    payee: Payee


@dataclass(frozen=True, slots=True)
class Flag:
    """What speaks against one who answers for it: the heads of cost, and the sums by currency in minor units."""

    against: Payee
    heads: tuple[str, ...]
    amounts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the lawful way cost beside the irregular one, in dollars."""

    lawful: Decimal
    irregular: Decimal

    @property
    def is_cheaper(self) -> bool:
        """Whether the lawful way stays below the smuggler's price, which is the scheme's measure."""
        return self.lawful < self.irregular

    @property
    def saved(self) -> Decimal:
        """What the lawful way saves; below nought where it costs more."""
        return self.irregular - self.lawful


def raised_flags(lines: Iterable[Paid], *, answerable: Payee | None = None) -> list[Flag]:
    """One flag against each who took money from a worker, never against the worker.

    The worker's share is nought, so any sum counts. What went to neither employer nor intermediary is laid at the
    door of the `answerable` one, who brought the worker in, where there is one.
    """
    taken: dict[Payee, list[Paid]] = defaultdict(list)
    for line in lines:
        if line.amount > 0 and line.payee.kind != "worker":
            answers = line.payee if line.payee.kind in ANSWERABLE else answerable or line.payee
            taken[answers].append(line)
    return [Flag(payee, tuple(sorted({line.head for line in own})), _sums(own)) for payee, own in taken.items()]


def in_usd(amount_minor: int, currency: str, rates: Mapping[str, Decimal]) -> Decimal:
    """Give a sum in dollars and cents; `rates` say how much of a currency one dollar buys."""
    return _dollars(amount_minor, currency, rates).quantize(CENT, ROUND_HALF_UP)


def total_usd(lines: Iterable[Paid], rates: Mapping[str, Decimal]) -> Decimal:
    """Give all that was paid in dollars and cents, rounded once; raises `RateMissing`."""
    total = sum((_dollars(line.amount, line.currency, rates) for line in lines), Decimal(0))
    return total.quantize(CENT, ROUND_HALF_UP)


def against_irregular(total: Decimal, cost: Mapping[str, Any]) -> Comparison:
    """Hold what was paid, in dollars, against the rule set's `irregular_route_cost`, in cents of a dollar."""
    if cost["currency"] != "USD":
        raise RateMissing(cost["currency"])
    return Comparison(total, in_usd(cost["amount"], "USD", {}))


def _dollars(amount: int, currency: str, rates: Mapping[str, Decimal]) -> Decimal:
    rate = Decimal(1) if currency == "USD" else rates.get(currency)
    if not rate or currency not in PLACES:
        raise RateMissing(currency)
    return Decimal(amount).scaleb(-PLACES[currency]) / rate


def _sums(lines: Iterable[Paid]) -> tuple[tuple[str, int], ...]:
    sums: dict[str, int] = defaultdict(int)
    for line in lines:
        sums[line.currency] += line.amount
    return tuple(sorted(sums.items()))
