"""Playing in several processes: each takes the counties of some prefectures, so that none waits for another's quota."""

import multiprocessing
import os
import queue
import resource
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from multiprocessing.queues import Queue
from typing import Any

from django.db import connection, connections

from permits.management.replay.cases import Case
from permits.management.replay.ground import Ground
from permits.management.replay.play import Play
from permits.management.replay.profile import Profile
from permits.management.statements import Statements


@dataclass(slots=True)
class Played:
    """What came of playing: who was refused and why, and what it took."""

    refused: dict[str, tuple[str, str]] = field(default_factory=dict)
    seconds: float = 0.0
    statements: int = 0
    megabytes: int = 0

    def add(self, other: "Played") -> None:
        """Count another share in; shares wait for the database and hold memory side by side."""
        self.refused |= other.refused
        self.seconds += other.seconds
        self.statements += other.statements
        self.megabytes += other.megabytes


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
    for _prefecture, own in sorted(by_prefecture.items(), key=lambda item: -len(item[1])):
        min(shares, key=len).extend(own)
    return [share for share in shares if share]


def play_all(shares: Sequence[Sequence[Case]], given: Profile, ground: Ground, done: Callable[[int], object]) -> Played:
    """Play every share, one of them alone in this process, several side by side in their own."""
    if len(shares) == 1:
        play = Play(given, ground, done)
        play.run(shares[0])
        return Played(play.refused)
    connections.close_all()
    context = multiprocessing.get_context("fork")
    told: Queue[Any] = context.Queue()
    workers = [context.Process(target=_work, args=(share, given, ground, told)) for share in shares]
    for worker in workers:
        worker.start()
    try:
        return _listen(told, workers, done)
    finally:
        for worker in workers:
            worker.terminate()
            worker.join()


def _work(share: Sequence[Case], given: Profile, ground: Ground, told: "Queue[Any]") -> None:
    statements = Statements()
    try:
        with connection.execute_wrapper(statements):
            play = Play(given, ground, told.put)
            play.run(share)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        told.put(Played(play.refused, statements.seconds, statements.count, peak))
    except KeyboardInterrupt:
        os._exit(130)
    finally:
        connections.close_all()


def _listen(told: "Queue[Any]", workers: Sequence[Any], done: Callable[[int], object]) -> Played:
    sums, waiting = Played(), len(workers)
    while waiting:
        try:
            said = told.get(timeout=1)
        except queue.Empty:
            if any(worker.exitcode not in (None, 0) for worker in workers):
                raise ShareFailed("A process ended before its share was played: go on with --resume.") from None
            continue
        if isinstance(said, Played):
            sums.add(said)
            waiting -= 1
        else:
            done(said)
    return sums
