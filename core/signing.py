"""Signing what leaves the house: one way to sign and to prove, whatever the algorithm, by the id of a key.

Private keys are files of a folder outside the database (`SIGNING_KEYS`), one a key, named by its id; who holds the
folder can sign. Another algorithm (SM2) is one more pair of classes and one more line in `ALGORITHMS`.
"""

import hashlib
import os
from pathlib import Path
from typing import Final, Protocol

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)
from django.conf import settings

ED25519: Final = -19
"""The number of the algorithm in COSE (RFC 9864)."""
KEY_ID, FINGERPRINT = 4, 16


class KeyMissing(LookupError):
    """The private half of a key is not at hand; its message says where it should be."""


class Verifier(Protocol):
    """Proves what one key has signed."""

    key_id: bytes
    algorithm: int
    public: bytes

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this key signed this message."""


class Signer(Protocol):
    """Signs with one key."""

    key_id: bytes
    algorithm: int
    public: bytes

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""


class Ed25519Verifier:
    """Proves Ed25519 signatures (RFC 8032)."""

    algorithm = ED25519

    def __init__(self, public: bytes) -> None:
        self._key = Ed25519PublicKey.from_public_bytes(public)
        self.public, self.key_id = public, key_id(public)

    def verify(self, message: bytes, signature: bytes) -> bool:
        """Whether this key signed this message."""
        try:
            self._key.verify(signature, message)
        except InvalidSignature:
            return False
        return True


class Ed25519Signer:
    """Signs with Ed25519 (RFC 8032): the same message has the same signature."""

    algorithm = ED25519

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._key = private
        self.public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        self.key_id = key_id(self.public)

    def sign(self, message: bytes) -> bytes:
        """The signature of a message."""
        return self._key.sign(message)


ALGORITHMS: Final = {ED25519: Ed25519Verifier}


def key_id(public: bytes) -> bytes:
    """The short name of a key: the first bytes of the SHA-256 of its public half."""
    return hashlib.sha256(public).digest()[:KEY_ID]


def fingerprint(public: bytes) -> str:
    """A public key as people compare it: long enough that nobody makes another with the same."""
    return hashlib.sha256(public).digest()[:FINGERPRINT].hex().upper()


def verifier(algorithm: int, public: bytes) -> Verifier:
    """What proves the signatures of a public key."""
    return ALGORITHMS[algorithm](public)


def signer(name: bytes) -> Signer:
    """What signs with the key of that id; raises `KeyMissing` where its private half is not at hand."""
    try:
        private = load_pem_private_key(_path(name).read_bytes(), password=None)
    except (OSError, ValueError, TypeError, UnsupportedAlgorithm):
        raise KeyMissing(f"The file of key {name.hex()} cannot be read as a private key.") from None
    if not isinstance(private, Ed25519PrivateKey):
        raise KeyMissing(f"The file of key {name.hex()} holds a key of no algorithm that is known here.")
    made = Ed25519Signer(private)
    if made.key_id != name:
        raise KeyMissing(f"The file of key {name.hex()} holds another key.")
    return made


def unreadable() -> list[str]:
    """What is wrong with the files of the folder, each by the id of its key: never what is in it."""
    found = []
    for path in sorted(Path(settings.SIGNING_KEYS).glob("*.pem")):
        try:
            signer(bytes.fromhex(path.stem))
        except ValueError:
            found.append(f"The file {path.name} is not named by the id of a key.")
        except KeyMissing as missing:
            found.append(str(missing))
    return found


def has_private_half(name: bytes) -> bool:
    """Whether the key of that id can sign here."""
    return _path(name).is_file()


def draw() -> Signer:
    """Draw a new key and keep its private half in the folder, readable by its owner alone."""
    private = Ed25519PrivateKey.generate()
    made = Ed25519Signer(private)
    path = _path(made.key_id)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    text = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(text)
    return made


def _path(name: bytes) -> Path:
    return Path(settings.SIGNING_KEYS) / f"{name.hex()}.pem"
