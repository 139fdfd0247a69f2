"""A device's chained log: a gap is seen, and a changed, dropped or added entry is refused by its number."""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from accounts.models import Member
from core.alerts.models import Alert
from core.errors import Invalid
from permits.models import Crossing, Device, DeviceLog, Permit
from permits.services.border import chains, devices
from tests.factories import World
from tests.permits.border import HOUR, MORNING, permit
from tests.vectors.make import KEYS, SEEDS

LATER = MORNING + 9 * HOUR
Entries = list[dict[str, Any]]


@pytest.fixture
def held(demand: World) -> Permit:
    return permit(demand)


@pytest.fixture
def device(post_officer: Member) -> Device:
    return devices.enrol(name="gate 1", public_key=KEYS["device"].public.hex(), by=post_officer, at=MORNING)


def told(held: Permit, number: int = 5) -> Entries:
    """A log of so many entries, in and out by turns, each holding the hash of the one before."""
    entries: Entries = []
    for sequence in range(1, number + 1):
        said = {
            "sequence": sequence,
            "occurred_at": (MORNING + sequence * HOUR).isoformat(),
            "direction": "in" if sequence % 2 else "out",
            "permit_number": held.reference,
            "answer": "good",
        }
        entries.append(chained(said, entries))
    return entries


def chained(said: dict[str, Any], after: Entries) -> dict[str, Any]:
    previous = hashlib.sha256(chains.canonical(after[-1])).hexdigest() if after else chains.FIRST
    return said | {"previous": previous}


def upload(device: Device, entries: Entries, by: Member) -> DeviceLog:
    key = Ed25519PrivateKey.from_private_bytes(SEEDS["device"])
    signature = key.sign(devices.canonical(device.pk, entries)).hex()
    return devices.upload_log(device.pk, entries=entries, signature=signature, by=by, at=LATER)


def broken(refusal: "pytest.ExceptionInfo[Invalid]") -> tuple[str, str, Any]:
    [problem] = refusal.value.problems
    return problem.code, problem.field, problem.params["sequence"]


def test_a_chained_log_is_taken_in_part_by_part_and_once(held: Permit, device: Device, post_officer: Member) -> None:
    log = told(held)

    first, second = upload(device, log[:2], post_officer), upload(device, log[2:], post_officer)

    assert second.previous_hash == first.last_hash
    assert upload(device, log[:2], post_officer).pk == first.pk
    assert Crossing.objects.count() == 5
    assert not Alert.objects.exists()


def test_a_gap_is_named_until_the_missing_entries_come_and_fit(
    held: Permit, device: Device, post_officer: Member
) -> None:
    log = told(held)
    upload(device, log[:1], post_officer)
    upload(device, log[3:], post_officer)

    assert Alert.objects.get(closed_at=None).params == {"missing": 2, "first": 2}
    upload(device, log[1:3], post_officer)

    assert not Alert.objects.filter(closed_at=None).exists()


def test_another_entry_cannot_fill_the_gap(held: Permit, device: Device, post_officer: Member) -> None:
    log = told(held)
    upload(device, log[:1], post_officer)
    upload(device, log[2:], post_officer)
    other = chained(log[1] | {"occurred_at": (MORNING + 2 * HOUR).isoformat(), "direction": "in"}, log[:1])

    with pytest.raises(Invalid) as refusal:
        upload(device, [other], post_officer)

    assert broken(refusal) == ("chain_broken", "entries.0.previous", 2)
    assert Crossing.objects.count() == 4


@pytest.mark.parametrize(
    ("change", "found"),
    [
        (lambda log: [log[0], log[1] | {"direction": "in"}, *log[2:]], 3),
        (lambda log: [log[0], log[1] | {"answer": "revoked"}, *log[2:]], 3),
        (lambda log: [*log[:2], *log[3:]], 3),
        (lambda log: [log[0] | {"previous": "1" * 64}, *log[1:]], 1),
        (lambda log: [*log[:3], {**log[3], "previous": 7}, *log[4:]], 4),
        (lambda log: [log[1], log[0], *log[2:]], 3),
        (lambda log: [{name: log[0][name] for name in log[0] if name != "previous"}, *log[1:]], 1),
    ],
    ids=["changed", "answer changed", "left out", "another beginning", "no hash", "another order", "unchained"],
)
def test_what_was_done_to_a_log_before_it_was_signed_is_found(
    held: Permit, device: Device, post_officer: Member, change: Any, found: int
) -> None:
    with pytest.raises(Invalid) as refusal:
        upload(device, change(told(held)), post_officer)

    assert broken(refusal)[::2] == ("chain_broken", found)
    assert not Crossing.objects.exists()
    assert not DeviceLog.objects.exists()


def test_a_log_begun_anew_does_not_go_on_from_what_is_kept(held: Permit, device: Device, post_officer: Member) -> None:
    log = told(held)
    upload(device, log[:2], post_officer)
    rewritten: Entries = []
    for said in log:
        rewritten.append(chained({**said, "answer": "good_unchecked"}, rewritten))

    with pytest.raises(Invalid) as refusal:
        upload(device, rewritten[2:], post_officer)
    with pytest.raises(Invalid) as again:
        upload(device, rewritten, post_officer)

    assert (broken(refusal)[2], broken(again)[2]) == (3, 2)
    assert Crossing.objects.count() == 2


def test_what_was_said_under_a_number_is_not_said_otherwise(held: Permit, device: Device, post_officer: Member) -> None:
    log = told(held)
    upload(device, log, post_officer)
    changed = chained({**log[4], "direction": "out"}, log[:4])

    with pytest.raises(Invalid, match="number 5 before") as refusal:
        upload(device, [changed], post_officer)

    assert broken(refusal)[0] == "sequence_reused"


def test_a_device_that_chains_goes_on_to(held: Permit, device: Device, post_officer: Member) -> None:
    log = told(held)
    upload(device, log[:3], post_officer)
    plain = [{name: value for name, value in entry.items() if name != "previous"} for entry in log[3:]]

    with pytest.raises(Invalid) as refusal:
        upload(device, plain, post_officer)

    assert broken(refusal) == ("chain_broken", "entries.0.previous", 4)


def test_the_vector_of_a_log_is_hashed_and_signed_as_here() -> None:
    vector = json.loads((Path(__file__).parents[1] / "vectors" / "device_log.json").read_text(encoding="utf-8"))

    hashes = [hashlib.sha256(chains.canonical(entry)).hexdigest() for entry in vector["entries"]]
    signed = chains.canonical({name: vector[name] for name in ("device", "entries")})

    assert hashes == vector["hashes"]
    assert signed.decode() == vector["signed"]
    Ed25519PublicKey.from_public_bytes(bytes.fromhex(vector["public_key"])).verify(
        bytes.fromhex(vector["signature"]), signed
    )
