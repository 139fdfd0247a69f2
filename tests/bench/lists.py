"""The list of filings at a million against ten thousand: for each kind of asker, with and without filters."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import psycopg
from django.db import connections, transaction
from django.test import Client
from django.utils import timezone
from psycopg import sql

from accounts.enums import Kind
from accounts.models import Member
from accounts.services.tokens import digest_of
from api.pagination import Keyset
from api.resources.filings import FILINGS as RESOURCES
from employers.models import Filing
from tests import factories
from tests.bench import crowd, ground
from tests.bench.measure import percentile, timed, verdict
from tests.factories import World

FEW, MANY = 10_000, 1_000_000
GOAL = 1.3
SAMPLES, WARM_UP = 60, 5
PAGE = 50
[FILINGS] = RESOURCES
NEWEST_FIRST = Keyset(("-pk",))
BUREAUS = {"province bureau": "450000", "prefecture bureau": "451400", "county bureau": "451422"}
SEASONS = ("2023-24", "2024-25", "2025-26", "2026-27")
QUESTIONS: Mapping[str, dict[str, str]] = {
    "first page": {},
    "deep page": {},
    "status=submitted": {"status": "submitted"},
    "status=info_requested": {"status": "info_requested"},
    "county=451422": {"county": "451422"},
    "season=2026-27": {"season": "2026-27"},
    "season=2023-24": {"season": "2023-24"},
}


@dataclass(frozen=True, slots=True)
class Asker:
    """Somebody who asks, and the key of the token it asks with."""

    name: str
    member: Member
    key: str


@dataclass(slots=True)
class Times:
    """The seconds each reading took, few and many filings apart."""

    few: list[float] = field(default_factory=list)
    many: list[float] = field(default_factory=list)

    @classmethod
    def together(cls, parts: Iterable["Times"]) -> "Times":
        """The times of several questions as of one."""
        rows = list(parts)
        return cls([t for row in rows for t in row.few], [t for row in rows for t in row.many])

    @property
    def ratio(self) -> float:
        """How much longer the slowest twentieth takes with many."""
        return percentile(self.many, 0.95) / percentile(self.few, 0.95)


def run(_world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    with two_databases(say) as (askers, sides):
        say("The list of filings, 50 a page: milliseconds that 95 of 100 readings do not exceed")
        say(f"  {'':48}{'API':^27}{'query alone':^27}")
        say(f"  {'':48}{FEW:>9,}{MANY:>11,}{'ratio':>7}{FEW:>9,}{MANY:>11,}{'ratio':>7}")
        found: dict[tuple[str, str], tuple[Times, Times]] = {}
        for asker in askers:
            for question in QUESTIONS:
                through_api, bare = found[asker.name, question] = measure(asker, question, sides)
                say(f"  {asker.name:19}{question:29}{line(through_api)}{line(bare)}")
    say("  p95 of all its questions together, many against few:")
    for asker in askers:
        mine = [times for (name, _question), times in found.items() if name == asker.name]
        through_api, bare = (Times.together(column) for column in zip(*mine, strict=True))
        say(f"  {asker.name:19}API {verdict(through_api.ratio, GOAL, at_most=True)}")
        say(f"  {'':19}query alone {verdict(bare.ratio, GOAL, at_most=True)}")


def line(times: Times) -> str:
    """Three figures of one measurement."""
    few, many = (percentile(seconds, 0.95) * 1000 for seconds in (times.few, times.many))
    return f"{few:9.2f}{many:11.2f}{times.ratio:7.2f}"


def measure(asker: Asker, question: str, sides: "Sides") -> tuple[Times, Times]:
    """The times of one question of one asker, through the API and bare, the two databases in turn."""
    through_api, bare = Times(), Times()
    reads = {}
    for side in sides.names:
        sides.use(side)
        reads[side] = readings(asker, question)
    for number in range(SAMPLES + WARM_UP):
        for side in sides.names[:: 1 if number % 2 else -1]:
            sides.use(side)
            for times, read in zip((through_api, bare), reads[side], strict=True):
                seconds = timed(read)
                if number >= WARM_UP:
                    getattr(times, side).append(seconds)
    return through_api, bare


def readings(asker: Asker, question: str) -> tuple[Callable[[], object], Callable[[], object]]:
    """How one question is asked through the API, and straight of the query set."""
    query = dict(QUESTIONS[question])
    cursor = deep(asker) if question == "deep page" else ""
    client = Client(SERVER_NAME="127.0.0.1", headers={"Authorization": f"Bearer {asker.key}"})
    address = "/api/v1/filings/?" + urlencode(query | ({"cursor": cursor} if cursor else {}))

    def through_api() -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            raise RuntimeError(answer.content.decode())

    def bare() -> None:
        list(NEWEST_FIRST.page(records(asker, query), cursor=cursor, limit=PAGE))

    return through_api, bare


def records(asker: Asker, query: Mapping[str, str]) -> Any:
    """What the asker sees, as the API narrows it."""
    found = Filing.objects.visible_to(asker.member)
    for name, value in query.items():
        found = FILINGS.filters[name].apply(found, value)
    return found


def deep(asker: Asker) -> str:
    """The cursor of a page in the middle of what the asker sees."""
    keys = records(asker, {}).order_by("-pk").values_list("pk", flat=True)
    return NEWEST_FIRST.cursor([keys[keys.count() // 2]])


class Sides:
    """Two databases, of which one at a time is the default."""

    names = ("few", "many")

    def __init__(self, databases: Mapping[str, str]) -> None:
        self._default = connections["default"]
        kind, given = type(self._default), self._default.settings_dict
        self._wrappers = {side: kind(given | {"NAME": name}, "default") for side, name in databases.items()}

    def use(self, side: str) -> None:
        """Make one of them the default."""
        connections["default"] = self._wrappers[side]

    def close(self) -> None:
        """Leave the default as it was."""
        for wrapper in self._wrappers.values():
            wrapper.close()
        connections["default"] = self._default


@contextmanager
def two_databases(say: Callable[[str], None]) -> Iterator[tuple[list[Asker], Sides]]:
    """Have two databases alike but for the number of filings in them."""
    askers, fill = prepare()
    few = f"{connections['owner'].settings_dict['NAME']}_few"
    connections.close_all()
    with ground.raw("owner", database="postgres") as owner:
        owner.autocommit = True
        names = {"few": sql.Identifier(few), "many": sql.Identifier(connections["owner"].settings_dict["NAME"])}
        owner.execute(sql.SQL("CREATE DATABASE {few} TEMPLATE {many}").format(**names))
    sides = Sides({"few": few, "many": connections["owner"].settings_dict["NAME"]})
    try:
        for name, number in ((few, FEW), (None, MANY)):
            with ground.raw("owner", database=name) as owner:
                owner.autocommit = True
                seconds = timed(lambda: fill(owner, number))  # noqa: B023 - called at once
            ground.statistics("employers_filing", database=name)
            say(f"  {number:,} filings made in {seconds:.0f} seconds")
        yield askers, sides
    finally:
        sides.close()
        with ground.raw("owner", database="postgres") as owner:
            owner.autocommit = True
            owner.execute(sql.SQL("DROP DATABASE {few} WITH (FORCE)").format(**names))


def prepare() -> tuple[list[Asker], Callable[["psycopg.Connection[Any]", int], None]]:
    """Make those who ask and those of whom is filed; give how the filings are made."""
    with transaction.atomic():
        factories.areas(*crowd.COUNTIES)
        seasons = [factories.season(code).pk for code in SEASONS]
        under = crowd.mandates()
        pattern = factories.filing(under[0], parts=False, status="submitted", posts=1, costs=factories.COSTS[:2])
        bodies = {name: factories.organisation(Kind.BUREAU, county=code) for name, code in BUREAUS.items()}
        bodies |= {"employer": under[0].employer.organisation, "intermediary": under[0].intermediary.organisation}
        askers = [asker(name, factories.member(body)) for name, body in bodies.items()]
    return askers, lambda owner, number: crowd.fill(owner, pattern, under, seasons, number)


def asker(name: str, member: Member) -> Asker:
    """Somebody with a token of whose key we know."""
    key = f"bench-{member.pk}"
    now = timezone.now()
    factories.token(member, digest=digest_of(key), made_at=now, expires_at=now + timedelta(days=1))
    return Asker(name, member, key)


def explained(asker: Asker, question: str) -> str:
    """The plan of the query alone, for whoever looks for the reason of a figure."""
    page = NEWEST_FIRST.page(records(asker, QUESTIONS[question]), cursor="", limit=PAGE)
    return str(page.explain(analyze=True, buffers=True))
