"""A working day over HTTP at 1,200,000 persons and 2,000,000 permits: requests come when they come (an open model).

Seven of ten are checks of permits, lists, pages and searches, two are crossings, one is an act. First the highest
rate is looked for that is held with the promised times, then it is held for ten minutes, then ten times as many come
for a minute, and what follows is watched. At the end every answered act has to be found in the database, once.
`DAY_PERSONS`, `DAY_RATE` and `DAY_SECONDS` choose a size, a rate and a length, for a shorter look.
"""

import json
import os
import random
import subprocess
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import psycopg
from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import Member
from accounts.services.tokens import digest_of
from config.local.ports import HERE, free_port
from config.local.processes import Household, Program
from permits.models import Crossing, Extension, Permit
from permits.rules.numbers import permit_number
from tests import factories
from tests.bench import ground
from tests.bench.arriving import LOST, Answer, Request, written
from tests.bench.crowd import unhindered
from tests.bench.measure import percentile, timed, verdict
from tests.bench.population import SEASONS, Population
from tests.bench.reading import listens
from tests.factories import World
from tests.log_ins import session_for

PERSONS = int(os.environ.get("DAY_PERSONS", "1200000"))
PERMITS = PERSONS * 5 // 3
RATES = (10, 20, 30, 40, 50, 60, 80, 100)
RATE, SECONDS = int(os.environ.get("DAY_RATE", "0")), int(os.environ.get("DAY_SECONDS", "600"))
TRIAL, BURST, TIMES, AFTER = 30, 60, 10, 240
LONGEST = 350
"""Milliseconds in which 19 of 20 are answered, acts and readings alike."""
MIX = {"check": 25, "list": 25, "page": 10, "search": 10, "crossing": 20, "act": 10}
LISTS = {
    "bureau": ("permits", "permit-applications", "registrations", "extensions", "stays", "crossings"),
    "department": ("permits", "workers", "registrations"),
    "intermediary": ("permits", "workers", "offers", "filings"),
    "employer": ("permits", "filings", "arrivals"),
    "post": ("crossings", "anomalies"),
}
PAGES = ("/", "/people/", "/permits/", "/filings/")
NAMES = ("Nguyễn Thị Hoa", "hoa nguyen", "Quàng Thị Xoan", "Zung Quyt", "阮氏花", "C7654321")
OLDER = "2400"
"""Days by which a person's permit of an earlier season is older than the one it is copied from."""


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    asked = Asked(prepare(world, say))
    call_command("collectstatic", interactive=False, verbosity=0)  # pages name their files by it, as deployed
    port = free_port()
    with Household(loud=False) as household:
        household.start(server(port))
        rate = RATE or highest(port, asked, say)
        say(f"Held: {rate} a second for {SECONDS} seconds")
        tell(sent(port, asked.of(rate, SECONDS)), say)
        say(f"Burst: {TIMES * rate} a second for {BURST} seconds, then {rate} a second for {AFTER}")
        tell_burst(sent(port, chain(asked.of(TIMES * rate, BURST), asked.of(rate, AFTER, after=BURST))), say)
    prove(asked, say)


def prepare(world: World, say: Callable[[str], None]) -> dict[str, Member]:
    """Fill the database; give who asks, each with a token for programs."""
    with transaction.atomic():
        population = Population(world)
        asker = population.under[0]
        members = {
            "bureau": factories.member(factories.organisation("bureau", county="450000"), "approver"),
            "intermediary": factories.member(asker.intermediary.organisation, "clerk"),
            "employer": factories.member(asker.employer.organisation, "signatory"),
            "department": world.member("department", "officer"),
            "post": world.member("post", "officer"),
        }
        now = timezone.now()
        for kind, member in members.items():
            given = {"digest": digest_of(_key(kind)), "made_at": now, "expires_at": now + timedelta(days=1)}
            factories.token(member, scopes=["issue_permit", "record_crossing"], **given)
    with ground.raw("owner") as owner:
        seconds = timed(lambda: population.fill(owner, PERSONS)) + timed(lambda: _earlier(owner))
    with ground.raw("owner") as owner:
        owner.autocommit = True
        owner.execute("VACUUM ANALYZE")
    say(f"  {PERSONS:,} persons and {Permit.objects.count():,} permits made in {seconds:.0f} seconds")
    return members


def _key(kind: str) -> str:
    return f"bench-of-a-working-day-{kind}"


