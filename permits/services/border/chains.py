"""The chain of a device's log: each entry holds the hash of the one before; none is changed, left out or put in.

docs/offline-proof.md §7 has the form.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid
from permits.models import Device, DeviceLog

FIRST: Final = "0" * 64
"""What the first entry of a device holds in the place of a hash."""
Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Chain:
    """The hash before the first entry of a log and that of its last; empty where a log is not chained."""

    previous: str = ""
    last: str = ""


def canonical(value: object) -> bytes:
    """The one form of a value that is hashed and signed: JSON with sorted names, no spaces, UTF-8."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def chain_of(device: Device, entries: Sequence[Entry]) -> Chain:
    """Prove that the entries follow one another, and on what the device told before; raises `Invalid` naming the first
    that does not."""
    logs = DeviceLog.objects.filter(device=device)
    first = entries[0]["sequence"]
    if not any("previous" in entry for entry in entries):
        if logs.exclude(last_hash="").filter(last_sequence__lt=first).exists():
            raise _broken(first, 0)
        return Chain()
    hashes = _hashes(entries)
    last = entries[-1]["sequence"]
    for log in logs.exclude(last_hash="").filter(last_sequence__gte=first - 1, first_sequence__lte=last + 1):
        for number, kept in ((log.first_sequence - 1, log.previous_hash), (log.last_sequence, log.last_hash)):
            if hashes.get(number, kept) != kept:
                raise _broken(max(number, first), max(number - first, 0))
    return Chain(hashes[first - 1], hashes[last])


def _hashes(entries: Sequence[Entry]) -> dict[int, str]:
    """The hash of every entry by its number, and of the one before the first, each held by the one that follows."""
    first = entries[0]["sequence"]
    previous = entries[0].get("previous") if first > 1 else FIRST
    if not isinstance(previous, str) or len(previous) != len(FIRST):
        raise _broken(first, 0)
    hashes = {first - 1: previous}
    for place, entry in enumerate(entries):
        if (entry["sequence"], entry.get("previous")) != (first + place, hashes[first + place - 1]):
            raise _broken(first + place, place)
        hashes[first + place] = hashlib.sha256(canonical(entry)).hexdigest()
    return hashes


def _broken(sequence: int, place: int) -> Invalid:
    words = _("The log is broken at number %(sequence)s: an entry was changed, left out or put in.")
    return Invalid("chain_broken", words, field=f"entries.{place}.previous", sequence=sequence)
