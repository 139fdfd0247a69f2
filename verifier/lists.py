"""The two lists that a verifier holds: keys and statuses. One that fails its own check is as if it were not there."""

import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from verifier.envelopes import Envelope, Unreadable, from_bytes

ISSUER, ENDS, SIGNED = 1, 4, 6
KEY_LIST, STATUS_LIST = -65538, 65533
KEYS_KIND, STATUS_KIND = "application/cp-keys+cwt", "application/statuslist+cwt"
PERMITS, LISTS = 1, 2
LARGEST = 4 * 1024 * 1024


@dataclass(frozen=True)
class Key:
    """A public key, from when until when it may sign, in whose name and what."""

    public: bytes
    begins: int
    ends: int
    authority: str
    use: int
    algorithm: int

    def signs_at(self, moment: int) -> bool:
        """Whether it may sign then."""
        return self.begins <= moment < self.ends


@dataclass(frozen=True)
class Keys:
    """The key list."""

    keys: Mapping[bytes, Key]
    signed_at: int
    ends: int


@dataclass(frozen=True)
class Statuses:
    """The status list."""

    bits: bytes
    signed_at: int
    ends: int

    def of(self, index: int) -> int | None:
        """The status at an index; none past the end."""
        return (self.bits[index >> 2] >> 2 * (index & 3)) & 3 if index >> 2 < len(self.bits) else None


def fingerprint(public: bytes) -> str:
    """A public key as people compare it: the first half of its SHA-256, in hexadecimal capitals."""
    return hashlib.sha256(public).digest()[:16].hex().upper()


def read_keys(message: bytes, *, trusted: bytes | None = None, pinned: str = "") -> Keys:
    """Read a key list, signed by a key that stands on it; by the `trusted` or `pinned` one where that is told.

    `trusted` is a public key, `pinned` its fingerprint.
    """
    envelope = from_bytes(message)
    if envelope.kind != KEYS_KIND or not isinstance(envelope.claims.get(KEY_LIST), list):
        raise Unreadable("no key list")
    signed_at, ends = _times(envelope)
    keys = dict(_key(entry) for entry in envelope.claims[KEY_LIST])
    if trusted is not None and (envelope.key not in keys or keys[envelope.key].public != trusted):
        raise Unreadable("signed by another key than the one to trust")
    if pinned and (envelope.key not in keys or fingerprint(keys[envelope.key].public) != pinned):
        raise Unreadable("signed by another key than the one to trust")
    _demand_signed(envelope, keys, signed_at)
    return Keys(keys, signed_at, ends)


def read_statuses(message: bytes, keys: Keys) -> Statuses:
    """Read a status list, signed by a key of the key list."""
    envelope = from_bytes(message)
    told = envelope.claims.get(STATUS_LIST)
    if envelope.kind != STATUS_KIND or not isinstance(told, dict) or told.get("bits") != 2:
        raise Unreadable("no status list")
    signed_at, ends = _times(envelope)
    _demand_signed(envelope, keys.keys, signed_at)
    return Statuses(_inflated(told.get("lst")), signed_at, ends)


def _times(envelope: Envelope) -> tuple[int, int]:
    signed_at, ends = envelope.claims.get(SIGNED), envelope.claims.get(ENDS)
    if not isinstance(signed_at, int) or not isinstance(ends, int):
        raise Unreadable("no times")
    return signed_at, ends


def _key(entry: Any) -> tuple[bytes, Key]:
    kinds = (bytes, bytes, int, int, str, int, int)
    if not isinstance(entry, dict) or not all(isinstance(entry.get(n), kind) for n, kind in enumerate(kinds, 1)):
        raise Unreadable("no key")
    return entry[1], Key(*(entry[number] for number in range(2, 8)))


def _demand_signed(envelope: Envelope, keys: Mapping[bytes, Key], signed_at: int) -> None:
    key = keys.get(envelope.key)
    if key is None or key.use != LISTS or not key.signs_at(signed_at) or not envelope.is_signed_by(key.public):
        raise Unreadable("not signed by a key for lists")


def _inflated(packed: Any) -> bytes:
    if not isinstance(packed, bytes):
        raise Unreadable("no status list")
    inflater = zlib.decompressobj()
    try:
        bits = inflater.decompress(packed, LARGEST)
    except zlib.error as error:
        raise Unreadable("no status list") from error
    if not inflater.eof or inflater.unused_data:
        raise Unreadable("no status list")
    return bits
