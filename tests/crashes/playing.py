"""Playing the matrix: tasks are stopped at a point, something fails, all comes back, and the clock asks again."""

import json
import threading
import time
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta

import psycopg
from celery import Celery

from config.celery import TIMETABLE
from tests.crashes.digest import Digest, digest, left_open
from tests.crashes.ground import AT, Ground, until

AFTER_ACK = "after the acknowledgement"
POINTS = ("before the claim", "after the claim", "after the effect", "before the acknowledgement", AFTER_ACK)
CHILD, WORKER, BROKER, WIPED, DATABASE, SILENT = FAILURES = (
    "children of the worker are killed",
    "the worker is killed",
    "the broker is killed",
    "the broker is killed and emptied",
    "the database is killed",
    "the broker is silent",
)
SILENCE = 7
"""Seconds: longer than anybody waits for the broker."""
TOGETHER = 7
"""So many tasks stand at their point when something fails; the worker has one child more."""
TASKS = [entry["task"] for entry in TIMETABLE.values()]
BATCHES = [TASKS[first : first + TOGETHER] for first in range(0, len(TASKS), TOGETHER)]
AGAIN = 5
"""Seconds after which the clock asks again; the real one asks every minute."""
PATIENCE = 120
"""Seconds after everything is back within which every effect is there."""
DONE = "SELECT count(*) FROM jobs_jobrun WHERE job = %s AND started_at >= %s AND finished_at IS NOT NULL"


class Play:
    """One copy of the demo, and a worker that works on it."""

    def __init__(self, ground: Ground) -> None:
        self.ground, self.signs = ground, ground.signs
        ground.copy()
        ground.begin_worker()
        self.at = AT
        self.ended = 0
        self.reading: psycopg.Connection[tuple[object, ...]] | None = None
        self.clock = Celery(broker=ground.broker_address(ground.broker_port), set_as_current=False)

    def undisturbed(self) -> Digest:
        """Let every task be done, in the order of the timetable."""
        for task in TASKS:
            self.until_done(task)
        return self.held()

    def the_day_after(self) -> Digest:
        """Let every task be done once more, a day later: what is found then was left over."""
        self.at = AT + timedelta(days=1)
        self.ground.set_clock(self.at)
        return self.undisturbed()

    def disturbed(self, tasks: Sequence[str], point: str, failure: str) -> float:
        """Bring tasks to a point, let something fail, and say how long after it came back all were done."""
        for task in tasks:
            self._bring(task, point)
        (self.signs / "held").touch()
        back = self._fail(failure)
        for task in tasks:
            for sign in ("turn", "go"):
                (self.signs / f"{job_of(task)}.{sign}").touch()
            self.until_done(task)
        taken = max(0.0, time.monotonic() - back)
        until(lambda: time.monotonic() > back, "the end of the silence")
        (self.signs / "held").unlink()
        return taken

    def held(self) -> Digest:
        with self.ground.connect() as connection:
            return digest(connection)

    def left_open(self) -> dict[str, int]:
        with self.ground.connect() as connection:
            return left_open(connection, self.at)

    def letters_sent(self) -> list[str]:
        """The ids of the letters that went out, each as often as it did."""
        out = self.ground.folder / "work" / "letters.jsonl"
        return [json.loads(line)["id"] for line in out.read_text().splitlines()]

    def until_done(self, task: str) -> None:
        """Ask for a task again and again until its run of this period has ended well."""
        began, asked = time.monotonic(), 0.0
        while not self._is_done(task):
            assert time.monotonic() - began < PATIENCE, f"{task} was not done"
            if time.monotonic() - asked > AGAIN:
                self._supervise()
                self._ask(task)
                asked = time.monotonic()
            time.sleep(0.02)

    def _bring(self, task: str, point: str) -> None:
        job = job_of(task)
        if point != AFTER_ACK:
            (self.signs / f"{job}.plan").write_text(point)
        sign = self.signs / f"{job}.{'acknowledged' if point == AFTER_ACK else 'reached'}"
        began, asked = time.monotonic(), 0.0
        while not sign.exists():
            assert time.monotonic() - began < PATIENCE, f"{task} {point}"
            if time.monotonic() - asked > 2 * AGAIN:  # a tick may be lost, with whatever failed before
                self._supervise()
                self._ask(task)
                asked = time.monotonic()
            time.sleep(0.02)

    def _supervise(self) -> None:
        """Begin a worker where it ended by itself, as whoever keeps the containers does, and count it."""
        if not self.ground.is_alive():
            self.ground.end_worker()
            self.ground.begin_worker()
            self.ended += 1

    def _ask(self, task: str) -> None:
        """Put one tick into the queue, as the clock does: it holds no work."""
        self.clock.send_task(task, ignore_result=True)

    def _is_done(self, task: str) -> bool:
        with suppress(psycopg.OperationalError):
            if self.reading is None or self.reading.closed:
                self.reading = self.ground.connect()
                self.reading.autocommit = True
            [(number,)] = self.reading.execute(DONE, [job_of(task), self.at]).fetchall()
            return bool(number)
        return False

    def _fail(self, failure: str) -> float:
        """Let it fail and bring it back; the moment from which everything is there."""
        ground = self.ground
        if failure == CHILD:
            ground.kill_children()
        elif failure == WORKER:
            ground.end_worker()
            ground.begin_worker()
        elif failure in (BROKER, WIPED):
            ground.kill_broker()
            if failure == WIPED:
                ground.wipe_broker()
            ground.broker = ground.start_broker()
        elif failure == DATABASE:
            ground.kill_database()
            ground.database = ground.start_database()
        else:
            ground.proxy.fall_silent()
            threading.Timer(SILENCE, ground.proxy.speak_again).start()
            return time.monotonic() + SILENCE
        return time.monotonic()

    def close(self) -> None:
        if self.reading is not None:
            self.reading.close()
        self.clock.close()


def job_of(task: str) -> str:
    """The name that a task's runs have."""
    return task.rpartition(".")[2]
