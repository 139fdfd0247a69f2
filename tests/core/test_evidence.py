"""Evidence: whatever their owner does to the tables of the record is named, with object and interval."""

from datetime import timedelta
from threading import Event as Signal
from threading import Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from core.actors import CLOCK
from core.audit.models import Event
from core.audit.services import act
from core.errors import Conflict
from core.evidence.models import Checkpoint, Deposit, Tile
from core.evidence.rules import tree
from core.evidence.services import proofs, sealing, standing
from core.signing import KeyMissing
from tests.core.tampering import as_owner, held, seal, sealed, tell, verified, verified_apart, witness_key
from verifier.proof import check_proof

__all__ = ["held", "sealed"]
pytestmark = pytest.mark.django_db(transaction=True)
# What the trigger does, done by hand with the trigger off: the newest first would not chain, so all after it anew.
SAID = proofs.SAID.replace("event.", "")


REHASH = f"""
DO $$
DECLARE one record; before bytea;
BEGIN
    FOR one IN SELECT id FROM audit_event WHERE subject_id = 'b' ORDER BY seq LOOP
        UPDATE audit_event SET previous = before WHERE id = one.id;
        UPDATE audit_event SET hash = sha256(convert_to({SAID}, 'UTF8')) WHERE id = one.id RETURNING hash INTO before;
    END LOOP;
END $$
"""
OF_B = "(SELECT id FROM audit_event WHERE subject_id = 'b' AND seq = {seq})"
COPY = """INSERT INTO audit_event (id, subject_type, subject_id, seq, verb, changes, details, login, database_role,
    at, algorithm, previous, hash)
SELECT {id}, subject_type, {subject}, {seq}, verb, changes, details, login, database_role, {at}, algorithm,
    {previous}, hash FROM audit_event WHERE subject_id = 'b' AND seq = 3"""
DRILLS = {
    "a field is edited": (
        ["UPDATE audit_event SET verb = 'else' WHERE subject_id = 'b' AND seq = 3"],
        ["test.record b #3", "altered"],
    ),
    "the newest is deleted": (
        ["DELETE FROM audit_event WHERE subject_id = 'b' AND seq = 6"],
        ["test.record b (", "missing", "after checkpoint 2"],
    ),
    "one in the middle is deleted": (
        ["DELETE FROM audit_event WHERE subject_id = 'b' AND seq = 3"],
        ["test.record b (", "missing", "after checkpoint 1", "until checkpoint 2"],
    ),
    "a whole record is deleted": (
        ["DELETE FROM audit_event WHERE subject_id = 'b'"],
        ["test.record b (", "missing", "from the start", "6 faults"],
    ),
    "two are swapped": (
        [
            f"UPDATE audit_event SET id = -1 WHERE id = {OF_B.format(seq=3)}",
            f"UPDATE audit_event SET id = id - 1, seq = 30 WHERE id = {OF_B.format(seq=4)}",
            "UPDATE audit_event SET id = (SELECT id + 1 FROM audit_event WHERE seq = 30), seq = 4 WHERE id = -1",
            "UPDATE audit_event SET seq = 3 WHERE seq = 30",
            REHASH,
        ],
        ["test.record b #3", "test.record b #4", "not what was sealed", "after checkpoint 1"],
    ),
    "one is slipped into the past": (
        [COPY.format(id="0", subject="'d'", seq="1", at="at", previous="NULL"), REHASH.replace("'b'", "'d'")],
        ["test.record d #1", "slipped into the past"],
    ),
    "one is edited and all hashes are made anew": (
        ["UPDATE audit_event SET verb = 'else' WHERE subject_id = 'b' AND seq = 3", REHASH],
        ["test.record b #3", "not what was sealed", "after checkpoint 1", "until checkpoint 2"],
    ),
    "one is deleted, and the rest numbered and hashed anew": (
        [
            "DELETE FROM audit_event WHERE subject_id = 'b' AND seq = 3",
            "UPDATE audit_event SET seq = -seq WHERE subject_id = 'b' AND seq > 3",
            "UPDATE audit_event SET seq = -seq - 1 WHERE subject_id = 'b' AND seq < 0",
            REHASH,
        ],
        ["test.record b (", "missing", "test.record b #3", "not what was sealed", "after checkpoint 1"],
    ),
    "the clock was set back": (
        ["UPDATE audit_event SET at = at - interval '3 days' WHERE subject_id = 'b' AND seq >= 5", REHASH],
        ["test.record b #5", "the clock was set"],
    ),
}


