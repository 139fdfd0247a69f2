"""Personal values at rest: sealed so that only the service reads them, and digests by which they are found."""

import hashlib
import hmac
import os
from functools import cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NAME = 4
NONCE = 12


class Unreadable(ValueError):
    """A sealed value that was changed, moved to another place, or sealed with a key that is not at hand."""


def seal(value: str, place: str, *, own: bytes = b"") -> bytes:
    """Encrypt a value for one place, "table.column": key's name, nonce, AES-256-GCM; it opens nowhere else.

    What is sealed with a person's `own` key as well is read by nobody once that key is destroyed.
    """
    return seal_bytes(value.encode(), place, own=own)


def unseal(value: bytes | memoryview, place: str, *, own: bytes = b"") -> str:
    """Read a value that was sealed for that place, with the present key or an earlier one."""
    try:
        return unseal_bytes(value, place, own=own).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(place) from error


def unseal_own(value: bytes | memoryview | None, place: str, own: bytes | memoryview | None) -> str:
    """Read what was sealed with a person's own key; nothing, where that key was destroyed."""
    return unseal(value, place, own=bytes(own)) if value is not None and own is not None else ""


def seal_bytes(value: bytes, place: str, *, own: bytes = b"") -> bytes:
    """Encrypt bytes, such as a file, for one place."""
    key, nonce = settings.FIELD_KEY, os.urandom(NONCE)
    return _name(key) + nonce + AESGCM(_sealing(key, own)).encrypt(nonce, value, place.encode())


def unseal_bytes(value: bytes | memoryview, place: str, *, own: bytes = b"") -> bytes:
    """Read bytes that were sealed for that place."""
    sealed = bytes(value)
    keys = {_name(key): key for key in [settings.FIELD_KEY, *getattr(settings, "FIELD_KEYS_BEFORE", [])]}
    key = keys.get(sealed[:NAME])
    if key is None:
        raise Unreadable(place)
    nonce, rest = sealed[NAME : NAME + NONCE], sealed[NAME + NONCE :]
    try:
        return AESGCM(_sealing(key, own)).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(place) from error


def digest(value: str, place: str) -> bytes:
    """Give the keyed digest (HMAC-SHA256) by which a sealed value is found again.

    Whoever renews the key computes the digests anew from the unsealed values.
    """
    return hmac.digest(_derived(settings.FIELD_KEY, b"digest"), f"{place}\0{value}".encode(), hashlib.sha256)


def _sealing(key: bytes, own: bytes) -> bytes:
    sealing = _derived(key, b"seal")
    return hmac.digest(sealing, own, hashlib.sha256) if own else sealing


@cache
def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, purpose, hashlib.sha256)


def _name(key: bytes) -> bytes:
    return _derived(key, b"name")[:NAME]
