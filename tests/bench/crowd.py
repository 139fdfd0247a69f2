"""A database full of filings: one pattern repeated with other keys, places, parties, states and days."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import models

from employers.models import Filing, Mandate
from tests import factories

COUNTIES = ("451422", "451481", "451402", "450681", "532532")
WAITING = 1_000
"""The newest filings are not yet decided, however many there were before."""
OWN, PART = 2_000, 10
"""So many are the asking intermediary's, and every tenth of them the asking employer's; others' alone grow."""
OTHERS = 200
"""Other employers, each with its own intermediary."""
DECIDED = ("granted",) * 6 + ("closed",) * 2 + ("refused", "withdrawn")
UNDECIDED = ("submitted",) * 7 + ("info_requested", "awaiting_employer", "draft")

# Row n of so many. Those of the asking intermediary, every tenth of which is the asking employer's, come in even steps
# with states of their own, so that the two see the same list however many rows others have.
FILL = """
INSERT INTO employers_filing ({columns})
SELECT {values}
FROM employers_filing AS pattern, generate_series({first}, {last}) AS n,
    LATERAL (SELECT mod(n, {last} / {own}) = 0 AS is_own, n * {own} / {last} AS step) AS owner,
    LATERAL (SELECT CASE WHEN is_own THEN step + step / {part} ELSE n / 5 END AS turn,
        CASE WHEN is_own THEN step > {own} * 9 / 10 ELSE {last} - n < {waiting} END AS is_waiting) AS place,
    LATERAL (SELECT CASE WHEN is_waiting THEN (%(undecided)s::text[])[1 + mod(turn, 10)]
        ELSE (%(decided)s::text[])[1 + mod(turn, 10)] END AS status) AS state,
    LATERAL (SELECT CASE WHEN NOT is_own THEN 3 + mod(n, {others}) WHEN mod(step, {part}) > 0 THEN 2 ELSE 1 END AS pair)
        AS parties
WHERE pattern.id = %(pattern)s
"""
VALUES = {
    "id": "uuidv7(({last} - n) * interval '-1 second')",
    "number": "pattern.number + n",
    "county_id": "(%(counties)s::text[])[1 + mod(n, {counties})]",
    "season_id": "(%(seasons)s::uuid[])[1 + (n - 1) * 4 / {last}]",
    "employer_id": "(%(employers)s::uuid[])[pair]",
    "intermediary_id": "(%(intermediaries)s::uuid[])[pair]",
    "mandate_id": "(%(mandates)s::uuid[])[pair]",
    "status": "state.status",
    "reason_code": "CASE WHEN state.status = 'refused' THEN 'quota_exhausted' ELSE '' END",
    "posts_granted": "CASE WHEN state.status IN ('granted', 'closed') THEN 1 ELSE 0 END",
    "posts_held": "0",
    "submitted_at": "CASE WHEN state.status NOT IN ('draft', 'awaiting_employer') THEN pattern.submitted_at END",
    "due_on": "pattern.due_on + mod(n, 200)::int",
}


def mandates() -> list[Mandate]:
    """The mandates under which all is filed: of the employer that asks, of another with the same agent, of others."""
    agent = factories.intermediary()
    factories.licence(agent)
    asker, colleague = (factories.mandate(factories.employer(), agent) for _ in range(2))
    return [asker, colleague, *(factories.mandate(cap=100_000) for _ in range(OTHERS))]


def fill(
    owner: "psycopg.Connection[Any]", pattern: Filing, under: list[Mandate], seasons: list[Any], last: int
) -> None:
    """Bring the number of filings to `last`, all of them new."""
    sizes = {
        "first": 1,
        "last": last,
        "waiting": WAITING,
        "others": OTHERS,
        "counties": len(COUNTIES),
        "own": OWN,
        "part": PART,
    }
    kept = [f.column for f in Filing._meta.local_concrete_fields if not f.generated]
    values = [VALUES.get(name, f'pattern."{name}"').format(**sizes) for name in kept]
    columns = ", ".join(f'"{name}"' for name in kept)
    with unhindered(owner):
        owner.execute(
            FILL.format(columns=columns, values=", ".join(values), **sizes),
            {
                "pattern": pattern.pk,
                "counties": list(COUNTIES),
                "seasons": seasons,
                "employers": [mandate.employer_id for mandate in under],
                "intermediaries": [mandate.intermediary_id for mandate in under],
                "mandates": [mandate.pk for mandate in under],
                "decided": list(DECIDED),
                "undecided": list(UNDECIDED),
            },
        )
        owner.execute("DELETE FROM employers_filing WHERE id = %s", [pattern.pk])


@contextmanager
def unhindered(owner: "psycopg.Connection[Any]", model: type[models.Model] = Filing) -> Iterator[None]:
    """Add rows without events, and make indexes and foreign keys afterwards: they are not what is measured.

    What keeps rows from overlapping is not put back: the rows do not, and proving it would take minutes.
    """
    name = model._meta.db_table
    table = f"'{name}'::regclass"
    indexes = owner.execute(
        f"SELECT indexrelid::regclass::text, pg_get_indexdef(indexrelid) FROM pg_index WHERE indrelid = {table}"
        " AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = indexrelid)"
    ).fetchall()
    proofs = owner.execute(
        "SELECT contype = 'f', quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint"
        f" WHERE conrelid = {table} AND contype IN ('f', 'x')"
    ).fetchall()
    owner.execute(f"ALTER TABLE {name} DISABLE TRIGGER USER")
    for _is_key, proof, _definition in proofs:
        owner.execute(f"ALTER TABLE {name} DROP CONSTRAINT {proof}")
    for index, _definition in indexes:
        owner.execute(f"DROP INDEX {index}")
    yield
    for _index, definition in indexes:
        owner.execute(definition)
    for is_key, proof, definition in proofs:
        if is_key:
            owner.execute(f"ALTER TABLE {name} ADD CONSTRAINT {proof} {definition} NOT VALID")
    owner.execute(f"ALTER TABLE {name} ENABLE TRIGGER USER")
