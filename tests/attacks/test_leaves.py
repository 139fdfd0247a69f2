"""No personal data in a leaf: what is sealed for ever, and exported to whoever checks, names no person."""

import re

import pytest
from django.db import connections

from core.evidence.services.proofs import SAID
from tests.portal.demo_site import Site, clock, site

__all__ = ["clock", "site"]
pytestmark = pytest.mark.django_db(databases=["default", "owner"])
LOOKS_PERSONAL = re.compile(
    r"^(name|phone|email|address|words|personal_number|born_on|birth_date|telephone|contest)($|_)|(^|_)sealed($|_)"
)
OF_NO_PERSON = {
    *(("accounts_unit", f"name_{language}") for language in ("zh", "vi", "en")),
    ("accounts_token", "name"),
    ("employers_worksite", "name"),
    ("permits_device", "name"),
    ("permits_forcemajeure", "name"),
    # An intermediary is a licensed body, and its address stands in the public register.
    ("employers_intermediary", "address"),
}
"""Columns called like a person's that are not: of units, programs, places, devices, measures, licensed bodies."""
LEAST, MOST = 6, 80
"""Signs of a value that cannot come up by chance, nor is a whole text."""


def recorded() -> dict[str, set[str]]:
    """The columns of each recorded table whose values are left out, as its trigger has them."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(
            "SELECT tgrelid::regclass::text, encode(tgargs, 'escape') FROM pg_trigger WHERE tgname = 'captured_insert'"
        )
        return {
            table: {part for part in arguments.split("\\000")[2:] if part} for table, arguments in cursor.fetchall()
        }


def test_every_column_that_looks_personal_is_left_out_of_the_record_or_is_of_no_person() -> None:
    left_out = recorded()
    with connections["owner"].cursor() as cursor:
        cursor.execute("SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'")
        columns = cursor.fetchall()

    told = {
        (table, column)
        for table, column in columns
        if table in left_out and not table.startswith("scheme_") and LOOKS_PERSONAL.search(column)
        if column not in {part.partition(":")[0] for part in left_out[table]}
    }

    assert told - {("accounts_organisation", column) for _table, column in told} == OF_NO_PERSON & told
    assert set(columns) >= OF_NO_PERSON


def test_no_value_of_a_person_in_the_demo_season_stands_in_a_leaf(site: Site) -> None:
    found, looked_for = [], 0
    with connections["owner"].cursor() as cursor:
        cursor.execute("SET LOCAL app.sees = 'everything'")
        cursor.execute(f"SELECT {SAID} FROM audit_event AS event")
        said = "\n".join(text for (text,) in cursor.fetchall())
        for table in ("accounts_member", "workers_worker", "workers_identitypaper", "workers_complaintentry"):
            for column in sorted(one for one in recorded().get(table, ()) if ":" not in one):
                cursor.execute(f'SELECT DISTINCT "{column}"::text FROM {table}')
                values = {value for (value,) in cursor.fetchall() if value and LEAST <= len(value) <= MOST}
                looked_for += len(values)
                # A day may be another thing's day: only what is a word or a number of a person tells.
                days = {value for value in values if re.fullmatch(r"\d{4}-\d\d-\d\d.*", value)}
                found += [f"{table}.{column}" for value in values - days if f'"{value}"' in said]

    assert looked_for > 100
    assert said.count("\n") > 1000
    assert found == []
