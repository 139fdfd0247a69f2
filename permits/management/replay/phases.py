"""The phases of a replay: how long each kind of act took, on how many rows, and how much memory there was by then."""

import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field


@dataclass(slots=True)
class Phase:
    """What one kind of act took, in all processes together; of memory the most of any."""

    seconds: float = 0.0
    rows: int = 0
    calls: int = 0
    megabytes: int = 0

    def add(self, other: "Phase") -> None:
        """Count another's in."""
        self.seconds += other.seconds
        self.rows += other.rows
        self.calls += other.calls
        self.megabytes = max(self.megabytes, other.megabytes)


@dataclass(slots=True)
class Phases:
    """All phases by their name, in the order in which they were first met."""

    by_name: dict[str, Phase] = field(default_factory=dict)

    @contextmanager
    def measured(self, name: str, rows: int = 0) -> Iterator[None]:
        """Count the block in."""
        begun = time.perf_counter()
        try:
            yield
        finally:
            took = Phase(time.perf_counter() - begun, rows, 1, megabytes())
            self.by_name.setdefault(name, Phase()).add(took)

    def add(self, other: "Phases") -> None:
        """Count another process's in."""
        for name, phase in other.by_name.items():
            self.by_name.setdefault(name, Phase()).add(phase)


def megabytes() -> int:
    """The most memory this process had so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
