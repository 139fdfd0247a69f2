"""One filing read over HTTP, against a bare WSGI view with one query: both behind the same server, taking turns."""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from subprocess import Popen
from threading import Thread

from django.utils import timezone

from accounts.services.tokens import digest_of
from config.local.ports import HERE, free_port
from config.local.processes import Household, Program
from employers.models import Filing
from tests import factories
from tests.bench import ground
from tests.bench.measure import Rates, Work, interleave, verdict
from tests.factories import World

ROUNDS, TURNS = 7, 3
REQUESTS = 200
CONNECTIONS = 4
GOAL = 0.2
KEY = "bench-reading-of-one-filing"
SERVICE, BARE = "the service", "bare WSGI view"
TARGETS = {SERVICE: "config.wsgi:application", BARE: "tests.bench.bare:application"}


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    rates = measure(world)
    say(f"One filing with all its parts, by token, {CONNECTIONS} connections kept open; one server process each")
    for name in rates.rounds:
        say(f"  {name:32} {rates.of(name):10,.0f} requests a second")
    say(f"  the service against the bare view                  {verdict(rates.ratio(SERVICE, BARE), GOAL)}")


def measure(world: World) -> Rates:
    """The rates of both; the service has one process with four threads, and so has the bare view."""
    [filing] = ground.filings(1, world)
    now = timezone.now()
    reader = world.member("bureau", "reviewer")
    factories.token(reader, digest=digest_of(KEY), made_at=now, expires_at=now + timedelta(days=1))
    with Household(loud=False) as household:
        contestants = {}
        for name, target in TARGETS.items():
            port = free_port()
            household.start(server(name, target, port, filing))
            contestants[name] = (load(port, address(filing)), REQUESTS * (1 if name == SERVICE else 4))
        for work, number in contestants.values():
            work(number)
        return interleave(contestants, rounds=ROUNDS, turns=TURNS)
