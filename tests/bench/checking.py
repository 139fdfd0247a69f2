"""The public check of a permit by its number over HTTP, against a bare WSGI view with one query."""

from collections.abc import Callable

from config.local.ports import HERE
from tests import factories
from tests.bench.measure import verdict
from tests.bench.reading import BARE, CONNECTIONS, SERVICE, THREADS, compare
from tests.factories import World

GOAL = 0.3
TARGETS = {SERVICE: "config.wsgi:application", BARE: "tests.bench.bare:permit"}


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    rates = compare(prepare(world), TARGETS)
    say(f"One permit checked by number: one server process of {THREADS} threads, {CONNECTIONS} connections")
    for name in rates.rounds:
        say(f"  {name:32} {rates.of(name):10,.0f} a second")
    say(f"  service against bare view                          {verdict(rates.ratio(SERVICE, BARE), GOAL)}")


def prepare(world: World) -> str:
    """Make a permit; give the request of a passer-by."""
    filing = factories.filing(world.mandate, status="granted")
    permit = factories.permitted(filing, world.intermediary)
    return f"GET /api/v1/permit-check/{permit.reference}/ HTTP/1.1\nHost: {HERE}\nAccept: application/json\n\n"
