"""One filing read over HTTP, against a bare WSGI view with one query: behind the same server, taking turns."""

import socket
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from datetime import timedelta
from pathlib import Path
from subprocess import PIPE, Popen

from django.utils import timezone

from accounts.services.tokens import digest_of
from config.local.ports import HERE, free_port
from config.local.processes import Household, Program
from tests import factories
from tests.bench import ground
from tests.bench.measure import Rates, Work, interleave, verdict
from tests.factories import World

ROUNDS, TURNS = 7, 4
REQUESTS = 200
CONNECTIONS, THREADS = 4, 4
GOAL = 0.2
KEY = "bench-reading-of-one-filing"
SERVICE, BARE = "service", "bare view"
TARGETS = {SERVICE: "config.wsgi:application", BARE: "tests.bench.bare:application"}


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    rates = measure(world)
    say(f"One filing with its parts, read by token: one server process of {THREADS} threads, {CONNECTIONS} connections")
    for name in rates.rounds:
        say(f"  {name:32} {rates.of(name):10,.0f} a second")
    say(f"  service against bare view                          {verdict(rates.ratio(SERVICE, BARE), GOAL)}")


def measure(world: World) -> Rates:
    """The rates of both."""
    return compare(prepare(world), TARGETS)


def compare(request: str, targets: Mapping[str, str]) -> Rates:
    """How often the service and a bare view answer the same request, taking turns."""
    with ExitStack() as stack:
        household = stack.enter_context(Household(loud=False))
        contestants = {}
        for name, target in targets.items():
            port = free_port()
            household.start(server(name, target, port))
            contestants[name] = stack.enter_context(load(port, request)), REQUESTS * (1 if name == SERVICE else 5)
        for work, number in contestants.values():
            work(number)
        return interleave(contestants, rounds=ROUNDS, turns=TURNS)


def prepare(world: World) -> str:
    """Make a filing, and a token to read it with; give the request."""
    [filing] = ground.filings(1, world)
    now = timezone.now()
    reader = world.member("bureau", "reviewer")
    factories.token(reader, digest=digest_of(KEY), made_at=now, expires_at=now + timedelta(days=1))
    address = f"/api/v1/filings/{filing.pk}/"
    return f"GET {address} HTTP/1.1\nHost: {HERE}\nAuthorization: Bearer {KEY}\nAccept: application/json\n\n"


def server(name: str, target: str, port: int) -> Program:
    """The server as the service is run by it, with one process."""
    place = ["--interface", "wsgi", "--host", HERE, "--port", str(port), "--no-ws", "--log-level", "warning"]
    size = ["--workers", "1", "--blocking-threads", str(THREADS)]
    command = [str(Path(sys.executable).with_name("granian")), *place, *size, target]
    return Program(name, command, answers=lambda: listens(port))


def listens(port: int) -> bool:
    """Say whether somebody listens there."""
    with suppress(OSError), socket.create_connection((HERE, port), timeout=5):
        return True
    return False


@contextmanager
def load(port: int, request: str) -> Iterator[Work]:
    """A process of its own that asks; give what makes it ask so many times."""
    command = [sys.executable, "-m", "tests.bench.load", str(port), str(CONNECTIONS)]
    with Popen(command, stdin=PIPE, stdout=PIPE, text=True) as child:
        asking, hearing = child.stdin, child.stdout
        assert asking is not None
        assert hearing is not None

        def say(words: str, expected: str) -> None:
            asking.write(words)
            asking.flush()
            if hearing.readline().strip() != expected:
                raise RuntimeError("the asking process has ended: the lines above say why")

        say(request, "ready")
        yield lambda number: say(f"{number}\n", "done")
        asking.close()