@pytest.mark.parametrize("drill", DRILLS)
def test_what_is_done_to_the_record_is_named(drill, sealed, held) -> None:
    statements, said = DRILLS[drill]
    key = witness_key()
    assert verified()[0] == 0
    assert verified_apart(held, key) == []

    as_owner(*statements)

    code, told = verified()
    assert code == 1
    assert [one for one in said if one not in told] == [], told
    others = verified_apart(held, key)
    assert [one for one in others if said[0].removesuffix(" (") in one], others


def test_yesterdays_table_put_back_is_named(sealed, held) -> None:
    as_owner("CREATE TABLE yesterday AS SELECT * FROM audit_event")
    tell("b", 2)
    seal()

    as_owner("DELETE FROM audit_event", "INSERT INTO audit_event SELECT * FROM yesterday", "DROP TABLE yesterday")

    code, told = verified()
    assert code == 1
    assert told.count("test.record b (") == 2
    assert "after checkpoint 3" in told
    assert "until checkpoint 4" in told


def test_a_whole_database_put_back_is_named_by_the_witness(sealed, held) -> None:
    as_owner(
        "DELETE FROM evidence_deposit WHERE checkpoint_id = 3",
        "DELETE FROM evidence_checkpoint WHERE number = 3",
        "DELETE FROM audit_event WHERE seq > 4 AND subject_type = 'test.record'",
        """UPDATE evidence_tile SET events = events[:size], subjects = subjects[:size],
            hashes = substr(hashes, 1, size * 32)
            FROM (SELECT size::int FROM evidence_checkpoint WHERE number = 2) AS kept""",
    )

    code, told = verified()

    assert code == 1
    assert "checkpoint 3 of" in told
    assert "is missing here (since checkpoint 2)" in told
    assert any("there is no tree of that size here" in one for one in verified_apart(held, witness_key()))
    # Going on from there makes another checkpoint of that number, and the witness takes no second one.
    tell("b")
    seal()
    assert "is another one here" in verified()[1]
    assert "another checkpoint" in Deposit.objects.get(checkpoint_id=3).last_error


def test_the_tree_made_anew_after_an_edit_is_named_by_its_signature(sealed, held) -> None:
    key = witness_key()
    as_owner(
        "UPDATE audit_event SET verb = 'else' WHERE subject_id = 'b' AND seq = 3",
        REHASH,
        """UPDATE evidence_tile AS tile SET hashes = anew.hashes FROM (
            SELECT string_agg(sha256('\\x00'::bytea || int8send(event.id) || event.hash), '' ORDER BY nth) AS hashes
            FROM evidence_tile AS old, unnest(old.events) WITH ORDINALITY AS part (id, nth)
            JOIN audit_event AS event ON event.id = part.id
        ) AS anew""",
    )

    code, told = verified()

    assert code == 1
    assert "checkpoint 2: the tree is not the one that was signed (after checkpoint 1" in told
    assert any("checkpoint 2" in one for one in verified_apart(held, key))


def test_an_old_checkpoint_played_again_is_named(sealed) -> None:
    as_owner(
        "UPDATE evidence_checkpoint AS kept SET note = old.note, root = old.root, size = old.size, key = old.key"
        " FROM evidence_checkpoint AS old WHERE kept.number = 3 AND old.number = 1"
    )

    code, told = verified()

    assert code == 1
    assert "checkpoint 3: its note says otherwise (after checkpoint 2" in told
    assert "checkpoint 3 of" in told


