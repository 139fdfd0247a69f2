"""Devices of posts that work without network: enrolled, their signed logs taken in later, and retired."""

import hashlib
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.alerts.services import Select, settle_from
from core.audit.services import act
from core.db import lock_one, one_of
from core.errors import Conflict, Forbidden, Invalid, Problem
from core.permissions import Permission
from core.workflow import allow
from permits.models import Crossing, Device, DeviceLog, Permit
from permits.rules.numbers import BadNumber, read_permit_number
from permits.services.border import chains
from permits.services.border.claims import Claim
from permits.services.border.crossings import record_each

KEY_BYTES: Final = 32
MOST_ENTRIES: Final = 2**53 - 1
ALERT: Final = "sequence_gap"
GAPS: Final = """
SELECT device.id, '', device.organisation_id, '',
    jsonb_build_object('missing', told.last - told.kept, 'first', told.first), ARRAY[]::uuid[]
FROM permits_device AS device JOIN (
    SELECT device_id, max(sequence) AS last, count(DISTINCT sequence) AS kept,
        min(before + 1) FILTER (WHERE sequence > before + 1) AS first
    FROM (
        SELECT device_id, sequence, lag(sequence, 1, 0::bigint)
            OVER (PARTITION BY device_id ORDER BY sequence) AS before
        FROM permits_crossing WHERE device_id IS NOT NULL
    ) AS numbered GROUP BY device_id
) AS told ON told.device_id = device.id
WHERE told.last > told.kept
"""
# Devices whose clock was reset tell of 1970; the ends of the calendar are no moment in every time zone.
EARLIEST, LATEST = datetime(1970, 1, 1), datetime(2200, 1, 1)  # noqa: DTZ001 - by any clock
TEXTS: Final = ("direction", "permit_number", "person_number", "paper_kind", "paper_number")


def enrol(*, name: str, public_key: str, by: Actor, at: datetime) -> Device:
    """Enrol a device of one's own post under its public key (Ed25519, in hexadecimal)."""
    allow(Permission.KEEP_DEVICES, by=by)
    if by.organisation_id is None:
        raise Forbidden("not_of_a_body", _("A device belongs to a post."))
    if not name.strip():
        raise Invalid("name_missing", _("Give the device a name that stands on it."), field="name")
    with act("enrol", by=by):
        device: Device = Device.objects.create(
            organisation_id=by.organisation_id, name=name.strip(), public_key=_key(public_key), enrolled_at=at
        )
    return device


def retire(device_id: UUID, *, by: Actor, at: datetime) -> Device:
    """Retire a device that was lost or replaced; what it tells from now on is kept and put on the list."""
    allow(Permission.KEEP_DEVICES, by=by)
    with act("retire", by=by):
        device: Device = lock_one(Device.objects.visible_to(by), device_id)
        if device.retired_at is not None:
            raise Conflict("already_retired", _("This device is already retired."))
        device.retired_at = at
        device.save(update_fields=["retired_at"])
    return device


def canonical(device_id: UUID, entries: Sequence[Mapping[str, Any]]) -> bytes:
    """The bytes that a device signs: its key and its entries as JSON, names sorted, no spaces, UTF-8."""
    return chains.canonical({"device": str(device_id), "entries": [dict(entry) for entry in entries]})


def upload_log(
    device_id: UUID, *, entries: Sequence[Mapping[str, Any]], signature: str, by: Actor, at: datetime
) -> DeviceLog:
    """Take in a log as the device signed it, in one act; the same log again is the same upload.

    Each entry has its `sequence` number, `occurred_at`, `direction` and the number that was read, and the hash of the
    entry before where the device chains them. Numbers that are missing raise an alert, which closes when they come.
    """
    allow(Permission.RECORD_CROSSING, by=by)
    device = one_of(Device.objects.visible_to(by), device_id)
    told = canonical(device.pk, entries)
    _demand_signature(device, told, signature)
    claims = _claims(device, entries)
    with act("upload_log", by=by):
        lock_one(Device.objects.visible_to(by), device.pk)
        digest = hashlib.sha256(told).hexdigest()
        _demand_same(claims, record_each(claims, by=by, at=at))
        chain = chains.chain_of(device, entries)
        log, _is_new = DeviceLog.objects.get_or_create(
            device=device,
            digest=digest,
            defaults={
                "first_sequence": min(entry["sequence"] for entry in entries),
                "last_sequence": max(entry["sequence"] for entry in entries),
                "previous_hash": chain.previous,
                "last_hash": chain.last,
                "signature": bytes.fromhex(signature),
                "uploaded_at": at,
            },
        )
        alert_gaps(at=at)
    return log


