"""The ground of the measurements: a database of its own, and the world that everything happens in."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import psycopg
from django.db import connections, transaction
from django.test.utils import setup_databases, teardown_databases
from psycopg import sql

from core import reach
from employers.enums import FilingStatus
from employers.models import Filing, FilingGroup, Lodging, Mandate, Worksite
from tests import factories
from tests.factories import World

reach.by_default(reach.EVERYTHING)  # what is measured is asked for by the machinery, but where it says who asks

AMPLE = 1_000_000_000
"""Posts in every quota: nothing here is refused for want of them."""


@contextmanager
def database() -> Iterator[None]:
    """Have a new, migrated database for the length of the block; this process and those it starts use it."""
    kept = setup_databases(verbosity=0, interactive=False, keepdb=False)
    name = connections["owner"].settings_dict["NAME"]
    for variable in ("DATABASE_URL", "DATABASE_OWNER_URL"):
        if address := os.environ.get(variable):
            os.environ[variable] = urlsplit(address)._replace(path=f"/{name}").geturl()
    try:
        yield
    finally:
        connections.close_all()
        teardown_databases(kept, verbosity=0)


def raw(alias: str = "default", *, database: str | None = None) -> "psycopg.Connection[Any]":
    """Open a bare connection under the application's log-in or the owner's, to our database or another one."""
    given = connections[alias].settings_dict
    return psycopg.connect(
        dbname=database or given["NAME"],
        user=given["USER"],
        password=given["PASSWORD"],
        host=given["HOST"],
        port=given["PORT"],
        options=f"{given['OPTIONS'].get('options', '') if alias == 'default' else ''} -c app.sees=everything",
    )


def statistics(*tables: str, database: str | None = None) -> None:
    """Bring up to date what a database knows of its tables, as it does by itself some time later."""
    with raw("owner", database=database) as connection:
        connection.autocommit = True
        for table in tables:
            connection.execute(sql.SQL("VACUUM ANALYZE {}").format(sql.Identifier(table)))


def demand() -> World:
    """A world with rules, wage floors, a season, a trade, and quotas that never run out."""
    with transaction.atomic():
        made = factories.world()
        factories.rule_set()
        factories.wage_floors()
        factories.occupation()
        factories.quotas(ceiling=AMPLE)
        Mandate.objects.filter(pk=made.mandate.pk).update(cap=100_000)
    made.mandate.refresh_from_db()
    return made


def filings(number: int, world: World, *, status: str = FilingStatus.SUBMITTED) -> list[Filing]:
    """So many whole filings of one post each that have come to `status`, made in bulk."""
    season = factories.season()
    made = [
        factories.new_filing(world.mandate, status=status, posts=1, season=season, county_id=world.county)
        for _ in range(number)
    ]
    with transaction.atomic():
        Filing.objects.bulk_create(made, batch_size=1000)
        FilingGroup.objects.bulk_create(
            (FilingGroup(filing=each, posts=1, starts_on=each.starts_on, ends_on=each.ends_on) for each in made),
            batch_size=1000,
        )
        Worksite.objects.bulk_create(
            (Worksite(filing=each, name="一号蔗区", county_id=world.county, address="村部旁") for each in made),
            batch_size=1000,
        )
        Lodging.objects.bulk_create(
            (Lodging(filing=each, address="职工宿舍", capacity=1) for each in made), batch_size=1000
        )
    statistics(*(model._meta.db_table for model in (Filing, FilingGroup, Worksite, Lodging)))
    return made
