"""The one command, tried whole: it starts, finds its data again, stops in order and leaves nothing behind."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection
from pathlib import Path

import psycopg
import pytest

from config.env import BASE, read
from config.local.ports import free_port

pytestmark = [pytest.mark.drill, pytest.mark.skipif(sys.platform != "linux", reason="reads /proc")]
PATIENCE = 120
OURS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "SECRET_KEY", "FIELD_KEY", "DEBUG", "MAKELEVEL")


class Service:
    """The one command with a place of its own."""

    def __init__(self, place: Path, **values: str) -> None:
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        self.place, self.port = place, int(values.get("WEB_PORT", free_port()))
        self.log = place / "log"
        mine = {"VAR_DIR": str(place / "var"), "WEB_PORT": str(self.port)}
        with self.log.open("w") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "config.local"],
                cwd=BASE,
                env=inherited | mine | values,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def text(self) -> str:
        return self.log.read_text()

    def wait_until(self, true: Callable[[], bool]) -> None:
        deadline = time.monotonic() + PATIENCE
        while not true():
            assert time.monotonic() < deadline, self.text()
            time.sleep(0.05)

    def wait_until_up(self) -> "Service":
        self.wait_until(lambda: "The service is at" in self.text() or self.process.poll() is not None)
        assert self.process.poll() is None, self.text()
        return self

    def people(self) -> set[int]:
        """Give the processes of the session that was begun for this service."""
        found = set()
        for entry in Path("/proc").glob("[0-9]*"):
            with suppress(OSError):  # it ended while we looked
                state, _parent, _group, session = (entry / "stat").read_text().rpartition(")")[2].split()[:4]
                if int(session) == self.process.pid and state != "Z":
                    found.add(int(entry.name))
        return found

    def stop(self) -> int:
        self.process.send_signal(signal.SIGINT)
        return self.process.wait(PATIENCE)

    def tables(self) -> int:
        address = read(self.place / "var" / "servers.env")["DATABASE_OWNER_URL"]
        with psycopg.connect(address) as connection:
            row = connection.execute("SELECT count(*) FROM django_migrations").fetchone()
            assert row
            return int(row[0])


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Callable[..., Service]]:
    started: list[Service] = []

    def starter(**values: str) -> Service:
        started.append(Service(tmp_path, **values))
        return started[-1]

    yield starter
    for service in started:
        service.process.kill()
        service.process.wait()


def stopped_in(text: str) -> list[str]:
    return [line.split()[1] for line in text.splitlines() if line.startswith("Stopping ") and "..." in line]


def test_it_starts_stops_in_order_and_finds_its_data_again(start: Callable[..., Service]) -> None:
    first = start().wait_until_up()
    with closing(HTTPConnection("127.0.0.1", first.port, timeout=10)) as connection:
        connection.request("GET", "/readyz")
        assert connection.getresponse().status == 200
    tables = first.tables()
    with psycopg.connect(read(first.place / "var" / "servers.env")["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE a_mark_of_the_first_start ()")

    assert first.stop() == 0
    assert stopped_in(first.text()) == ["web", "beat", "worker", "valkey", "postgres"]
    assert first.people() == set()
    assert not (first.place / "var" / "servers.env").exists()

    second = start().wait_until_up()
    assert second.tables() == tables
    with psycopg.connect(read(second.place / "var" / "servers.env")["DATABASE_OWNER_URL"]) as owner:
        owner.execute("DROP TABLE a_mark_of_the_first_start")
    assert second.stop() == 0


def test_a_killed_runner_leaves_no_process_and_no_broken_data(start: Callable[..., Service]) -> None:
    first = start().wait_until_up()
    assert len(first.people()) > 5

    first.process.kill()
    first.process.wait()

    first.wait_until(lambda: not first.people())
    second = start().wait_until_up()
    assert second.tables() > 0
    assert second.stop() == 0


def test_the_death_of_one_program_stops_all(start: Callable[..., Service]) -> None:
    service = start().wait_until_up()
    broker = next(p for p in service.people() if "valkey" in Path(f"/proc/{p}/comm").read_text())

    os.kill(broker, signal.SIGKILL)

    assert service.process.wait(PATIENCE) == 1
    assert "valkey has ended" in service.text()
    assert service.people() == set()


def test_a_second_start_on_the_same_data_is_refused(start: Callable[..., Service]) -> None:
    first = start()
    first.wait_until(lambda: (first.place / "var" / "lock").exists())
    first.wait_until(lambda: len(first.people()) > 1)

    second = subprocess.run(
        [sys.executable, "-m", "config.local"],
        cwd=BASE,
        env=os.environ | {"VAR_DIR": str(first.place / "var"), "WEB_PORT": str(free_port())},
        capture_output=True,
        text=True,
    )

    assert second.returncode == 1
    assert second.stderr.startswith("The service already runs on")
    first.wait_until_up()
    assert (first.place / "var" / "servers.env").exists()
    assert first.stop() == 0


def refused(service: Service) -> str:
    assert service.process.wait(PATIENCE) == 1
    assert "Traceback" not in service.text()
    return service.text().splitlines()[-1]


def test_a_taken_port_is_refused_with_a_sentence(start: Callable[..., Service]) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()

        assert refused(start(WEB_PORT=str(other.getsockname()[1]))).startswith("Port ")


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"WEB_PORT": "99999"}, "WEB_PORT must be a port"),
        (
            {"DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none"},
            "The database that DATABASE_URL names cannot",
        ),
        ({"DATABASE_URL": "nonsense"}, "The database that DATABASE_URL names cannot"),
        ({"REDIS_URL": "redis://127.0.0.1:1/0"}, "The broker that REDIS_URL names cannot"),
    ],
)
def test_an_unfit_value_is_refused_with_a_sentence(
    start: Callable[..., Service], values: dict[str, str], sentence: str
) -> None:
    service = start(**values)

    assert refused(service).startswith(sentence)
    assert service.people() == set()


def test_given_servers_are_used_with_one_log_in(start: Callable[..., Service]) -> None:
    values = {"DATABASE_URL": os.environ["DATABASE_OWNER_URL"], "REDIS_URL": os.environ["REDIS_URL"]}

    service = start(**values, APP_ROLE="made_by_migrate").wait_until_up()

    assert service.stop() == 0
    assert stopped_in(service.text()) == ["web", "beat", "worker"]