def alert_gaps(*, at: datetime) -> int:
    """Alert posts to numbers missing between those that their devices sent, and close what has come; how many."""
    return settle_from(ALERT, "permits.device", Select(GAPS), at=at)


def _key(text: str) -> bytes:
    try:
        key = bytes.fromhex(text)
        Ed25519PublicKey.from_public_bytes(key)
    except ValueError:
        words = _("Give the public key of the device: Ed25519, 32 bytes in hexadecimal.")
        raise Invalid("public_key_unreadable", words, field="public_key") from None
    return key


def _demand_signature(device: Device, told: bytes, signature: str) -> None:
    try:
        Ed25519PublicKey.from_public_bytes(bytes(device.public_key)).verify(bytes.fromhex(signature), told)
    except (InvalidSignature, ValueError):
        words = _("The signature is not this device's over these entries: upload the log as the device made it.")
        raise Invalid("signature_wrong", words, field="signature") from None


def _claims(device: Device, entries: Sequence[Mapping[str, Any]]) -> list[Claim]:
    if not entries:
        raise Invalid("log_empty", _("There is nothing in this log."), field="entries")
    claims, problems = [], []
    for place, entry in enumerate(entries):
        try:
            claims.append(_claim(device, entry))
        except (KeyError, ValueError, TypeError):
            words = _("An entry has its sequence number from 1 on, its direction, and its time with the zone.")
            problems.append(Problem("entry_unreadable", words, f"entries.{place}"))
    if problems:
        raise Invalid.of(problems)
    twice = [number for number, count in Counter(claim.sequence for claim in claims).items() if count > 1]
    if twice:
        words = _("Number %(sequence)s stands twice in this log: upload it as the device made it.")
        raise Invalid("sequence_twice", words, field="entries", sequence=twice[0])
    return claims


def _claim(device: Device, entry: Mapping[str, Any]) -> Claim:
    sequence = entry["sequence"]
    if type(sequence) is not int or not 1 <= sequence <= MOST_ENTRIES:
        raise ValueError("sequence")
    occurred_at = datetime.fromisoformat(entry["occurred_at"])
    if not EARLIEST <= occurred_at.replace(tzinfo=None) <= LATEST:
        raise ValueError("occurred_at")
    told: dict[str, Any] = {name: str(entry.get(name, "")) for name in TEXTS}
    return Claim(
        occurred_at=occurred_at,
        key=f"{device.pk} {sequence}",
        device=device.pk,
        sequence=sequence,
        **told,
    )


def _demand_same(claims: Sequence[Claim], kept: Sequence[Crossing]) -> None:
    """What a device said under a number, it cannot say otherwise later."""
    named = Permit.objects.filter(pk__in=[one.permit_id for one in kept if one.permit_id])
    numbers = {key: (season, number) for key, season, number in named.values_list("pk", "season__code", "number")}
    for place, (claim, crossing) in enumerate(zip(claims, kept, strict=True)):
        said = (claim.direction, claim.occurred_at, claim.device)
        is_same = said == (crossing.direction, crossing.occurred_at, crossing.device_id)
        if not is_same or not _names_same(claim, crossing, numbers):
            words = _("The device told something else under number %(sequence)s before: its log was changed.")
            raise Invalid("sequence_reused", words, field=f"entries.{place}.sequence", sequence=claim.sequence)


def _names_same(claim: Claim, crossing: Crossing, numbers: Mapping[UUID, tuple[str, int]]) -> bool:
    if crossing.permit_id is None:
        return crossing.stated_number == claim.stated
    try:
        return not claim.permit_number or read_permit_number(claim.permit_number) == numbers[crossing.permit_id]
    except BadNumber:
        # It was found by what else was read.
        return True
