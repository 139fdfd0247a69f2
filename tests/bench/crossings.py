"""Recording crossings, with all that follows from them, against bare inserts of the same rows into the same tables."""

import gc
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from itertools import count, islice
from typing import Any

import psycopg
from django.db import transaction

from accounts.models import Member
from core.db import new_id
from permits.models import Anomaly, Crossing, Permit, PermitApplication, Stay
from permits.services.border.crossings import Claim, record_each
from permits.services.border.presence import accounts_of
from permits.services.border.stays import compare_stays
from tests import factories
from tests.bench import ground
from tests.bench.measure import Rates, Work, interleave, verdict
from tests.factories import World
from workers.models import Offer, Registration, Worker

BATCH = 1_000
ROUNDS, TURNS = 5, 1
ONE_BY_ONE, IN_BATCHES = 100, 2 * BATCH
PERMITS = 5_000
FIRST = datetime(2026, 11, 15, 7, tzinfo=factories.AT.tzinfo)
ONE, MANY = "service, one by one", f"service, in batches of {BATCH:,}"
BARE_ONE, BARE_MANY = "bare inserts, one by one", f"bare inserts, in batches of {BATCH:,}"
INSERT = """
INSERT INTO permits_crossing (id, worker_id, permit_id, stated_number, direction, port_id, occurred_at, told_at, source,
    organisation_id, actor_id, login, key, is_void, reason)
VALUES (%s, %s, %s, '', %s, 'aidian', %s, %s, 'post', %s, %s, '', %s, false, '')
"""
INSERT_STAY = """
INSERT INTO permits_stay (id, worker_id, permit_id, entry_id, entered_at, is_end_unknown, last_lawful_on)
VALUES (%s, %s, %s, %s, %s, false, %s)
"""
END_STAY = "UPDATE permits_stay SET exit_id = %s, left_at = %s WHERE worker_id = %s AND left_at IS NULL"
LAST_ON = date(2027, 4, 30)
Row = tuple[Permit, str, str, datetime]


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    rates = measure(world)
    say("Crossings a second, each beginning or ending a stay; against bare psycopg writing the same rows (executemany)")
    for name in rates.rounds:
        say(f"  {name:34} {rates.of(name):10,.0f} a second")
    say(f"  one by one, against bare inserts one by one     {verdict(rates.ratio(ONE, BARE_ONE), 0.15)}")
    say(f"  in batches, against bare inserts in batches     {verdict(rates.ratio(MANY, BARE_MANY), 0.5)}")


def measure(world: World) -> Rates:
    """The rates of the service and of the bare script, one by one and in batches, each with permits of its own."""
    held = permits(4 * PERMITS, world)
    one, bare_one, many, bare_many = (told(held[part::4]) for part in range(4))
    officer = world.member("post", "officer")
    gc.collect()
    gc.freeze()
    with ground.raw() as bare:
        contestants: dict[str, tuple[Work, int]] = {
            ONE: (of_service(officer, one, 1), ONE_BY_ONE),
            BARE_ONE: (of_script(bare, officer, bare_one, 1), ONE_BY_ONE),
            MANY: (of_service(officer, many, BATCH), IN_BATCHES),
            BARE_MANY: (of_script(bare, officer, bare_many, BATCH), IN_BATCHES),
        }
        for work, number in contestants.values():
            work(number)
        found = interleave(contestants, rounds=ROUNDS, turns=TURNS)
    prove(held)
    return found


def permits(number: int, world: World) -> list[Permit]:
    """So many permits, each of a worker of its own, made in bulk from a pattern."""
    pattern = factories.permitted(
        factories.filing(world.mandate, status="granted", posts=number),
        world.intermediary,
        first_on=date(2026, 11, 15),
        last_on=date(2027, 4, 30),
    )
    made: list[Permit] = []
    with transaction.atomic():
        for _ in range(number):
            chain: dict[type, Any] = {}
            for model, of in (
                (Worker, pattern.worker),
                (Registration, pattern.offer.registration),
                (Offer, pattern.offer),
                (PermitApplication, pattern.application),
                (Permit, pattern),
            ):
                chain[model] = copied(of, chain)
            made.append(chain[Permit])
            _waiting.append(chain)
        for model in (Worker, Registration, Offer, PermitApplication, Permit):
            model.objects.bulk_create((chain[model] for chain in _waiting), batch_size=1000)
        _waiting.clear()
    ground.statistics(*(model._meta.db_table for model in (Worker, Registration, Offer, PermitApplication, Permit)))
    return list(Permit.objects.select_related("season").exclude(pk=pattern.pk).order_by("pk"))


_waiting: list[dict[type, Any]] = []


def copied(of: Any, chain: dict[type, Any]) -> Any:
    """The same record under another key, of those made before."""
    values = {}
    for field in of._meta.concrete_fields:
        if field.name in ("id", "number") or field.generated:
            continue
        values[field.attname] = getattr(of, field.attname)
        if field.related_model in chain:
            values[field.attname] = chain[field.related_model].pk
    return type(of)(id=new_id(), **values)


def told(held: list[Permit]) -> Iterator[Row]:
    """Everybody comes in and goes home, again and again, day after day."""
    numbers = [permit.reference for permit in held]
    for day in count():
        for permit, number in zip(held, numbers, strict=True):
            yield permit, number, "out" if day % 2 else "in", FIRST + timedelta(days=day)


def of_service(officer: Member, rows: Iterator[Row], size: int) -> Work:
    """Recording through the service."""
    keys = count()

    def work(number: int) -> None:
        for _ in range(number // size):
            claims = [
                Claim(direction, at, f"{size}-{next(keys)}", port="aidian", permit_number=number)
                for _permit, number, direction, at in islice(rows, size)
            ]
            record_each(claims, by=officer, at=claims[-1].occurred_at)

    return work


def of_script(bare: "psycopg.Connection[Any]", officer: Member, rows: Iterator[Row], size: int) -> Work:
    """The same rows alone: nobody is looked for, nothing is checked, nothing is worked out."""
    keys = count()
    who = officer.organisation_id, officer.pk

    def work(number: int) -> None:
        for _ in range(number // size):
            crossings, begun, ended = [], [], []
            for permit, _number, direction, at in islice(rows, size):
                key, worker = new_id(), permit.worker_id
                crossings.append((key, worker, permit.pk, direction, at, at, *who, f"b{size}-{next(keys)}"))
                if direction == "in":
                    begun.append((new_id(), worker, permit.pk, key, at, LAST_ON))
                else:
                    ended.append((key, at, worker))
            with bare.transaction(), bare.cursor() as cursor:
                for statement, given in ((INSERT, crossings), (INSERT_STAY, begun), (END_STAY, ended)):
                    if given:
                        cursor.executemany(statement, given)

    return work


def prove(held: list[Permit]) -> None:
    """Make sure that what was measured did its work: the kept stays are those that follow from the crossings."""
    accounts = accounts_of({permit.worker_id: permit.worker_id for permit in held})
    wanted = [row for account in accounts.values() for row in account.stays]
    differences = compare_stays(list(Stay.objects.all()), wanted)
    if any(differences) or Anomaly.objects.exists() or not Crossing.objects.exists():
        raise RuntimeError(f"stays differ: {[len(part) for part in differences]}")
