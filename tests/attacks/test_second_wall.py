"""The second wall: which rows the database itself shows to whom, whatever a query has forgotten (ADR 25)."""

import re
from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db import connection, models

from core.actors import PUBLIC, Actor, Standing
from core.reach import EVERYTHING, NOTHING, reach_of, reaching
from permits.models import Permit
from tests.portal.demo_site import ROLES, Site, clock, site

__all__ = ["clock", "site"]

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
OPEN = {
    "jobs_jobrun": "when jobs ran",
    "jobs_setaside": "keys of records that a job could not move, and kinds of errors",
    "evidence_checkpoint": "published signatures over the record of events",
    "papers_signingkey": "public halves of keys",
    "papers_prooflist": "published lists",
    "papers_listdue": "that a list is to be published",
    "django_content_type": "Django's names of models",
    "auth_permission": "Django's, not used",
    "auth_group": "Django's, not used",
    "auth_group_permissions": "Django's, not used",
    "django_migrations": "which migrations have run",
    "django_session": "found by its key alone, before anybody is known; what it holds is signed with it",
}
"""Tables that show their rows to all who reach the database, and why they may; those of `scheme` are published law."""


def with_scope() -> Iterator[type[models.Model]]:
    """Every kind of record that somebody may see."""
    for model in apps.get_models():
        if hasattr(getattr(model, "objects", None), "visible_to"):
            yield model


def asked(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def walled() -> list[str]:
    rows = asked("SELECT relname FROM pg_class WHERE relrowsecurity AND relforcerowsecurity ORDER BY relname")
    return [name for (name,) in rows]


def askers(site: Site) -> Iterator[tuple[str, Actor]]:
    """A member in every role, some workers, and the public."""
    yield from ((role, site.members[role]) for role in ROLES)
    for permit in Permit.objects.order_by("pk")[:3]:
        yield "worker", Standing(login="code:x", kind="worker", actor_id=permit.worker_id)
    yield "public", PUBLIC


def test_every_table_is_walled_or_open_for_a_reason() -> None:
    tables = asked("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1")
    open_ = {name for (name,) in tables if name in OPEN or name.startswith("scheme_")}

    bare = [name for (name,) in tables if name not in open_ and name not in walled()]

    assert not bare, (
        f"{', '.join(bare)}: say whose rows these are, in a migration of the app, as "
        "`walled(table, keys=[columns with ids of who sees a row], of={column: the walled table it is a part of})` "
        "from core.walls, or add the table to OPEN with the reason why everybody may read it."
    )
    assert not open_ & set(walled())
    assert open_ >= OPEN.keys()


def test_a_walled_table_has_its_policy_for_reading_and_for_writing() -> None:
    policies = asked("SELECT tablename, cmd, qual FROM pg_policies WHERE policyname = 'reach'")

    assert {(table, cmd) for table, cmd, _qual in policies} == {(table, "ALL") for table in walled()}
    assert all("app.sees" in qual for _table, _cmd, qual in policies)


def test_no_policy_asks_a_setting_or_a_procedure_row_by_row() -> None:
    policies = asked("SELECT tablename, qual FROM pg_policies WHERE qual IS NOT NULL")
    slow = asked("SELECT proname FROM pg_proc JOIN pg_language ON prolang = pg_language.oid WHERE lanname = 'plpgsql'")

    for table, qual in policies:
        # A setting is asked for once for all rows: inside a sub-select of its own.
        once = re.findall(r"SELECT \(*(?:NULLIF\()?\(*current_setting\(", qual)
        assert qual.count("current_setting(") == len(once), (table, qual)
        assert not [name for (name,) in slow if f"{name}(" in qual], table


def test_where_nobody_said_who_asks_there_is_not_a_row(site: Site) -> None:
    filled, seen = {}, {}
    for table in walled():
        with reaching(EVERYTHING):
            [(filled[table],)] = asked(f"SELECT count(*) FROM {table}")
        with reaching(NOTHING):
            [(seen[table],)] = asked(f"SELECT count(*) FROM {table}")

    assert set(seen.values()) == {0}
    assert len([table for table, rows in filled.items() if rows]) > 40


@pytest.mark.parametrize("model", list(with_scope()), ids=lambda model: model._meta.label)
def test_the_second_wall_hides_nothing_that_the_first_shows(site: Site, model: type[models.Model]) -> None:
    lost = {}
    for role, by in askers(site):
        shown = model.objects.visible_to(by).order_by().values_list("pk", flat=True)
        with reaching(EVERYTHING):
            first = set(shown.all())
        with reaching(reach_of(by)):
            both = set(shown.all())
        if first != both:
            lost[role] = (len(first), len(both))

    assert lost == {}
