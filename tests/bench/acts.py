"""What one act costs: its statements and its milliseconds, alone and as one of a hundred."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median
from typing import Any
from uuid import UUID

from django.db import connection

from employers.enums import FilingStatus
from employers.services.demand import decisions, filings
from tests import factories
from tests.bench import ground
from tests.bench.measure import timed
from tests.factories import World

AT = factories.AT
SINGLES, BATCHES, BATCH = 100, 4, 100
WARM_UP = 20
DIGEST = "d" * 64
"""What the factories write as the digest of every filing."""


@dataclass(frozen=True, slots=True)
class Measured:
    """An act: its statements for one and for a hundred, and the milliseconds for each filing."""

    name: str
    statements: tuple[int, int]
    milliseconds: tuple[float, float]


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    say("Acts on filings: statements, and milliseconds a filing (median), alone and as one of a hundred")
    for name, (status, act) in acts(world).items():
        found = measure(name, [filing.pk for filing in ground.filings(_needed(), world, status=status)], act)
        (one, many), (alone, together) = found.statements, found.milliseconds
        say(f"  {name:10}{one:4} statements{alone:8.2f} ms{many:12} statements for {BATCH}{together:8.2f} ms each")


def acts(world: World) -> dict[str, tuple[str, Callable[[Sequence[UUID]], Any]]]:
    """Each act with the status from which it starts."""
    clerk = world.member("intermediary", "clerk")
    signatory = world.member("employer", "signatory")
    approver = world.member("bureau", "approver")
    return {
        "file": (FilingStatus.DRAFT, lambda keys: filings.file_each(keys, by=clerk, at=AT)),
        "confirm": (
            FilingStatus.AWAITING_EMPLOYER,
            lambda keys: filings.confirm_each(dict.fromkeys(keys, DIGEST), by=signatory, at=AT),
        ),
        "grant": (
            FilingStatus.SUBMITTED,
            lambda keys: decisions.grant_each([(key, 1) for key in keys], by=approver, at=AT),
        ),
    }


def measure(name: str, keys: Sequence[UUID], act: Callable[[Sequence[UUID]], Any]) -> Measured:
    """The cost of an act, each time on other filings."""
    waiting = iter(keys)

    def take(number: int) -> list[UUID]:
        return [next(waiting) for _ in range(number)]

    for _ in range(WARM_UP):
        act(take(1))
    statements = (counted(act, take(1)), counted(act, take(BATCH)))
    alone = [timed(lambda: act(take(1))) for _ in range(SINGLES)]
    together = [timed(lambda: act(take(BATCH))) / BATCH for _ in range(BATCHES)]
    return Measured(name, statements, (median(alone) * 1000, median(together) * 1000))


def counted(act: Callable[[Sequence[UUID]], Any], keys: Sequence[UUID]) -> int:
    """How many statements an act sends, its transaction's beginning and end not counted."""
    heard = 0

    def hear(execute: Callable[..., Any], *told: Any) -> Any:
        nonlocal heard
        heard += 1
        return execute(*told)

    with connection.execute_wrapper(hear):
        act(keys)
    return heard


def _needed() -> int:
    return WARM_UP + 1 + BATCH + SINGLES + BATCHES * BATCH
