"""How things are measured: side by side in the same minutes, so that what slows the machine slows both."""

import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from django.db import connection

Work = Callable[[int], None]
"""Does so many of the things that are counted."""


@dataclass(frozen=True, slots=True)
class Rates:
    """How many a second each of several contestants did, round by round; the rounds of all were interleaved."""

    rounds: Mapping[str, Sequence[float]]

    def of(self, name: str) -> float:
        """The median rate of one."""
        return median(self.rounds[name])

    def ratio(self, name: str, against: str) -> float:
        """The median over the rounds of how many of `against`'s things `name` did meanwhile."""
        pairs = zip(self.rounds[name], self.rounds[against], strict=True)
        return median(one / other for one, other in pairs)


def interleave(contestants: Mapping[str, tuple[Work, int]], *, rounds: int, turns: int) -> Rates:
    """Let all take turns, each doing its own number of things a turn; a round is so many turns of each.

    Every other turn goes the other way round, so that none is always first.
    """
    found: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        spent = dict.fromkeys(contestants, 0.0)
        for turn in range(turns):
            for name in _order(contestants, turn):
                work, number = contestants[name]
                begun = time.perf_counter()
                work(number)
                spent[name] += time.perf_counter() - begun
        for name, (_work, number) in contestants.items():
            found[name].append(number * turns / spent[name])
    return Rates(found)


def timed(work: Callable[[], object]) -> float:
    """The seconds one call takes."""
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def processed(work: Callable[[], object]) -> tuple[float, float]:
    """The milliseconds that this process and that of its database connection compute for one call, whatever else the
    machine does meanwhile; what processes beside them do is not counted."""
    path = Path(f"/proc/{connection.connection.info.backend_pid}/schedstat")
    begun, begun_there = time.process_time(), int(path.read_text().split()[0])
    work()
    return (time.process_time() - begun) * 1e3, (int(path.read_text().split()[0]) - begun_there) / 1e6


def percentile(values: Iterable[float], share: float) -> float:
    """The value that this share of all does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def verdict(ratio: float, goal: float, *, at_most: bool = False) -> str:
    """A ratio, and whether it is what was aimed for."""
    reached = ratio <= goal if at_most else ratio >= goal
    return f"{ratio:.3g}  (goal {'≤' if at_most else '≥'} {goal:g}: {'reached' if reached else 'not reached'})"


def _order(contestants: Mapping[str, object], turn: int) -> list[str]:
    names = list(contestants)
    return names[::-1] if turn % 2 else names
