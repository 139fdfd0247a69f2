"""A database that was put back: two persons vouch for what it lost, and checking tells that from tampering."""

from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from core.actors import Standing
from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid
from core.evidence.models import Checkpoint, Deposit, Gap
from core.evidence.services import gaps
from core.permissions import Permission
from tests.core.tampering import Held, as_owner, held, seal, sealed, tell, verified, verified_apart, witness_key

__all__ = ["held", "sealed"]
pytestmark = pytest.mark.django_db(transaction=True)
BACK_TO_TWO = (
    "DELETE FROM evidence_deposit WHERE checkpoint_id = 3",
    "DELETE FROM evidence_checkpoint WHERE number = 3",
    "DELETE FROM audit_event WHERE seq > 4 AND subject_type = 'test.record'",
    """UPDATE evidence_tile
        SET events = events[:size], subjects = subjects[:size], hashes = substr(hashes, 1, size * 32)
        FROM (SELECT size::int FROM evidence_checkpoint WHERE number = 2) AS kept""",
    "SELECT setval('audit_event_id_seq', (SELECT drawn FROM evidence_checkpoint WHERE number = 2))",
)


def operator(**given: object) -> Standing:
    of = {"actor_id": uuid4(), "unit_id": uuid4(), "login": f"session:{uuid4().hex}"} | given
    return Standing(kind="operator", permissions=frozenset({Permission.ACKNOWLEDGE_GAP}), **of)  # type: ignore[arg-type]


@pytest.fixture
def restored(sealed: None) -> None:
    """The database as it was at checkpoint 2; the witness holds 3, and two more were made since."""
    as_owner(*BACK_TO_TWO)
    tell("b")
    seal()


def test_what_two_persons_vouch_for_is_told_apart_and_the_record_goes_on(restored: None, held: Held) -> None:
    key = witness_key()
    before = verified()
    gap = gaps.propose("", "The disk failed.", by=operator(), at=timezone.now())
    proposed = verified()

    gaps.acknowledge(gap.pk, by=operator(), at=timezone.now())
    tell("b")
    after = seal()

    assert before[0] == proposed[0] == 1
    assert "checkpoint 3 of" in before[1]
    assert "is another one here" in before[1]
    assert gap.numbers == [3]
    assert after.number == 4
    assert Deposit.objects.get(checkpoint=after).delivered_at
    code, told = verified()
    assert (code, told.count("checkpoint 3")) == (0, 0), told
    assert "1 checkpoints lost when the database was put back; two persons vouch for it." in told
    assert verified_apart(held, key) == []


def test_tampering_behind_a_gap_is_still_a_fault(restored: None, held: Held) -> None:
    key = witness_key()
    gap = gaps.propose("", "The disk failed.", by=operator(), at=timezone.now())
    gaps.acknowledge(gap.pk, by=operator(), at=timezone.now())
    seal()

    as_owner("UPDATE audit_event SET verb = 'else' WHERE subject_id = 'a' AND seq = 1")

    code, told = verified()
    assert code == 1
    assert "test.record a #1 (event" in told
    assert "altered" in told
    assert any("test.record a #1" in one for one in verified_apart(held, key))


def test_a_gap_vouches_for_these_checkpoints_and_for_no_others(restored: None, held: Held) -> None:
    gap = gaps.propose("", "The disk failed.", by=operator(), at=timezone.now())
    gaps.acknowledge(gap.pk, by=operator(), at=timezone.now())
    seal()
    # A second restore, to before the gap was vouched for, lost other checkpoints: nobody has vouched for these.
    as_owner("DELETE FROM evidence_deposit WHERE checkpoint_id = 4", "DELETE FROM evidence_checkpoint WHERE number = 4")

    code, told = verified()

    assert code == 1
    assert "checkpoint 4 of" in told
    assert "checkpoint 3 of" not in told


def test_it_takes_two_persons_of_two_units_and_the_database_knows(restored: None) -> None:
    first = operator()
    gap = gaps.propose("", "The disk failed.", by=first, at=timezone.now())

    for second in (first, operator(unit_id=first.unit_id), operator(login=first.login), operator(unit_id=None)):
        with pytest.raises(Invalid, match="two persons of different units"):
            gaps.acknowledge(gap.pk, by=second, at=timezone.now())

    assert Gap.objects.get().decided_by is None
    with pytest.raises(IntegrityError, match="gap_two_persons"), transaction.atomic():
        Gap.objects.update(
            is_acknowledged=True,
            decided_by=first.actor_id,
            decided_unit=first.unit_id,
            decided_login=first.login,
            decided_at=timezone.now(),
        )
    gaps.decline(gap.pk, by=first, at=timezone.now())
    with pytest.raises(Conflict, match="decided already"):
        gaps.acknowledge(gap.pk, by=operator(), at=timezone.now())
    assert verified()[0] == 1
    assert list(Event.objects.filter(subject_type="evidence.gap").order_by("id").values_list("verb", flat=True)) == [
        "propose_gap",
        "decline_gap",
    ]


def test_notes_are_taken_from_a_witness_by_hand_if_they_are_genuine_and_lost(
    restored: None, held: Held, settings
) -> None:
    lost = (held.witness / "000000000003.note").read_text()
    kept = (held.witness / "000000000002.note").read_text()
    settings.WITNESSES = []

    for written, problem in (
        (lost.replace("number 3", "number 5"), "no checkpoint that this service has signed"),
        ("anything", "no checkpoint that this service has signed"),
        (lost + kept, "Checkpoint 2 is not lost"),
        ("", "nothing to vouch for"),
    ):
        with pytest.raises(Invalid, match=problem):
            gaps.propose(written, "The disk failed.", by=operator(), at=timezone.now())
    gap = gaps.propose(lost.replace("\n", "\r\n"), "The disk failed.", by=operator(), at=timezone.now())

    assert gap.numbers == [3]
    with pytest.raises(Conflict, match="proposed already"):
        gaps.propose(lost, "Again.", by=operator(), at=timezone.now())


def test_nobody_else_vouches_and_nothing_is_vouched_for_without_a_gap(sealed: None) -> None:
    with pytest.raises(Invalid, match="nothing to vouch for"):
        gaps.propose("", "No reason.", by=operator(), at=timezone.now())
    with pytest.raises(Forbidden):
        gaps.propose("", "No reason.", by=Standing("session:1", "bureau", actor_id=uuid4()), at=timezone.now())
    assert Checkpoint.objects.count() == 3
