"""A worker, the broker and the database are killed in the middle of a sweep: nothing is lost, and nothing is twice."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import redis

from config.env import BASE, read
from tests.config.test_drills import OURS
from tests.permits.sweeping import CREW, NUMBER

pytestmark = [pytest.mark.drill, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]


def child(place: Path, what: str, **values: str) -> "subprocess.Popen[str]":
    """A process of its own on the service's database, as a worker of the queue is."""
    inherited = {name: value for name, value in os.environ.items() if name not in OURS}
    mine = {"VAR_DIR": str(place / "var"), "DJANGO_SETTINGS_MODULE": "config.settings", "DEBUG": "1"}
    return subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "tests.permits.sweeping", what],
        cwd=BASE,
        env=inherited | mine | values,
        stdout=subprocess.PIPE,
        text=True,
    )


def begun(process: "subprocess.Popen[str]") -> None:
    assert process.stdout
    assert process.stdout.readline() == "begun\n"


def done(place: Path, what: str, **values: str) -> str:
    process = child(place, what, **values)
    said, _ = process.communicate(timeout=300)
    assert process.returncode == 0
    return said.splitlines()[-1] if said else ""


def killed(place: Path, what: str, after: float, **values: str) -> None:
    """Let it begin, and kill it so many seconds later."""
    process = child(place, what, **values)
    begun(process)
    time.sleep(after)
    process.kill()
    process.communicate()


def counted(place: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(place, "count"))
    return found


class Servers:
    """A database and a broker of their own, that are killed with whoever keeps them."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.start()

    def start(self) -> None:
        """Start them on the data that are there."""
        self.keeper = child(self.place, "hold")
        begun(self.keeper)

    def kill(self) -> None:
        """Kill the database as a power cut would, and the others with it."""
        [lock] = self.place.glob("var/**/postmaster.pid")
        database = Path("/proc") / lock.read_text().split()[0]
        os.kill(int(database.name), signal.SIGKILL)
        self.stop()
        deadline = time.monotonic() + 30
        while database.exists() and "Z" not in (database / "stat").read_text().rpartition(")")[2].split()[0]:
            assert time.monotonic() < deadline
            time.sleep(0.1)
        # Where nobody buries a dead process its number still seems taken; after a power cut it is free.
        lock.unlink(missing_ok=True)

    def stop(self) -> None:
        """Kill who keeps them, and they go with it."""
        self.keeper.kill()
        self.keeper.communicate()


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Servers]:
    """The real servers, with all tables and nothing in them."""
    started = Servers(tmp_path)
    try:
        yield started
    finally:
        started.stop()


@pytest.fixture
def servers(bare: Servers) -> Servers:
    """The real servers, with a season of permits that nobody was alerted to yet."""
    done(bare.place, "seed")
    return bare


@pytest.fixture
def applied(bare: Servers) -> Servers:
    """The real servers, with a crew that has applied for permits."""
    done(bare.place, "apply")
    return bare


def crew(place: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(done(place, "crew"))
    return found


def test_a_killed_sweep_leaves_whole_kinds_and_the_next_one_raises_the_rest_once(servers: Servers) -> None:
    place = servers.place

    for after in (0.2, 0.8, 1.6):
        killed(place, "sweep", after)
        # Each kind is whole or not there: six in ten permits, or one in ten.
        assert counted(place)["alerts"] % (NUMBER // 10) == 0
    redis.Redis.from_url(read(place / "var" / "servers.env")["REDIS_URL"]).flushall()
    done(place, "sweep")
    once = counted(place)
    done(place, "sweep")

    assert (once["alerts"], once["open"], once["permits"], once["twice"]) == (NUMBER, NUMBER, NUMBER, 0)
    assert counted(place) == once


def test_servers_killed_in_the_middle_of_a_sweep_lose_and_double_nothing(servers: Servers) -> None:
    place = servers.place
    sweep = child(place, "sweep")
    begun(sweep)
    time.sleep(0.8)

    servers.kill()
    sweep.communicate()
    servers.start()
    broken = counted(place)
    done(place, "sweep")

    found = counted(place)
    assert broken["alerts"] % (NUMBER // 10) == 0
    assert (found["alerts"], found["open"], found["permits"], found["twice"]) == (NUMBER, NUMBER, NUMBER, 0)


def test_a_letter_run_that_is_killed_goes_on_with_what_is_left(servers: Servers) -> None:
    place, out = servers.place, servers.place / "letters"
    done(place, "sweep")
    values = {"NOTICE_FILE": str(out), "NOTICE_ADAPTERS": "sms=core.notices.services.adapters.to_file"}
    waiting = counted(place)["waiting"]
    assert waiting > 100

    kills = 3
    for turn in range(kills):
        killed(place, "deliver", 0.3, **values, LATER=str(turn * 10))
    broken = counted(place)["waiting"]
    done(place, "deliver", **values, LATER="60")

    assert 0 < broken < waiting
    assert counted(place)["waiting"] == 0
    arrived = [json.loads(line)["id"] for line in out.read_text().splitlines()]
    assert len(set(arrived)) == waiting
    # What was on its way when its worker died is the one thing that may arrive again, under its own id.
    assert len(arrived) - len(set(arrived)) <= kills


def test_a_crew_issue_that_is_killed_issues_all_or_none(applied: Servers) -> None:
    place, before = applied.place, crew(applied.place)
    whole = dict.fromkeys(("permits", "issued", "used", "events", "letters"), CREW)
    whole |= {"held": before["held"] - CREW, "passed_on": before["passed_on"]}

    def all_or_none() -> bool:
        found = crew(place)
        found["passed_on"] = found["passed_on"] and before["passed_on"]
        assert found in (before, whole)
        return found != before

    # A quick machine may be done before it is killed: then all of it is there.
    for after in (0.05, 0.2, 0.4):
        if not all_or_none():
            killed(place, "issue", after)
    if not all_or_none():
        issue = child(place, "issue")
        begun(issue)
        time.sleep(0.3)
        applied.kill()
        issue.communicate()
        applied.start()
    if not all_or_none():
        done(place, "issue")

    assert before["permits"] == before["used"] == before["events"] == 0
    assert all_or_none()
    assert crew(place)["passed_on"] >= CREW
