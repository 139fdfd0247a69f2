"""Where the matrix is played: servers of its own, a demo as the template, and a worker that can be killed."""

import os
import secrets
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from pathlib import Path

import psycopg
import redis
from psycopg import sql

from config.env import BASE
from config.local import valkey
from config.local.ports import HERE, free_port
from config.local.postgres import Cluster
from config.local.processes import Child, Household, Program
from config.local.surroundings import new_secrets
from core.dates import ZONE
from tests.config.test_drills import OURS
from tests.crashes.proxy import Proxy

AT = datetime(2026, 12, 8, 10, 31, tzinfo=ZONE)
"""When the clock asks: permits of the demo have run out, alerts and answers are due, offers lapse."""
TEMPLATE = "scheme"
SIGHTED = "-c app.sees=everything"


class Ground:
    """The servers, the copy of the demo that is worked on, and the worker."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.signs = folder, folder / "signs"
        self.household = Household(loud=False)
        self.values = new_secrets()
        self.cluster = Cluster.at(folder / "postgres")
        self.port, self.broker_port = free_port(), free_port()
        self.password = secrets.token_hex(24)
        self.database, self.broker = self.start_database(), self.start_broker()
        self.proxy = Proxy(self.broker_port)
        self.worker = self.number = 0
        self.name = TEMPLATE
        self.signs.mkdir()
        self._fill()
        self.nursery: subprocess.Popen[str] | None = None

    # --- Servers that die and come again at the same address ---------------------------------------------

    def start_database(self) -> Child:
        words = [f"listen_addresses={HERE}", f"port={self.port}", "unix_socket_directories=", "fsync=off"]
        words += ["full_page_writes=off", "log_min_messages=fatal", "max_connections=60"]
        options = [word for setting in words for word in ("-c", setting)]
        command = self.cluster.command("postgres", "-D", self.cluster.folder / "data", *options)
        ready = lambda: self.cluster.is_ready() and self.cluster.prepare(self.port)  # noqa: E731
        program = Program("postgres", command, stop=signal.SIGINT, before=self.cluster.identity.before, answers=ready)
        return self.household.start(program)

    def start_broker(self) -> Child:
        folder = self.folder / "valkey"
        folder.mkdir(exist_ok=True)
        settings = {"bind": HERE, "port": self.broker_port, "requirepass": self.password, "dir": f'"{folder}"'}
        settings |= {"appendonly": "yes", "save": '""', "maxmemory-policy": "noeviction", "loglevel": "warning"}
        said = "".join(f"{name} {value}\n" for name, value in settings.items())
        answers = lambda: valkey.answers(self.broker_address(self.broker_port))  # noqa: E731
        return self.household.start(Program("valkey", [str(valkey.find()), "-"], answers=answers, stdin=said))

    def broker_address(self, port: int) -> str:
        return f"redis://:{self.password}@{HERE}:{port}/0"

    def kill_database(self) -> None:
        """Kill the server as a power cut would, and wait until its family has gone with it."""
        lock = self.cluster.folder / "data" / "postmaster.pid"
        os.kill(int(lock.read_text().split()[0]), signal.SIGKILL)
        self._bury(self.database)
        lock.unlink(missing_ok=True)

    def kill_broker(self) -> None:
        os.killpg(self.broker.process.pid, signal.SIGKILL)
        self._bury(self.broker)

    def _bury(self, child: Child) -> None:
        child.process.wait(20)
        child.reader.join(timeout=10)  # as long as one of its family lives, it is not at its end
        self.household.children.remove(child)

    def wipe_broker(self) -> None:
        shutil.rmtree(self.folder / "valkey", ignore_errors=True)

    # --- Copies of the demo --------------------------------------------------------------------------------

    def _fill(self) -> None:
        for words in (["migrate", "-v0"], ["load_reference"], ["load_demo"]):
            self.run("manage.py", *words)

    def copy(self) -> None:
        """Work on a copy of the template from here on, with files and signs of its own; the last one is dropped."""
        self.end_worker()
        with psycopg.connect(self.cluster.address(self.port, "postgres", "postgres"), autocommit=True) as owner:
            if self.name != TEMPLATE:
                owner.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(self.name)))
            self.number += 1
            self.name = f"copy{self.number}"
            names = {"name": sql.Identifier(self.name), "of": sql.Identifier(TEMPLATE)}
            owner.execute(sql.SQL("CREATE DATABASE {name} TEMPLATE {of} OWNER scheme_owner").format(**names))
        for kept in ("work", "signs"):
            shutil.rmtree(self.folder / kept, ignore_errors=True)
        self.signs.mkdir()
        shutil.copytree(self.folder / "var", self.folder / "work", dirs_exist_ok=True)
        redis.Redis.from_url(self.broker_address(self.broker_port)).flushall()
        self.set_clock(AT)
        self._open_nursery()

    def set_clock(self, at: datetime) -> None:
        half = self.signs / "clock.half"
        half.write_text(at.isoformat())
        half.rename(self.signs / "clock")

    def env(self) -> dict[str, str]:
        work = self.folder / ("var" if self.name == TEMPLATE else "work")
        work.mkdir(exist_ok=True)
        inherited = {name: value for name, value in os.environ.items() if name not in OURS}
        return (
            inherited
            | self.values
            | {
                "DEBUG": "1",
                "DATABASE_URL": self.cluster.address(self.port, "scheme_app", self.name),
                "DATABASE_OWNER_URL": self.cluster.address(self.port, "scheme_owner", self.name),
                "REDIS_URL": self.broker_address(self.proxy.port),
                "VAR_DIR": str(work),
                "SIGNING_KEYS": str(work / "keys"),
                "ATTACHMENTS_DIR": str(work / "attachments"),
                "CRASH_SIGNS": str(self.signs),
                "NOTICE_FILE": str(work / "letters.jsonl"),
                "NOTICE_ADAPTERS": ",".join(
                    f"{way}=core.notices.services.adapters.to_file" for way in ("sms", "email")
                ),
                "WITNESSES": f"file:{work / 'witness'}",
            }
        )

    def run(self, *words: str) -> str:
        command = [sys.executable, "-W", "ignore", *words]
        done = subprocess.run(command, cwd=BASE, env=self.env(), capture_output=True, text=True)
        assert done.returncode == 0, (words, done.stdout[-2000:], done.stderr[-2000:])
        return done.stdout

    def connect(self) -> "psycopg.Connection[tuple[object, ...]]":
        """The owner of the tables, looking at the copy."""
        return psycopg.connect(self.cluster.address(self.port, "scheme_owner", self.name), options=SIGHTED)

    # --- The worker ------------------------------------------------------------------------------------------

    def _open_nursery(self) -> None:
        if self.nursery is not None:
            self.nursery.kill()
            self.nursery.communicate()
        with (self.folder / "worker.log").open("a") as log:
            self.nursery = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.crashes.nursery"],
                cwd=BASE,
                env=self.env(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        assert self._told() == "ready"

    def _told(self) -> str:
        assert self.nursery
        assert self.nursery.stdout
        return self.nursery.stdout.readline().strip()

    def begin_worker(self) -> None:
        assert self.nursery
        assert self.nursery.stdin
        self.nursery.stdin.write("one more\n")
        self.nursery.stdin.flush()
        self.worker = int(self._told())

    def end_worker(self) -> None:
        """Kill the worker and all its children."""
        if self.worker:
            with suppress(ProcessLookupError):  # it ended by itself, which `is_alive` tells
                os.killpg(self.worker, signal.SIGKILL)
            until(lambda: not self.family(), "the worker's end")
            self.worker = 0

    def family(self) -> list[int]:
        """The worker and its children, by what the kernel says of its session."""
        found = []
        for entry in Path("/proc").glob("[0-9]*/stat"):
            try:
                state, _parent, _group, session = entry.read_text().rpartition(")")[2].split()[:4]
            except OSError:  # it ended while we looked
                continue
            if int(session) == self.worker and state != "Z":
                found.append(int(entry.parent.name))
        return found

    def is_alive(self) -> bool:
        """Whether the worker itself still runs, which nobody but the drill may end."""
        return self.worker in self.family()

    def kill_children(self) -> None:
        for number in self.family():
            if number != self.worker:
                os.kill(number, signal.SIGKILL)

    def close(self) -> None:
        self.end_worker()
        if self.nursery is not None:
            self.nursery.kill()
            self.nursery.communicate()
        self.proxy.close()
        self.household.stop()


def until(true: Callable[[], bool], what: str, patience: float = 120) -> None:
    deadline = time.monotonic() + patience
    while not true():
        assert time.monotonic() < deadline, what
        time.sleep(0.03)
