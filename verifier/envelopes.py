"""Opens what was signed: the envelope of a code or a list, byte by byte as docs/offline-proof.md §1 has it."""

from dataclasses import dataclass
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from verifier import base45, cbor

PREFIX = "CP1:"
ALGORITHM, KEY, TYPE = 1, 4, 16
ED25519 = -19
LARGEST = 4 * 1024 * 1024


class Unreadable(ValueError):
    """What was given is no envelope, or not of the kind that is asked for."""


@dataclass(frozen=True)
class Envelope:
    """What was signed, by the key of which id, of which kind, and its claims."""

    key: bytes
    kind: str
    claims: dict[Any, Any]
    signed: bytes
    signature: bytes

    def is_signed_by(self, public: bytes) -> bool:
        """Whether the key with that public half signed it."""
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(self.signature, self.signed)
        except (InvalidSignature, ValueError):
            return False
        return True


def from_code(code: str) -> Envelope:
    """Open a code as it was scanned."""
    if not code.startswith(PREFIX) or len(code) > LARGEST:
        raise Unreadable("no code of a permit")
    try:
        message = base45.decode(code[len(PREFIX) :])
    except ValueError as error:
        raise Unreadable(str(error)) from error
    return from_bytes(message)


def from_bytes(message: bytes) -> Envelope:
    """Open a list, or the bytes of a code."""
    try:
        return _opened(message)
    except ValueError as error:
        raise Unreadable(str(error)) from error


def _opened(message: bytes) -> Envelope:
    reader = cbor.Reader(message)
    if reader.take(2) != b"\xd2\x84":
        raise ValueError("no envelope")
    protected, between, payload, signature = reader.value(), reader.take(1), reader.value(), reader.value()
    is_shaped = isinstance(protected, bytes) and isinstance(payload, bytes) and isinstance(signature, bytes)
    if not is_shaped or between != b"\xa0" or len(signature) != 64 or not reader.is_done:
        raise ValueError("no envelope")
    header, claims = cbor.read(protected), cbor.read(payload)
    key, kind = _header(header)
    if not isinstance(claims, dict):
        raise ValueError("no claims")
    signed = b"\x84\x6aSignature1" + _bytes(protected) + b"\x40" + _bytes(payload)
    return Envelope(key, kind, claims, signed, signature)


def _header(header: Any) -> tuple[bytes, str]:
    if not isinstance(header, dict) or not {ALGORITHM, KEY} <= header.keys() <= {ALGORITHM, KEY, TYPE}:
        raise ValueError("no header")
    key, kind = header[KEY], header.get(TYPE, "")
    if header[ALGORITHM] != ED25519 or not isinstance(key, bytes) or len(key) != 4 or not isinstance(kind, str):
        raise ValueError("no header")
    return key, kind


def _bytes(value: bytes) -> bytes:
    size = len(value)
    if size < 24:
        return bytes([0x40 + size]) + value
    for head, width in ((0x58, 1), (0x59, 2), (0x5A, 4)):
        if size < 256**width:
            return bytes([head]) + size.to_bytes(width, "big") + value
    raise ValueError("too long")
