"""Issuing a crew of a thousand in one act, with all that an issue is, against copying the very rows it writes."""

import gc
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime, timedelta
from statistics import median
from typing import Any
from uuid import UUID

import psycopg
from django.db import connection, models
from psycopg import sql

from core.audit.models import Event
from core.notices.models import Notice
from permits.models import Permit, PermitApplication
from permits.services.lifetime import issuing
from scheme.models import QuotaEntry
from tests.bench import ground
from tests.bench.acts import counted
from tests.bench.crew import AT, crew
from tests.bench.measure import timed, verdict
from tests.factories import World
from tests.permits.steps import requirements
from workers.models import Consent, Disclosure, Evidence, IdentityPaper, Offer, Worker

CREW, ROUNDS = 1000, 5
WRITTEN: tuple[type[models.Model], ...] = (Permit, PermitApplication, Notice, Disclosure, QuotaEntry, Event)


def run(world: World, say: Callable[[str], None]) -> None:
    """Measure, and say what came out."""
    say(f"Issuing {CREW:,} permits in one act: checks, posts, quota, letters, passings-on, events; against COPY")
    service, bare, statements = measure(world)
    say(f"  service {median(service) * 1000 / CREW:9.2f} ms a permit, {statements} statements")
    say(f"  COPY    {median(bare) * 1000 / CREW:9.2f} ms a permit, of the same rows into plain copies")
    ratios = [one / other for one, other in zip(service, bare, strict=True)]
    say(f"  times the COPY of the same rows   {verdict(median(ratios), 5, at_most=True)}")


def measure(world: World) -> tuple[list[float], list[float], int]:
    """The seconds of the service and of the copy, round by round, and the statements of an act."""
    requirements("seasonal")
    crews = [crew(world, CREW) for _ in range(ROUNDS + 2)]
    ground.statistics(*(model._meta.db_table for model in (*WRITTEN, Worker, Offer, Consent, Evidence, IdentityPaper)))
    gc.collect()
    gc.freeze()  # what was made for the measurement is no garbage to look through during it
    approver = world.member("bureau", "approver")
    service, bare = [], []
    with copies() as copy:
        statements = counted(lambda keys: issuing.issue_each(keys, by=approver, at=AT), crews.pop())
        for number, keys in enumerate(crews):
            at = AT + timedelta(minutes=number + 1)
            before = {model: _latest(model) for model in (Event, QuotaEntry)}
            service.append(timed(lambda keys=keys, at=at: issuing.issue_each(keys, by=approver, at=at)))
            rows = list(written(copy, keys, at, before))
            bare.append(timed(lambda rows=rows: write(copy, rows)))
    _prove()
    return service[1:], bare[1:], statements  # the first of each warms up


class copies:  # noqa: N801 - reads as a function
    """Plain copies of the tables an issue writes to: the same columns, keys and checks, no triggers."""

    def __enter__(self) -> "psycopg.Connection[Any]":
        with ground.raw("owner") as owner:
            for model in WRITTEN:
                names = {"copy": bare_name(model), "table": sql.Identifier(model._meta.db_table)}
                owner.execute(sql.SQL("CREATE TABLE {copy} (LIKE {table} INCLUDING ALL)").format(**names))
                owner.execute(sql.SQL("GRANT ALL ON {copy} TO PUBLIC").format(**names))
        self.connection = ground.raw()
        return self.connection

    def __exit__(self, *_: object) -> None:
        self.connection.close()
        with ground.raw("owner") as owner:
            for model in WRITTEN:
                owner.execute(sql.SQL("DROP TABLE {}").format(bare_name(model)))


Rows = tuple[sql.Composed, bytes]


def written(
    copy: "psycopg.Connection[Any]", keys: Sequence[UUID], at: datetime, before: dict[type, int]
) -> Iterator[Rows]:
    """The rows an act left behind, table by table, as a COPY takes them."""
    found = {
        Permit: ("application_id = ANY(%s)", list(keys)),
        PermitApplication: ("id = ANY(%s)", list(keys)),
        Notice: ("queued_at = %s", at),
        Disclosure: ("at = %s", at),
        QuotaEntry: ("id > %s", before[QuotaEntry]),
        Event: ("id > %s", before[Event]),
    }
    for model, (condition, value) in found.items():
        columns = sql.SQL(", ").join(
            sql.Identifier(column.column)
            for column in model._meta.concrete_fields
            if not isinstance(column, models.GeneratedField)
        )
        names = {"columns": columns, "table": sql.Identifier(model._meta.db_table), "copy": bare_name(model)}
        query = "COPY (SELECT {columns} FROM {table} WHERE " + condition + ") TO STDOUT (FORMAT binary)"
        with copy.cursor() as cursor, cursor.copy(sql.SQL(query).format(**names), [value]) as out:
            rows = b"".join(bytes(part) for part in out)
        yield sql.SQL("COPY {copy} ({columns}) FROM STDIN (FORMAT binary)").format(**names), rows
    copy.commit()


def write(copy: "psycopg.Connection[Any]", rows: Sequence[Rows]) -> None:
    """Write the same rows into the copies, in one transaction."""
    with copy.transaction():
        for statement, given in rows:
            with copy.cursor() as cursor, cursor.copy(statement) as into:
                into.write(given)


def bare_name(model: type[models.Model]) -> sql.Identifier:
    """The name of a table's plain copy."""
    return sql.Identifier(f"bare_{model._meta.db_table}")


def _latest(model: type[models.Model]) -> int:
    latest: int = model._default_manager.aggregate(latest=models.Max("pk"))["latest"] or 0
    return latest


def _prove() -> None:
    """Make sure that what was measured did its work: a post for every permit, and all of them used in the quota."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM permits_permit WHERE application_id IS NOT NULL")
        issued = cursor.fetchone()
        cursor.execute("SELECT used FROM scheme_quota WHERE depth = 0")
        used = cursor.fetchone()
    if not issued == used == ((ROUNDS + 2) * CREW,):
        raise RuntimeError(f"{issued} permits were issued and {used} posts are used")
