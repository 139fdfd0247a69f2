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


def seal(value: str, place: str) -> bytes:
    """Encrypt a value for one place, "table.column": key's name, nonce, AES-256-GCM; it opens nowhere else."""
    return seal_bytes(value.encode(), place)


def unseal(value: bytes | memoryview, place: str) -> str:
    """Read a value that was sealed for that place, with the present key or an earlier one."""
    try:
        return unseal_bytes(value, place).decode()
    except UnicodeDecodeError as error:
        raise Unreadable(place) from error


def seal_bytes(value: bytes, place: str) -> bytes:
    """Encrypt bytes, such as a file, for one place."""
    key, nonce = settings.FIELD_KEY, os.urandom(NONCE)
    return _name(key) + nonce + AESGCM(_derived(key, b"seal")).encrypt(nonce, value, place.encode())


def unseal_bytes(value: bytes | memoryview, place: str) -> bytes:
    """Read bytes that were sealed for that place."""
    sealed = bytes(value)
    keys = {_name(key): key for key in [settings.FIELD_KEY, *getattr(settings, "FIELD_KEYS_BEFORE", [])]}
    key = keys.get(sealed[:NAME])
    if key is None:
        raise Unreadable(place)
    nonce, rest = sealed[NAME : NAME + NONCE], sealed[NAME + NONCE :]
    try:
        return AESGCM(_derived(key, b"seal")).decrypt(nonce, rest, place.encode())
    except (InvalidTag, ValueError) as error:
        raise Unreadable(place) from error


def digest(value: str, place: str) -> bytes:
    """Give the keyed digest (HMAC-SHA256) by which a sealed value is found again.

    Whoever renews the key computes the digests anew from the unsealed values.
    """
    return hmac.digest(_derived(settings.FIELD_KEY, b"digest"), f"{place}\0{value}".encode(), hashlib.sha256)


@cache
def _derived(key: bytes, purpose: bytes) -> bytes:
    return hmac.digest(key, purpose, hashlib.sha256)


def _name(key: bytes) -> bytes:
    return _derived(key, b"name")[:NAME]