def test_what_was_open_while_the_record_was_sealed_is_sealed_later() -> None:
    wrote, go_on = Signal(), Signal()

    def late() -> None:
        try:
            with act("late", by=CLOCK):
                Event.objects.create(subject_type="test.record", subject_id="late", verb="late")
                wrote.set()
                go_on.wait(timeout=20)
        finally:
            connection.close()

    thread = Thread(target=late)
    thread.start()
    assert wrote.wait(timeout=10)
    for _turn in range(3):
        tell("early")
        latest = seal()
    is_waited_for = latest.settled
    go_on.set()
    thread.join()

    sizes = [seal().size, seal().size, seal().size]

    event = Event.objects.get(subject_id="late")
    assert is_waited_for < event.pk
    assert sizes == [latest.size + 1] * 3
    assert proofs.of_event(event.pk)["position"] == latest.size
    assert Checkpoint.objects.latest_first()[0].settled >= event.pk
    assert verified()[0] == 0


def test_a_decision_is_proved_against_the_checkpoint(sealed) -> None:
    event = Event.objects.get(subject_id="b", seq=3)

    proof = proofs.of_event(event.pk)

    # It stays the same however the tree grows: it is proved in the checkpoint that sealed it first.
    path = tree.inclusion(sealing.stored, proof["position"], Checkpoint.objects.get(number=2).size)
    assert check_proof(proof, witness_key()) == ""
    assert len(path) == len(proof["path"])
    assert check_proof(proof | {"position": proof["position"] + 1}, witness_key()) != ""
    said = proof["event"]["said"].replace("looked", "signed")
    assert check_proof(proof | {"event": proof["event"] | {"said": said}}, witness_key()) != ""


def test_many_events_make_one_tree_however_they_came() -> None:
    for count in (300, 1, 255, 700, 0):
        Event.objects.bulk_create(
            [Event(subject_type="test.many", subject_id=f"{count}.{place}", verb="made") for place in range(count)]
        )
        latest = seal()

    rows = Tile.objects.filter(level=0).order_by("place").values_list("hashes", flat=True)
    growing = tree.Growing()
    for row in rows:
        for at in range(0, len(row), 32):
            growing.add(bytes(row[at : at + 32]))
    assert growing.size == latest.size
    assert growing.root() == bytes(latest.root)
    assert Tile.objects.filter(level=1).count() == 1


def test_a_tile_and_a_checkpoint_are_never_changed(sealed) -> None:
    with pytest.raises(DatabaseError, match="only grows"), transaction.atomic():
        Tile.objects.update(hashes=bytes(32))
    with pytest.raises(DatabaseError), transaction.atomic():
        Checkpoint.objects.update(size=1)


def test_nothing_is_issued_once_the_record_is_not_sealed_for_hours(sealed, settings) -> None:
    standing.demand_sealed()
    as_owner("UPDATE evidence_checkpoint SET made_at = made_at - interval '3 hours 59 minutes'")
    standing.demand_sealed()

    as_owner("UPDATE evidence_checkpoint SET made_at = made_at - interval '2 minutes'")

    with pytest.raises(Conflict, match="sealed"):
        standing.demand_sealed()
    assert standing.age() > timedelta(hours=4)


def test_without_its_key_nothing_is_sealed(settings) -> None:
    settings.SIGNING_DRAWS = False

    with pytest.raises(KeyMissing):
        seal()

    assert not Checkpoint.objects.exists()


def test_a_witness_that_fails_is_tried_again_and_keeps_no_other_from_its_own(settings, held) -> None:
    settings.WITNESSES = ["https://127.0.0.1:1/none", f"file:{held.witness}"]

    seal()

    states = dict(Deposit.objects.values_list("witness", "last_error"))
    assert states["https://127.0.0.1:1/none"]
    assert len(list(held.witness.glob("*.note"))) == 1
    assert Deposit.objects.filter(delivered_at=None, due_at__gt=timezone.now()).count() == 1
