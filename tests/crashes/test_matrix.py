"""Every task of the timetable × every point of its run × everything that may fail: each effect once, and soon."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

import pytest

from config.env import BASE, flag
from tests.crashes.digest import Digest, differences, lacking
from tests.crashes.ground import Ground
from tests.crashes.playing import BATCHES, FAILURES, PATIENCE, POINTS, TASKS, Play

WHOLE = flag("CRASH_MATRIX")
pytestmark = pytest.mark.drill
TABLE = BASE / "docs" / "crash-matrix.md"
Cell = tuple[str, str]


class Reference(NamedTuple):
    """What there is where nothing failed: when all was done once, and a day later."""

    first: Digest
    last: Digest


def cells() -> list[Cell]:
    """All of them by `make crash-matrix`; else each failure at one point, another one each day."""
    if WHOLE:
        return [(failure, point) for failure in FAILURES for point in POINTS]
    today = date.today().toordinal()
    return [(failure, POINTS[(today + place) % len(POINTS)]) for place, failure in enumerate(FAILURES)]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    ground = Ground(tmp_path_factory.mktemp("crashes"))
    try:
        yield ground
    finally:
        ground.close()


@pytest.fixture(scope="module")
def reference(ground: Ground) -> Reference:
    play = Play(ground)
    try:
        return Reference(play.undisturbed(), play.the_day_after())
    finally:
        play.close()


@pytest.fixture(scope="module")
def recovered() -> Iterator[dict[Cell, float]]:
    """The longest recovery of each cell; written down when all were played."""
    found: dict[Cell, float] = {}
    yield found
    for (failure, point), seconds in found.items():
        print(f"{failure}, {point}: {seconds:.1f} s")  # noqa: T201 - the drill's result
    if WHOLE and len(found) == len(cells()):
        TABLE.write_text(written(found))


def test_without_any_failure_two_runs_end_alike(ground: Ground, reference: Reference) -> None:
    play = Play(ground)
    first, last = play.undisturbed(), play.the_day_after()
    play.close()

    assert differences(reference.first, first) == []
    assert differences(reference.last, last) == []
    assert sum(reference.first["events"].values()) > 0


@pytest.mark.parametrize(("failure", "point"), cells())
def test_whatever_fails_and_whenever_each_effect_is_there_once(
    failure: str, point: str, ground: Ground, reference: Reference, recovered: dict[Cell, float]
) -> None:
    play = Play(ground)
    try:
        longest = max(play.disturbed(batch, point, failure) for batch in BATCHES)
        first, last = play.held(), play.the_day_after()
        left, sent = play.left_open(), play.letters_sent()
    finally:
        play.close()

    assert longest < PATIENCE
    assert lacking(reference.first, first) == []
    assert differences(reference.last, last) == []
    assert left == {}
    assert len(sent) == len(set(sent))
    recovered[failure, point] = longest
    if play.ended:
        print(f"{failure}, {point}: the worker ended by itself {play.ended} times")  # noqa: T201 - the drill's result


def written(found: dict[Cell, float]) -> str:
    """The table of results."""
    lines = [f"| what fails | {' | '.join(POINTS)} |", f"| --- |{' ---: |' * len(POINTS)}"]
    lines += [f"| {one} | {' | '.join(f'{found[one, point]:.1f}' for point in POINTS)} |" for one in FAILURES]
    table = "\n".join(lines)
    return WORDS.format(tasks=len(TASKS), patience=PATIENCE, table=table, together=max(map(len, BATCHES)))


WORDS = """# What was killed, when, and how long until all was done

<!-- Written by `make crash-matrix`. -->

Each of the {tasks} tasks of the timetable is stopped at each of the points, something fails, all comes back, and the
clock asks again. The cells say how many seconds after everything was back the last of the tasks that were stopped
together had ended well, at the longest; the promise is {patience}. In every cell the tables hold at the end what they
hold where nothing failed: no event, letter or alert is missing, none is there twice, no letter went out twice, no run
is without its end.

{table}

A run begins with its claim (a lock and a row), has its effect, is written down as done, and its tick is acknowledged.
Up to {together} tasks stand at their point when something fails. The clock of the drill asks every five seconds, the
service's every minute: add that. A silent broker takes connections and says nothing, for seven seconds. A worker that
ends by itself when its broker dies is begun anew, as a container is; the drill prints how often.
"""
