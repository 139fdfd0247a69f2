"""What the second wall costs: lists and acts with the row policies and without, in two databases otherwise alike.

Without them nobody is told who asks either, as it was before there was the wall.

Processor time of this process and of the database's own, which no other work on the machine lengthens.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import Client, override_settings
from psycopg import sql

from core import reach
from core.postgres.base import DatabaseWrapper
from core.reach import reach_of, reaching
from tests.bench import ground
from tests.bench.acts import WARM_UP as ACTS_TO_WARM_UP
from tests.bench.acts import acts
from tests.bench.lists import Sides
from tests.bench.measure import verdict
from tests.bench.pages import AT, LISTS, _administer, _checked, _get, _members
from tests.bench.pages import _logged_in as logged_in
from tests.bench.population import Population
from tests.factories import World

PERSONS, READINGS, WARM_UP, SINGLES, CREW = 30_000, 15, 3, 40, 50
SIDES = ("without", "with")
GOAL = 1.1
BY = {"file": ("intermediary", "clerk"), "confirm": ("employer", "signatory"), "grant": ("bureau", "approver")}
Work = Callable[[], object]


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    plain = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with override_settings(STORAGES=settings.STORAGES | plain), time_machine.travel(AT), both(world) as found:
        browsers, waiting, sides = found
        say(f"The second wall at {PERSONS:,} persons: milliseconds of processor time without it, with it, ratio")
        of_acts = {name: lambda name=name: _acted(name, world, waiting[name], sides) for name in waiting}
        of_lists = {
            f"{who}: {page}": lambda browser=browser, page=page: _opened(browser, page, sides)
            for who, browser in browsers.items()
            for page in LISTS[who.split()[0]]
        }
        for kind, works in (("act", of_acts), ("list", of_lists)):
            _told(kind, works, say)


def _told(kind: str, works: Mapping[str, Callable[[], tuple[float, float]]], say: Callable[[str], None]) -> None:
    times = {}
    for name, work in works.items():
        times[name] = without, with_ = work()
        say(f"  {name:44}{without:9.2f}{with_:9.2f}{with_ / without:7.2f}")
    together = sum(one for _, one in times.values()) / sum(one for one, _ in times.values())
    dearest = max(times, key=lambda name: times[name][1] / times[name][0])
    say(f"  all of each {kind} together {verdict(together, GOAL, at_most=True)}; dearest: {dearest}")


def _opened(browser: Client, page: str, sides: Sides) -> tuple[float, float]:
    opened = _get(browser, page)

    def work(side: str) -> None:
        cache.key_prefix = side
        _checked(opened("few"))

    return _by_turns({side: iter([lambda side=side: work(side)] * (READINGS + WARM_UP)) for side in SIDES}, sides)


def _acted(name: str, world: World, keys: list[Any], sides: Sides) -> tuple[float, float]:
    _status, act = acts(world)[name.split(",")[0]]
    by = world.member(*BY[name.split(",")[0]])
    crew = CREW if "crew" in name else 1

    def each(chosen: list[Any]) -> Work:
        def work() -> None:
            with reaching(reach_of(by)):
                act(chosen)

        return work

    lots = [keys[start : start + crew] for start in range(0, len(keys), crew)]
    return _by_turns({side: iter([each(lot) for lot in lots]) for side in SIDES}, sides)


def _by_turns(works: Mapping[str, Iterator[Work]], sides: Sides) -> tuple[float, float]:
    """The median of each side, the two taking turns; the first few warm up."""
    spent: dict[str, list[float]] = {side: [] for side in SIDES}
    for number, pair in enumerate(zip(*works.values(), strict=True)):
        for place in (0, 1) if number % 2 else (1, 0):
            sides.use(SIDES[place])
            connection.ensure_connection()
            with _unsaid() if SIDES[place] == "without" else nullcontext():
                begun = _spent()
                pair[place]()
                took = _spent() - begun
            if number >= WARM_UP:
                spent[SIDES[place]].append(took * 1000)
    without, with_ = (median(spent[side]) for side in SIDES)
    return without, with_


@contextmanager
def _unsaid() -> Iterator[None]:
    with patch.object(reach, "current", lambda: reach.NOTHING), patch.object(DatabaseWrapper, "_reach_so_far"):
        yield


def _spent() -> float:
    """Seconds of processor time, of this process and of the database's that answers it."""
    server = connection.connection.info.backend_pid
    theirs = int(Path(f"/proc/{server}/schedstat").read_text().split()[0])
    return time.process_time() + theirs / 1e9


@contextmanager
def both(world: World) -> Iterator[tuple[dict[str, Client], dict[str, list[Any]], Sides]]:
    """Two databases alike, one of them with its row policies switched off by the owner; who asks, and what waits."""
    with transaction.atomic():
        population = Population(world)
        browsers = {who: logged_in(member) for who, member in _members(world, population).items()}
    with ground.raw("owner") as owner:  # the numbers below are the population's
        owner.execute("SELECT setval('employers_filing_number', 50000000)")
    with transaction.atomic():
        waiting = {
            name: [one.pk for one in ground.filings(number, world, status=status)]
            for verb, (status, _act) in acts(world).items()
            for name, number in ((verb, SINGLES + ACTS_TO_WARM_UP), (f"{verb}, a crew", CREW * 8))
        }
    original = connections["owner"].settings_dict["NAME"]
    copies = {side: f"{original}_{side}" for side in SIDES}
    connections.close_all()
    try:
        _administer("CREATE DATABASE {} TEMPLATE {}", copies["with"], original)
        with ground.raw("owner", database=copies["with"]) as owner:
            population.fill(owner, PERSONS)
        _administer("CREATE DATABASE {} TEMPLATE {}", copies["without"], copies["with"])
        _take_down(copies["without"])
        for name in copies.values():
            with ground.raw("owner", database=name) as owner:
                owner.autocommit = True
                owner.execute("VACUUM ANALYZE")
        sides = Sides(copies)
        try:
            yield browsers, waiting, sides
        finally:
            sides.close()
    finally:
        for name in copies.values():
            _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _take_down(database: str) -> None:
    with ground.raw("owner", database=database) as owner:
        for (table,) in owner.execute("SELECT relname FROM pg_class WHERE relrowsecurity").fetchall():
            owner.execute(sql.SQL("ALTER TABLE {} DISABLE ROW LEVEL SECURITY").format(sql.Identifier(table)))
