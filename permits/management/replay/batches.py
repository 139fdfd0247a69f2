"""Acts on many at once: in batches, and where one is refused, without those it is refused for, who are named."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TypeVar

from core.errors import Refusal

T = TypeVar("T")
K = TypeVar("K")


def each(chosen: Sequence[T], act: Callable[[Sequence[T]], None], refused: Callable[[T, Refusal], None]) -> None:
    """Do an act for all at once; where it is refused, without those it is refused for, who are told one by one."""
    if not chosen:
        return
    try:
        act(chosen)
    except Refusal as refusal:
        if len(chosen) == 1:
            refused(chosen[0], refusal)
            return
        for part in _apart(chosen, named_in(refusal)):
            each(part, act, refused)


def in_batches(chosen: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """The same, so many at a time."""
    for start in range(0, len(chosen), size):
        yield chosen[start : start + size]


def without_repeats(rows: Iterable[T], key: Callable[[T], K]) -> list[list[T]]:
    """The rows in rounds, in each of which nobody stands twice."""
    rounds: list[list[T]] = []
    turn: dict[K, int] = defaultdict(int)
    for row in rows:
        if turn[key(row)] == len(rounds):
            rounds.append([])
        rounds[turn[key(row)]].append(row)
        turn[key(row)] += 1
    return rounds


def grouped(rows: Iterable[T], key: Callable[[T], K]) -> list[tuple[K, list[T]]]:
    """The rows by who acts on them."""
    found: dict[K, list[T]] = defaultdict(list)
    for row in rows:
        found[key(row)].append(row)
    return list(found.items())


def named_in(refusal: Refusal) -> set[int]:
    """The places in a batch that a refusal is about, where every problem of it names one ("3.wage_fen",
    "rows.3.name")."""
    places = [problem.field.removeprefix("rows.").split(".")[0] for problem in refusal.problems]
    return {int(place) for place in places} if all(place.isdigit() for place in places) else set()


def _apart(chosen: Sequence[T], wrong: set[int]) -> list[Sequence[T]]:
    if wrong and len(wrong) < len(chosen):
        return [
            [one for place, one in enumerate(chosen) if place not in wrong],
            *([one] for place, one in enumerate(chosen) if place in wrong),
        ]
    return [chosen[: len(chosen) // 2], chosen[len(chosen) // 2 :]]
