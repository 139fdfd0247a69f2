"""The bytes that are signed and shown: CWT claims in a COSE_Sign1, and the Base45 that a QR code carries well."""

from collections.abc import Mapping
from typing import Any, Final

import cbor2

from core.signing import Signer

PREFIX: Final = "CP1:"
ALGORITHM, KEY, TYPE = 1, 4, 16
ISSUER, ENDS, BEGINS, SIGNED = 1, 4, 5, 6
PERMIT, KEY_LIST, STATUS_LIST, TTL = -65537, -65538, 65533, 65534
KEYS_TYPE, STATUS_TYPE = "application/cp-keys+cwt", "application/statuslist+cwt"
TAG: Final = b"\xd2"
SIGNS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"


def sign(claims: Mapping[int, Any], signer: Signer, *, kind: str = "") -> bytes:
    """Sign claims, and say in the header by which algorithm and key, and of what `kind` a list is."""
    header: dict[int, Any] = {ALGORITHM: signer.algorithm, KEY: signer.key_id} | ({TYPE: kind} if kind else {})
    protected, payload = _encoded(header), _encoded(claims)
    signature = signer.sign(_encoded(["Signature1", protected, b"", payload]))
    return TAG + _encoded([protected, {}, payload, signature])


def as_text(envelope: bytes) -> str:
    """The envelope as a QR code carries it."""
    return PREFIX + base45(envelope)


def base45(message: bytes) -> str:
    """Write bytes in the signs that QR codes pack best (RFC 9285): two bytes in three signs, a last one in two."""
    signs: list[str] = []
    for first in range(0, len(message) - 1, 2):
        rest, low = divmod(message[first] * 256 + message[first + 1], 45)
        high, middle = divmod(rest, 45)
        signs += SIGNS[low], SIGNS[middle], SIGNS[high]
    if len(message) % 2:
        high, low = divmod(message[-1], 45)
        signs += SIGNS[low], SIGNS[high]
    return "".join(signs)


def _encoded(value: object) -> bytes:
    return cbor2.dumps(value, canonical=True)
