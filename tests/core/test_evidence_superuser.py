"""Whatever a superuser of the database does to the record is reported, with object and interval, by both verifiers."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
import pytest
from django.db import connections

from tests.core.tampering import Held, held, seal, sealed, tell, verified, verified_apart, witness_key
from tests.core.test_evidence import COPY, OF_B, REHASH

__all__ = ["held", "sealed"]
pytestmark = [pytest.mark.drill, pytest.mark.django_db(transaction=True)]
ON = "SET session_replication_role = replica"
"""What only a superuser may: no trigger fires, and nobody is asked."""
LEAVES_ANEW = """
UPDATE evidence_tile AS tile SET hashes = anew.hashes FROM (
    SELECT string_agg(sha256('\\x00'::bytea || int8send(event.id) || event.hash), '' ORDER BY nth) AS hashes
    FROM evidence_tile AS old, unnest(old.events) WITH ORDINALITY AS part (id, nth)
    JOIN audit_event AS event ON event.id = part.id
) AS anew"""
CLOCKS = ("clock_timestamp()", "(clock_timestamp() - interval '3 days')")


@dataclass(frozen=True)
class Superuser:
    """A connection past every owner, role and wall."""

    connection: "psycopg.Connection[tuple[Any, ...]]"

    def do(self, *statements: str) -> None:
        """Do all of it at once, with no trigger in the way."""
        with self.connection.transaction():
            self.connection.execute(ON)
            for statement in statements:
                self.connection.execute(statement)
            self.connection.execute("SET session_replication_role = origin")


@pytest.fixture
def superuser(sealed: None) -> Iterator[Superuser]:
    """The database's own superuser, with three records in three checkpoints at hand."""
    place = connections["owner"].settings_dict
    parts = {"host": place["HOST"], "port": place["PORT"], "dbname": place["NAME"], "password": place["PASSWORD"]}
    with psycopg.connect(user="postgres", autocommit=True, **parts) as connection:
        [is_superuser] = connection.execute("SELECT rolsuper FROM pg_roles WHERE rolname = current_user").fetchall()[0]
        assert is_superuser
        yield Superuser(connection)


@dataclass(frozen=True)
class Drill:
    """What is done, the record it is done to, and what both verifiers say of when and how."""

    do: Callable[[Superuser], None]
    object: str
    interval: tuple[str, str]
    what: str
    apart: str = ""


def statements(*given: str) -> Callable[[Superuser], None]:
    return lambda superuser: superuser.do(*given)


def disabled(superuser: Superuser) -> None:
    """The trigger off, an edit, all hashes of the record anew, the trigger on again."""
    run = superuser.connection.execute
    run("ALTER TABLE audit_event DISABLE TRIGGER ALL")
    run("UPDATE audit_event SET verb = 'else' WHERE subject_id = 'b' AND seq = 3")
    run(REHASH)
    run("ALTER TABLE audit_event ENABLE TRIGGER ALL")


def yesterday(superuser: Superuser) -> None:
    """The table emptied and filled as it was before the last checkpoint."""
    superuser.connection.execute("CREATE TABLE yesterday AS SELECT * FROM audit_event WHERE seq <= 4")
    superuser.do("TRUNCATE audit_event", "INSERT INTO audit_event SELECT * FROM yesterday", "DROP TABLE yesterday")


def slow(superuser: Superuser) -> None:
    """The clock of the seal set back for one event."""
    [true] = superuser.connection.execute("SELECT pg_get_functiondef('audit_seal'::regproc)").fetchall()[0]
    superuser.connection.execute(true.replace(*CLOCKS))
    tell("late")
    superuser.connection.execute(true)
    tell("late")
    seal()


SWAPPED = (
    f"UPDATE audit_event SET id = -1 WHERE id = {OF_B.format(seq=3)}",
    f"UPDATE audit_event SET id = id - 1, seq = 30 WHERE id = {OF_B.format(seq=4)}",
    "UPDATE audit_event SET id = (SELECT id + 1 FROM audit_event WHERE seq = 30), seq = 4 WHERE id = -1",
    "UPDATE audit_event SET seq = 3 WHERE seq = 30",
    REHASH,
)
FORGED = (COPY.format(id="0", subject="'d'", seq="1", at="at", previous="NULL"), REHASH.replace("'b'", "'d'"))
SECOND, LAST = ("checkpoint 1 of", "checkpoint 2 of"), ("checkpoint 2 of", "checkpoint 3 of")
EDIT = "UPDATE audit_event SET verb = 'else' WHERE subject_id = 'b' AND seq = 3"
DRILLS = {
    "edit a field": Drill(statements(EDIT), "test.record b #3", SECOND, "altered"),
    "delete the newest row": Drill(
        statements("DELETE FROM audit_event WHERE subject_id = 'b' AND seq = 6"), "test.record b (", LAST, "missing"
    ),
    "delete a middle row": Drill(
        statements("DELETE FROM audit_event WHERE subject_id = 'b' AND seq = 3"), "test.record b (", SECOND, "missing"
    ),
    "delete a whole object": Drill(
        statements("DELETE FROM audit_event WHERE subject_id = 'b'"),
        "test.record b (",
        ("the start", "checkpoint 1 of"),
        "missing",
    ),
    "swap two rows": Drill(statements(*SWAPPED), "test.record b #3", SECOND, "not what was sealed"),
    "insert into the past": Drill(
        statements(*FORGED), "test.record d #1", ("the start", "checkpoint 1 of"), "slipped into the past"
    ),
    "disable the trigger, edit, and recompute": Drill(disabled, "test.record b #3", SECOND, "not what was sealed"),
    "recompute the leaves, too": Drill(
        statements(EDIT, REHASH, LEAVES_ANEW), "", SECOND, "the tree is not the one that was signed"
    ),
    "empty the table and put yesterday's back": Drill(yesterday, "test.record b (", LAST, "missing"),
    "replay an old checkpoint": Drill(
        statements(
            "UPDATE evidence_checkpoint AS kept SET note = old.note, root = old.root, size = old.size, key = old.key"
            " FROM evidence_checkpoint AS old WHERE kept.number = 3 AND old.number = 1"
        ),
        "checkpoint 3",
        LAST,
        "its note says otherwise",
        apart="nothing",
    ),
    "change the clock": Drill(slow, "test.record late #1", ("checkpoint 3 of", "checkpoint 4 of"), "the clock was set"),
}


@pytest.mark.parametrize("name", DRILLS)
def test_what_a_superuser_does_is_reported_with_object_and_interval(
    name: str, superuser: Superuser, held: Held
) -> None:
    drill, key = DRILLS[name], witness_key()
    assert verified() == (0, "No fault; compared with 3 checkpoints that witnesses hold.\n")
    assert verified_apart(held, key) == []

    drill.do(superuser)

    code, told = verified()
    assert code == 1
    assert [line for line in told.splitlines() if names(line, drill)], told
    # The record itself is whole where only the database's own copy of a checkpoint was changed: the witness's counts.
    others = verified_apart(held, key)
    if drill.apart == "nothing":
        assert others == []
    else:
        assert [line for line in others if names(line, drill)], others


def names(line: str, drill: Drill) -> bool:
    """Whether a line names the object, what was done, and both ends of the interval."""
    return all(part in line for part in (drill.object, drill.what, *drill.interval))
