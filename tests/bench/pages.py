"""The pages of the portal at 1,200,000 persons against 10,000: lists, searches and homes, as members open them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from importlib import import_module
from statistics import median
from typing import Any

import time_machine
from django.conf import settings
from django.core.cache import cache
from django.db import connection, connections, transaction
from django.test import Client, override_settings
from django.urls import reverse
from psycopg import sql

from accounts.models import Member
from permits.rules.numbers import permit_number
from tests import factories
from tests.bench import ground
from tests.bench.lists import Sides
from tests.bench.measure import percentile, processed, timed, verdict
from tests.bench.population import SEASONS, Population
from tests.factories import World
from tests.log_ins import enter

SIZES = {"few": 10_000, "many": 1_200_000}
READINGS, WARM_UP, FIRST = 4, 1, 1
AT = datetime(2026, 12, 1, 10, 0, tzinfo=factories.AT.tzinfo)
LONGEST, LONGEST_SEARCH, GROWTH = 300, 60, 1.3
"""Milliseconds computed for a list or a first visit, by the database for a search; a list with many against few."""

LISTS = {
    "bureau": (
        *("home", "people", "registrations", "offers", "filings", "applications", "permits", "extensions"),
        *("end_requests", "crossings", "anomalies", "arrivals", "at_site", "absences", "cases", "returns", "close_out"),
        "season",
    ),
    "intermediary": (
        *("home", "people", "registrations", "offers", "filings", "applications", "permits", "extensions"),
        *("end_requests", "arrivals", "at_site", "returns"),
    ),
    "employer": ("home", "people", "filings", "permits", "end_requests", "arrivals", "at_site", "absences", "returns"),
    "department": (
        *("home", "people", "registrations", "offers", "applications", "permits", "crossings", "arrivals", "at_site"),
        *("absences", "cases", "returns", "close_out", "season"),
    ),
    "post": ("home", "crossings", "anomalies"),
    "protection": ("home", "people", "permits", "crossings", "cases", "complaints"),
    "oversight": (
        *("home", "people", "registrations", "offers", "filings", "applications", "permits", "extensions"),
        *("end_requests", "crossings", "anomalies", "arrivals", "at_site", "absences", "cases", "returns", "close_out"),
        *("complaints", "season"),
    ),
}
DEEP = {"people", "registrations", "offers", "filings", "applications", "permits", "crossings", "at_site", "returns"}
ROLES = {"bureau": "approver", "intermediary": "clerk", "oversight": "auditor"}
SEARCHES = {
    "common name": "Nguyễn Thị Hoa",
    "common, no marks": "hoa nguyen",
    "one syllable": "le",
    "rare name": "Quàng Thị Xoan",
    "nobody": "Zung Quyt",
    "Chinese, one sign": "阮",
    "Chinese, two signs": "阮氏",
    "Chinese, three": "阮氏花",
    "Chinese, rare": "光氏萱",
    "paper": "C7654321",
    "person's number": "100123",
    "permit": permit_number(SEASONS[-1], 109_000 - 2_000),
    "employer": "用工单位",
}
SEARCHERS = ("bureau", "intermediary", "employer", "department", "oversight")


Open = Callable[[str], Any]
"""Opens a page, told on which of the two sides."""


@dataclass(slots=True)
class Times:
    """Milliseconds that were computed for each reading: by both processes, by the database's alone, and by both at a
    visit that finds no figures kept from an earlier one."""

    server: list[float] = field(default_factory=list)
    database: list[float] = field(default_factory=list)
    first: list[float] = field(default_factory=list)


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    measure(world, say)


def measure(world: World, say: Callable[[str], None]) -> dict[str, dict[str, Times]]:
    """Open every page with few and with many, by turns; say and give the times."""
    plain = {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }  # nothing is collected
    with (
        override_settings(STORAGES=settings.STORAGES | plain),
        time_machine.travel(AT),
        two_databases(world, say) as (browsers, sides),
    ):
        return opened_by_turns(browsers, sides, say)


def opened_by_turns(
    browsers: dict[str, Client], sides: Sides, say: Callable[[str], None]
) -> dict[str, dict[str, Times]]:
    """The times of every page, said one by one, and what came of the goals."""
    import_module("config.wsgi")  # as in the web server, what is loaded is left out of searches for garbage
    found: dict[str, dict[str, Times]] = {}
    say("Pages: milliseconds of processor time with few, with many (median, p95 of both processes, median of the")
    say("database's); many against few; first visit with few, with many")
    for name, opened in _pages(browsers):
        found[name] = _read(opened, sides)
        say(f"  {name:44}{_line(found[name])}")
    _judge(found, say)
    return found


def _judge(found: dict[str, dict[str, Times]], say: Callable[[str], None]) -> None:
    searches = {name: _p95(times["many"].database) for name, times in found.items() if "?" in name}
    lists = {name: times for name, times in found.items() if name not in searches}
    goals = (
        ("slowest search, database, p95", searches, LONGEST_SEARCH),
        ("slowest list, p95", {name: _p95(times["many"].server) for name, times in lists.items()}, LONGEST),
        ("slowest first visit", {name: median(times["many"].first) for name, times in lists.items()}, LONGEST),
        ("most grown list, median", {name: _growth(times) for name, times in lists.items()}, GROWTH),
    )
    for what, figures, goal in goals:
        most = max(figures, key=lambda name: figures[name])
        over = sum(figure > goal for figure in figures.values())
        say(f"  {what}: {most} {verdict(figures[most], goal, at_most=True)}; {over} of {len(figures)} above")


def _pages(browsers: dict[str, Client]) -> Iterator[tuple[str, Open]]:
    for who, browser in browsers.items():
        kind = who.split()[0]
        for page in LISTS[kind]:
            yield f"{who}: {page}", _get(browser, page)
            if page in DEEP:
                yield f"{who}: {page}, deep", _get(browser, page, deep=True)
        for name, text in SEARCHES.items() if kind in SEARCHERS else ():
            yield f"{who}: ? {name}", _search(browser, text)


def _get(browser: Client, page: str, *, deep: bool = False) -> Open:
    address = reverse(f"portal:{page}")

    def opened(side: str) -> Any:
        # The middle of all, or of the running season, whose permits end on one day and of which the last have none yet.
        last = SIZES[side] * 87 // 100 if page == "at_site" else SIZES[side] // 2
        half = f"{'2027-03-14_' if page == 'at_site' else ''}01890000-0000-7000-8000-{last:012x}"
        return browser.get(address, {"after": half} if deep else {})

    return opened


def _search(browser: Client, text: str) -> Open:
    return lambda _side: browser.post(reverse("portal:people"), {"text": text})


def _read(opened: Open, sides: Sides) -> dict[str, Times]:
    found = {side: Times() for side in sides.names}
    for number in range(WARM_UP + READINGS + FIRST):
        for side in sides.names[:: 1 if number % 2 else -1]:
            sides.use(side)
            cache.key_prefix = side
            is_first = number >= WARM_UP + READINGS
            if is_first:
                cache.clear()
            connection.ensure_connection()
            service, database = processed(lambda: _checked(opened(side)))  # noqa: B023 - called at once
            if is_first:
                found[side].first.append(service + database)
            elif number >= WARM_UP:
                found[side].server.append(service + database)
                found[side].database.append(database)
    return found


def _checked(answer: Any) -> None:
    if answer.status_code != 200:
        raise RuntimeError(f"{answer.request['PATH_INFO']}: {answer.status_code}")


def _line(times: dict[str, Times]) -> str:
    few, many = times["few"], times["many"]
    columns = (few.server, many.server)
    return (
        "".join(
            f"{median(each):8.1f}{_p95(each):7.1f}{median(side.database):7.1f}"
            for each, side in zip(columns, (few, many), strict=True)
        )
        + f"{_growth(times):7.2f}{median(few.first):8.0f}{median(many.first):7.0f}"
    )


def _p95(values: list[float]) -> float:
    return percentile(values, 0.95)


def _growth(times: dict[str, Times]) -> float:
    return median(times["many"].server) / median(times["few"].server)


@contextmanager
def two_databases(world: World, say: Callable[[str], None]) -> Iterator[tuple[dict[str, Client], Sides]]:
    """Have two databases alike but for the number of persons in them, and members who have logged in to both."""
    with transaction.atomic():
        population = Population(world)
        browsers = {who: _logged_in(member) for who, member in _members(world, population).items()}
    original = connections["owner"].settings_dict["NAME"]
    copies = {side: f"{original}_{side}" for side in SIZES}
    connections.close_all()
    try:
        for name, number in zip(copies.values(), SIZES.values(), strict=True):
            _administer("CREATE DATABASE {} TEMPLATE {}", name, original)
            with ground.raw("owner", database=name) as owner:
                seconds = timed(lambda: population.fill(owner, number))  # noqa: B023 - called at once
            with ground.raw("owner", database=name) as owner:
                owner.autocommit = True
                owner.execute("VACUUM ANALYZE")
            # One process computes all of a question: only of that one it is asked how long.
            _administer("ALTER DATABASE {} SET max_parallel_workers_per_gather = 0", name)
            say(f"  {number:,} persons made in {seconds:.0f} seconds")
        sides = Sides(copies)
        try:
            yield browsers, sides
        finally:
            sides.close()
    finally:
        for name in copies.values():
            _administer("DROP DATABASE IF EXISTS {} WITH (FORCE)", name)


def _administer(statement: str, *names: str) -> None:
    with ground.raw("owner", database="postgres") as owner:
        owner.autocommit = True
        owner.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


def _members(world: World, population: Population) -> dict[str, Member]:
    asker = population.under[0]
    found = {
        "bureau of a province": factories.member(factories.organisation("bureau", county="450000"), "approver"),
        "bureau of a county": factories.member(factories.organisation("bureau", county="451422"), "approver"),
        "intermediary": factories.member(asker.intermediary.organisation, "clerk"),
        "employer": factories.member(asker.employer.organisation, "signatory"),
    }
    found |= {
        kind: world.member(kind, ROLES.get(kind, "officer"))
        for kind in ("department", "post", "protection", "oversight")
    }
    return found


def _logged_in(member: Member) -> Client:
    browser = Client(SERVER_NAME="127.0.0.1", HTTP_ACCEPT_LANGUAGE="en")
    enter(browser, member)
    return browser