def _earlier(owner: "psycopg.Connection[Any]") -> None:
    """Give persons a second permit, of a season years ago, until there are as many as wanted."""
    own = {
        "id": "uuidv7(interval '-1 year')",
        "number": "number + 10000000",
        "application_id": "NULL",
        **{name: f"{name} - {OLDER}" for name in ("first_on", "last_on", "ended_on")},
    }
    kept = [field.column for field in Permit._meta.local_concrete_fields if not field.generated]
    columns, values = ", ".join(f'"{name}"' for name in kept), ", ".join(own.get(name, f'"{name}"') for name in kept)
    with unhindered(owner, Permit):
        more = f"SELECT greatest(0, {PERMITS} - count(*)) FROM permits_permit"
        old = f"SELECT {values} FROM permits_permit WHERE status = 'closed' LIMIT ({more})"
        owner.execute(f"INSERT INTO permits_permit ({columns}) {old}")


def server(port: int) -> Program:
    """The server as the service is deployed: two processes of four threads."""
    place = ["--interface", "wsgi", "--host", HERE, "--port", str(port), "--no-ws", "--log-level", "warning"]
    size = ["--workers", "2", "--blocking-threads", "4"]
    command = [str(Path(sys.executable).with_name("granian")), *place, *size, "config.wsgi:application"]
    return Program("web", command, answers=lambda: listens(port))


class Asked:
    """The requests of a day: each crossing, act and key comes once, however often one begins anew."""

    def __init__(self, members: dict[str, Member]) -> None:
        self.chance = random.Random(20261123)
        self.kinds, self.weights = list(MIX), list(MIX.values())
        self.sessions = {kind: session_for(member, second="code") for kind, member in members.items()}
        self.keys = iter(range(10**9))
        self.entering = iter(_numbers("p.status = 'issued' AND NOT EXISTS ({stay})"))
        self.leaving = iter(_numbers("p.status = 'issued' AND EXISTS ({stay} AND left_at IS NULL)"))
        of_office = Extension.objects.visible_to(members["bureau"]).filter(status="asked")
        self.extensions = iter(list(of_office.values_list("pk", flat=True)))
        self.checked = _numbers("true", limit=20_000)
        self.made: dict[str, list[str]] = defaultdict(list)

    def of(self, rate: int, seconds: int, *, after: float = 0) -> Iterator[Request]:
        """The requests of so many seconds: each comes whenever it comes, so many a second on the whole."""
        due = 0.0
        while (due := due + self.chance.expovariate(rate)) < seconds:
            [kind] = self.chance.choices(self.kinds, self.weights)
            yield getattr(self, f"_{kind}")(after + due)

    def _check(self, due: float) -> Request:
        return Request(due, "check", "GET", f"/api/v1/permit-check/{self.chance.choice(self.checked)}/", {}, "")

    def _list(self, due: float) -> Request:
        kind = self.chance.choice(list(LISTS))
        return _by_token(due, "list", "GET", f"/api/v1/{self.chance.choice(LISTS[kind])}/", kind)

    def _page(self, due: float) -> Request:
        kind = self.chance.choice(list(self.sessions))
        page = "/" if kind == "post" else self.chance.choice(PAGES)
        cookies = {"Cookie": f"{settings.SESSION_COOKIE_NAME}={self.sessions[kind]}", "Accept-Language": "zh-Hans"}
        return Request(due, "page", "GET", page, cookies, "")

    def _search(self, due: float) -> Request:
        kind = self.chance.choice(("bureau", "department", "intermediary", "employer"))
        return _by_token(due, "search", "POST", "/api/v1/workers/find/", kind, text=self.chance.choice(NAMES))

    def _crossing(self, due: float) -> Request:
        direction = self.chance.choice(("in", "out"))
        number = next(self.entering if direction == "in" else self.leaving)
        key = f"day-{next(self.keys)}"
        self.made["crossing"].append(key)
        told = {"direction": direction, "permit_number": number, "key": key, "occurred_at": _now()}
        return _by_token(due, "crossing", "POST", "/api/v1/crossings/", "post", **told)

    def _act(self, due: float) -> Request:
        extension = str(next(self.extensions))
        self.made["act"].append(extension)
        return _by_token(due, "act", "POST", f"/api/v1/extensions/{extension}/refuse/", "bureau", comment="请另行申请")


def _by_token(due: float, kind: str, method: str, path: str, who: str, **said: str) -> Request:
    headers = {"Authorization": f"Bearer {_key(who)}", "Accept": "application/json"}
    body = json.dumps(said) if said else ""
    return Request(due, kind, method, path, headers | ({"Content-Type": "application/json"} if said else {}), body)


def _now() -> str:
    return (timezone.now() - timedelta(minutes=10)).isoformat()


