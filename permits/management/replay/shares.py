"""Playing in several processes: each takes the counties of some prefectures, so that none waits for another's quota."""

import multiprocessing
import os
import queue
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.queues import Queue
from threading import BrokenBarrierError
from typing import Any, Generic, TypeVar

from django.db import connection, connections

from permits.management.replay.cases import Case
from permits.management.replay.ground import Ground
from permits.management.replay.phases import megabytes
from permits.management.replay.play import Play
from permits.management.replay.profile import Profile
from permits.management.statements import Statements

T = TypeVar("T")
Task = Callable[[Callable[[int], object]], T]
"""What one process does; it tells its progress to the given function."""


@dataclass(slots=True)
class Measures:
    """What playing took: seconds of waiting for the database, statements, and memory of all processes together."""

    seconds: float = 0.0
    statements: int = 0
    megabytes: int = 0

    def add(self, other: "Measures") -> None:
        """Count another process in; they wait for the database and hold memory side by side."""
        self.seconds += other.seconds
        self.statements += other.statements
        self.megabytes += other.megabytes


@dataclass(slots=True)
class Played:
    """What came of playing the filings: who was refused and why, and what it took."""

    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    measures: Measures = field(default_factory=Measures)


@dataclass(slots=True)
class Part(Generic[T]):
    """What one process gives back."""

    place: int
    result: T
    measures: Measures


class ShareFailed(Exception):
    """One of the processes ended without having played its share."""


def split(cases: Sequence[Case], profile: Profile, jobs: int) -> list[list[Case]]:
    """Shares of about one size, prefecture by prefecture.

    A quota above the counties is the sum of theirs, so a county's own is always the tightest, and what is granted
    does not depend on which share is played first.
    """
    by_prefecture: dict[str, list[Case]] = {}
    for case in cases:
        by_prefecture.setdefault(profile.counties[case.state][:4], []).append(case)
    shares: list[list[Case]] = [[] for _job in range(jobs)]
    sizes = [0] * jobs
    for _prefecture, own in sorted(by_prefecture.items(), key=lambda item: -_size(item[1])):
        lightest = sizes.index(min(sizes))
        shares[lightest].extend(own)
        sizes[lightest] += _size(own)
    return [share for share in shares if share]


def play_all(shares: Sequence[Sequence[Case]], given: Profile, ground: Ground, done: Callable[[int], object]) -> Played:
    """Play the filings of every share."""
    played = Played()
    for part in side_by_side([partial(_play, share, given, ground) for share in shares], done):
        played.refused |= part.result
        played.measures.add(part.measures)
    return played


def side_by_side(tasks: Sequence[Task[T]], done: Callable[[int], object]) -> list[Part[T]]:
    """Do every task, one alone in this process, several side by side in their own; give the parts in order."""
    if len(tasks) == 1:
        return [Part(0, tasks[0](done), Measures())]
    connections.close_all()
    context = multiprocessing.get_context("fork")
    told: Queue[Any] = context.Queue()
    workers = [context.Process(target=_work, args=(place, task, told)) for place, task in enumerate(tasks)]
    for worker in workers:
        worker.start()
    try:
        parts = sorted(_listen(told, workers, done), key=lambda part: part.place)
    except BaseException:
        for worker in workers:
            worker.terminate()
        raise
    finally:
        for worker in workers:
            worker.join()
    return parts


def _size(cases: Sequence[Case]) -> int:
    """How much there is to do for some cases: each takes a little, and so does every post."""
    return sum(4 + case.approved for case in cases)


def _play(share: Sequence[Case], given: Profile, ground: Ground, done: Callable[[int], object]) -> dict[str, Any]:
    play = Play(given, ground, done)
    play.run(share)
    return play.refused


def _work(place: int, task: Task[T], told: "Queue[Any]") -> None:
    statements = Statements()
    try:
        with connection.execute_wrapper(statements):
            result = task(told.put)
        told.put(Part(place, result, Measures(statements.seconds, statements.count, megabytes())))
    except (KeyboardInterrupt, BrokenBarrierError):
        os._exit(130)
    finally:
        connections.close_all()


def _listen(told: "Queue[Any]", workers: Sequence[Any], done: Callable[[int], object]) -> list[Part[Any]]:
    parts: list[Part[Any]] = []
    while len(parts) < len(workers):
        try:
            said = told.get(timeout=1)
        except queue.Empty:
            if any(worker.exitcode not in (None, 0) for worker in workers):
                raise ShareFailed("A process ended before its share was played: go on with --resume.") from None
            continue
        if isinstance(said, Part):
            parts.append(said)
        else:
            done(said)
    return parts
