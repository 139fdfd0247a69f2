"""A record of events to tamper with: its key, its one witness, and what both verifiers say of it."""

from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from django.core.management import call_command
from django.db import connections, transaction
from django.utils import timezone

from core.actors import CLOCK
from core.audit.services import note
from core.evidence.models import Checkpoint
from core.evidence.rules import notes
from core.evidence.services import deposits, sealing
from verifier import events as apart


class Held(NamedTuple):
    """The folders of keys and of the one witness."""

    keys: Path
    witness: Path


@pytest.fixture(autouse=True)
def held(settings: Any, tmp_path: Path) -> Held:
    """A key at hand, and a witness that keeps checkpoints in a folder."""
    folders = Held(tmp_path / "keys", tmp_path / "witness")
    settings.SIGNING_KEYS, settings.SIGNING_DRAWS = folders.keys, True
    settings.WITNESSES = [f"file:{folders.witness}"]
    return folders


def tell(subject: str, times: int = 1) -> None:
    for _turn in range(times):
        note("looked", "test.record", subject, by=CLOCK)


def seal() -> Checkpoint:
    made = sealing.seal(at=timezone.now())
    deposits.hand_over(at=timezone.now())
    return made


@pytest.fixture
def sealed(held: Held) -> None:
    """Three records with events in three checkpoints."""
    for _turn in range(3):
        for subject in ("a", "b", "c"):
            tell(subject, 2)
        seal()


def as_owner(*statements: str) -> None:
    """Tamper as the tables' owner with every trigger off: a superuser can do no more to rows."""
    tables = ("audit_event", "evidence_tile", "evidence_checkpoint", "evidence_deposit")
    with transaction.atomic("owner"), connections["owner"].cursor() as cursor:
        for way in ("DISABLE", "ENABLE"):
            if way == "ENABLE":
                for statement in statements:
                    cursor.execute(statement)
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for table in tables:
                cursor.execute(f"ALTER TABLE {table} {way} TRIGGER USER")


def verified() -> tuple[int, str]:
    out = StringIO()
    try:
        call_command("verify_events", stdout=out)
    except SystemExit as ended:
        return int(str(ended.code)), out.getvalue()
    return 0, out.getvalue()


def verified_apart(held: Held, key: str) -> list[str]:
    out = StringIO()
    call_command("export_events", stdout=out)
    kept = [path.read_text() for path in sorted(held.witness.glob("*.note"))]
    lines = out.getvalue().splitlines()
    return list(apart.check(lines, kept, key, lost=apart.vouched_for(lines)))


def witness_key() -> str:
    first = Checkpoint.objects.order_by("number").first()
    assert first
    return notes.verifier_key(notes.read(first.note)[0].origin, bytes(first.key))