def _numbers(where: str, *, limit: int = 100_000) -> list[str]:
    """Numbers of permits of the running season, as they stand on paper."""
    stay = "SELECT FROM permits_stay AS stay WHERE stay.worker_id = p.worker_id"
    query = "SELECT p.number FROM permits_permit AS p JOIN scheme_season AS s ON s.id = p.season_id WHERE s.code = %s"
    with connection.cursor() as cursor:
        cursor.execute(f"{query} AND {where.format(stay=stay)} LIMIT {limit}", [SEASONS[-1]])
        return [permit_number(SEASONS[-1], number) for (number,) in cursor.fetchall()]


def highest(port: int, asked: Asked, say: Callable[[str], None]) -> int:
    """The highest rate at which everybody is answered in time for half a minute; what is cold is warmed first."""
    sent(port, asked.of(RATES[0], TRIAL))
    held = 0
    for rate in RATES:
        answers = sent(port, asked.of(rate, TRIAL))
        slow = percentile(_milliseconds(answers), 0.95)
        say(f"  tried {rate:4} a second: p95 {slow:6.0f} ms, {len(_failed(answers))} not answered")
        if slow > LONGEST or _failed(answers):
            break
        held = rate
    return held or RATES[0]


def sent(port: int, asked: Iterable[Request]) -> list[Answer]:
    """Send requests from a process of its own; give what came of each, as they were due."""
    lines = "".join(written(one) for one in asked)
    command = [sys.executable, "-m", "tests.bench.arriving", str(port)]
    done = subprocess.run(command, input=lines, stdout=subprocess.PIPE, text=True, check=True)
    return sorted((Answer(*json.loads(line)) for line in done.stdout.splitlines()), key=lambda answer: answer.due)


def tell(answers: Sequence[Answer], say: Callable[[str], None]) -> None:
    """Say how soon each kind was answered, and what came of the goals."""
    for kind in MIX:
        took = _milliseconds([one for one in answers if one.kind == kind])
        middle, slow, slowest = (percentile(took, share) for share in (0.5, 0.95, 1))
        say(f"  {kind:10} {len(took):7,} answers   p50 {middle:6.0f}  p95 {slow:6.0f}  longest {slowest:6.0f} ms")
    writes = _milliseconds([one for one in answers if one.kind in ("crossing", "act")])
    say(f"  writes, p95                    {verdict(percentile(writes, 0.95), LONGEST, at_most=True)}")
    say(f"  all, p95                       {verdict(percentile(_milliseconds(answers), 0.95), LONGEST, at_most=True)}")
    say(f"  not answered, or by an error   {verdict(len(_failed(answers)), 0, at_most=True)} {_statuses(answers)}")


def tell_burst(answers: Sequence[Answer], say: Callable[[str], None]) -> None:
    """Say what came of the burst, and when everybody was answered in time again."""
    inside, after = ([one for one in answers if (one.due < BURST) is is_inside] for is_inside in (True, False))
    slow = percentile(_milliseconds(inside), 0.95)
    say(f"  in the burst: {len(inside):,} asked, {_statuses(inside)}; p95 {slow:,.0f} ms")
    say(f"  afterwards: {len(after):,} asked, {_statuses(after)}")
    again = next((since for since in range(0, AFTER, 10) if _is_in_time(after, BURST + since)), None)
    say("  afterwards: " + ("not in time again" if again is None else f"in time again {again} seconds after its end"))


def _is_in_time(answers: Iterable[Answer], since: float) -> bool:
    """Whether from that moment on 19 of 20 were answered in time."""
    later = [one for one in answers if one.due >= since]
    return not _failed(later) and percentile(_milliseconds(later), 0.95) <= LONGEST


def prove(asked: Asked, say: Callable[[str], None]) -> None:
    """Hold what was asked against what the database holds: everything once, and each act with its event."""
    keys, acts = asked.made["crossing"], asked.made["act"]
    there = Crossing.objects.filter(key__in=keys).count()
    refused = Extension.objects.filter(pk__in=acts, status="refused").count()
    say(f"In the database: {there:,} of {len(keys):,} crossings, {refused:,} of {len(acts):,} acts")
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*), count(DISTINCT subject_id) FROM audit_event WHERE subject_type = 'permits.extension' "
            "AND verb = 'refuse' AND subject_id = ANY (%s)",
            [acts],
        )
        say("Events of these acts, and of how many: {:,}, {:,}".format(*cursor.fetchone()))


def _milliseconds(answers: Iterable[Answer]) -> list[float]:
    return [one.took * 1000 for one in answers] or [0.0]


def _failed(answers: Iterable[Answer]) -> list[Answer]:
    """Those without the page or the record that was asked for; being sent elsewhere is no answer."""
    return [one for one in answers if one.status not in (200, 201)]


def _statuses(answers: Iterable[Answer]) -> str:
    counted = Counter("none" if one.status == LOST else str(one.status) for one in answers)
    return ", ".join(f"{status}: {number:,}" for status, number in sorted(counted.items()))
