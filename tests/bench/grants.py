"""Grants a second, with everything a grant is, against the bare statements that move the same counters."""

import gc
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

import psycopg
from psycopg import sql

from core.db import new_id
from employers.models import Filing
from employers.services.demand import decisions
from scheme.models import Quota, QuotaEntry
from tests import factories
from tests.bench import ground
from tests.bench.measure import Rates, Work, interleave, verdict
from tests.factories import World

BATCH = 100
ROUNDS, TURNS = 7, 4
ONE_BY_ONE, IN_BATCHES = 20, 2 * BATCH
COUNT = """
UPDATE bare_quota SET reserved = reserved + %(posts)s
WHERE id = %(quota)s AND reserved + used + %(posts)s <= ceiling
"""
ENTER = """
INSERT INTO bare_quotaentry
    (quota_id, kind, ceiling_change, reserved_change, used_change, cause, actor_id, unit_id, login, at)
SELECT quota, 'reserve', 0, %s, 0, %s, %s, %s, %s, %s FROM unnest(%s::uuid[]) AS quota
"""


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    rates = measure(world)
    say(
        "Grants a second: five quotas, fifteen checks, decision, letters, events; against bare psycopg on the same tree"
    )
    for name in rates.rounds:
        say(f"  {name:32} {rates.of(name):10,.0f} a second")
    say(f"  one by one, against the bare script one by one     {verdict(rates.ratio(ONE, BARE_ONE), 0.15)}")
    say(f"  in batches, against the bare script one by one     {verdict(rates.ratio(MANY, BARE_ONE), 0.5)}")
    say(f"  in batches, against the bare script in batches     {verdict(rates.ratio(MANY, BARE_MANY), 0.5)}")


ONE, MANY = "service, one by one", f"service, in batches of {BATCH}"
BARE_ONE, BARE_MANY = "bare script, one by one", f"bare script, in batches of {BATCH}"


def measure(world: World) -> Rates:
    """The rates of the service and of the bare script, one by one and in batches."""
    number = ROUNDS * TURNS * (ONE_BY_ONE + IN_BATCHES) + 3 * BATCH
    waiting = iter([filing.pk for filing in ground.filings(number, world)])
    gc.collect()
    gc.freeze()  # what was made for the measurement is no garbage to look through during it
    with copies() as bare:
        granting, counting = of_service(world, waiting), of_script(world, bare)
        for warm_up in (granting[0], counting[0]):
            warm_up(BATCH)
        for warm_up in (granting[1], counting[1]):
            warm_up(BATCH)
        found = interleave(
            {
                ONE: (granting[0], ONE_BY_ONE),
                BARE_ONE: (counting[0], 5 * ONE_BY_ONE),
                MANY: (granting[1], IN_BATCHES),
                BARE_MANY: (counting[1], IN_BATCHES),
            },
            rounds=ROUNDS,
            turns=TURNS,
        )
    prove()
    return found


def of_service(world: World, waiting: Iterator[UUID]) -> tuple[Work, Work]:
    """Granting through the service, one by one and in batches."""
    approver = world.member("bureau", "approver")

    def one_by_one(number: int) -> None:
        for key in islice(waiting, number):
            decisions.grant(key, posts=1, by=approver, at=factories.AT)

    def in_batches(number: int) -> None:
        for _ in range(number // BATCH):
            batch = [(key, 1) for key in islice(waiting, BATCH)]
            decisions.grant_each(batch, by=approver, at=factories.AT)

    return one_by_one, in_batches


def of_script(world: World, bare: "psycopg.Connection[Any]") -> tuple[Work, Work]:
    """Counting alone: one conditional UPDATE a quota, leaf first, and one INSERT into the ledger for each grant."""
    season = factories.season()
    branch = Quota.objects.holding_for(season=season.pk, county=world.county, industry=factories.CANE)
    quotas = list(branch.values_list("pk", flat=True))
    approver = world.member("bureau", "approver")

    def grant() -> None:
        for quota in quotas:
            if bare.execute(COUNT, {"posts": 1, "quota": quota}).rowcount != 1:
                raise RuntimeError("the bare quota is full")
        who = (approver.pk, approver.unit_id, approver.login, factories.AT)
        bare.execute(ENTER, [1, new_id(), *who, quotas])

    def in_transactions_of(size: int) -> Work:
        def work(number: int) -> None:
            for _ in range(number // size):
                with bare.transaction():
                    for _ in range(size):
                        grant()

        return work

    return in_transactions_of(1), in_transactions_of(BATCH)


class copies:  # noqa: N801 - reads as a function
    """Plain copies of the quotas and their ledger: the same columns, keys and checks, no triggers."""

    def __enter__(self) -> "psycopg.Connection[Any]":
        with ground.raw("owner") as owner:
            for model in (Quota, QuotaEntry):
                names = {"copy": bare_name(model), "table": sql.Identifier(model._meta.db_table)}
                owner.execute(sql.SQL("CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)").format(**names))
            owner.execute("INSERT INTO bare_quota SELECT * FROM scheme_quota")
        self.connection = ground.raw()
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        with ground.raw("owner") as owner:
            for model in (Quota, QuotaEntry):
                owner.execute(sql.SQL("DROP TABLE {}").format(bare_name(model)))


def bare_name(model: type) -> sql.Identifier:
    """The name of a table's plain copy."""
    return sql.Identifier(f"bare_{model.__name__.lower()}")


def prove() -> None:
    """Make sure that what was measured did its work: every quota counts what the ledger says was granted."""
    granted = Filing.objects.filter(status="granted").count()
    reserved = set(Quota.objects.values_list("reserved", flat=True))
    if reserved != {granted} or not granted:
        raise RuntimeError(f"{granted} filings are granted and the quotas count {sorted(reserved)}")
