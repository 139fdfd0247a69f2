"""The whole service with one command: `python -m config.local`; Ctrl-C stops it in order, twice at once."""

import fcntl
import os
import signal
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from config.env import BASE, VAR
from config.local import surroundings
from config.local.files import write_values
from config.local.ports import HERE, require_free
from config.local.processes import Failed, Household, Program, say, tie

SERVERS = ("DATABASE_URL", "DATABASE_OWNER_URL", "REDIS_URL", "DEBUG")
LONGEST_TASK = 210  # seconds; what the settings allow a task, and a little
PYTHON = sys.executable


def main() -> int:
    """Run the service until it is told to stop; give 0 then, and 1 when something it needs is missing."""
    os.chdir(BASE)
    if os.environ.get("MAKELEVEL"):
        tie(signal.SIGTERM)  # started by make: a killed make must not leave us behind
    household = Household()
    listen(household)
    try:
        with household:
            run(household)
    except Failed as failure:
        return refuse(str(failure))
    except PermissionError as error:
        return refuse(f"{error.filename} belongs to another user: start as that one, or set VAR_DIR.")
    except KeyboardInterrupt:
        say("Stopped.")
    return 0


def refuse(sentence: str) -> int:
    """Say why the service does not run, and give the exit code that goes with it."""
    print(sentence, file=sys.stderr)  # noqa: T201
    return 1


def listen(household: Household) -> None:
    """Take Ctrl-C and its relatives: the first stops the service, one a second or more later kills it."""
    first = 0.0

    def heard(*_: object) -> None:
        nonlocal first
        if household.stopping and first and time.monotonic() - first > 1:
            household.kill()
        elif not first:
            first = time.monotonic()
            if not household.stopping:
                raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, heard)


def run(household: Household) -> None:
    """Start everything in order, say where it is, and stay."""
    port = port_of_the_web()
    only_one()
    surroundings.kept()
    surroundings.set_where_missing({"DEBUG": "1", "PYTHONUNBUFFERED": "1"})
    surroundings.servers(household, VAR)
    note = VAR / "servers.env"  # for commands in another terminal
    write_values(note, {name: os.environ[name] for name in SERVERS if name in os.environ})
    try:
        household.run(Program("prepare", [PYTHON, "-m", "config.local.prepare"]))
        for program in programs(port):
            household.start(program)
        say(f"\nThe service is at http://{HERE}:{port}/ (Ctrl-C stops it). Accounts to try it with:\n")
        say((VAR / "accounts.txt").read_text())
        household.watch()
    finally:
        note.unlink(missing_ok=True)


def port_of_the_web() -> int:
    """Give the port that the pages will be on."""
    text = os.environ.get("WEB_PORT") or "8000"
    if not text.isdecimal() or not 0 < int(text) < 65_536:
        raise Failed(f"WEB_PORT must be a port, not {text!r}.")
    require_free(int(text), "WEB_PORT")
    return int(text)


def only_one() -> None:
    """Make sure that nobody else runs on the same data, for as long as this process lives."""
    VAR.mkdir(parents=True, exist_ok=True)
    lock = os.open(VAR / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        raise Failed(f"The service already runs on {VAR}: stop that one first.") from error


def programs(port: int) -> list[Program]:
    """Give the service's own programs in the order of their start, which is the reverse of their stop."""
    # In a checkout of root's, everything is root's; Celery's advice against it is for deployments.
    calm = ["-W", "ignore:You're running the worker with superuser privileges"]
    celery = [PYTHON, *calm, "-m", "celery", "--quiet", "-A", "config.celery"]
    worker = [*celery, "worker", "-c", "2", "-l", "INFO", "--without-gossip", "--without-mingle"]
    place = ["--interface", "wsgi", "--host", HERE, "--port", str(port), "--no-ws"]
    size = ["--workers", "2", "--blocking-threads", "4", "--workers-kill-timeout", "10"]
    web = [str(Path(PYTHON).with_name("granian")), *place, *size, "config.wsgi:application"]
    return [
        Program("worker", worker, grace=LONGEST_TASK),
        Program("beat", [*celery, "beat", "-l", "INFO"]),
        Program("web", web, answers=lambda: alive(port)),
    ]


def alive(port: int) -> bool:
    """Say whether the pages are served."""
    with closing(HTTPConnection(HERE, port, timeout=5)) as connection, suppress(HTTPException, OSError):
        connection.request("GET", "/healthz")
        return connection.getresponse().status == 200
    return False


if __name__ == "__main__":
    sys.exit(main())
