"""A checkpoint as a signed note (C2SP signed-note and tlog-checkpoint): what is signed, written and read."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

KIND: Final = b"\x01"
"""Ed25519, as signed notes number it."""


@dataclass(frozen=True)
class Told:
    """What a checkpoint says.

    Every event up to the id `settled` is among its leaves or never was; `drawn` is the last id drawn before it.
    """

    origin: str
    size: int
    root: bytes
    number: int
    at: datetime
    settled: int
    drawn: int
    algorithm: str


def text(told: Told) -> str:
    """The lines that are signed."""
    root = base64.b64encode(told.root).decode()
    at = told.at.isoformat(timespec="microseconds")
    reach = f"settled {told.settled}\ndrawn {told.drawn}"
    return f"{told.origin}\n{told.size}\n{root}\nnumber {told.number}\nat {at}\n{reach}\nalgorithm {told.algorithm}\n"


def key_name(origin: str, public: bytes) -> bytes:
    """The four bytes by which a note names its key."""
    return hashlib.sha256(origin.encode() + b"\n" + KIND + public).digest()[:4]


def signed(told: Told, public: bytes, signature: bytes) -> str:
    """The whole note."""
    line = base64.b64encode(key_name(told.origin, public) + signature).decode()
    return f"{text(told)}\n— {told.origin} {line}\n"


def verifier_key(origin: str, public: bytes) -> str:
    """The key as witnesses are told it: name, id and public half."""
    return f"{origin}+{key_name(origin, public).hex()}+{base64.b64encode(KIND + public).decode()}"


def read(note: str) -> tuple[Told, bytes, bytes]:
    """What a note says, the key that it names, and the signature; raises `ValueError` for anything else."""
    body, _gap, line = note.partition("\n\n")
    origin, size, root, number, at, settled, drawn, algorithm = body.split("\n")
    mark, name, value = line.removesuffix("\n").split(" ")
    whole = base64.b64decode(value, validate=True)
    told = Told(
        origin,
        int(size),
        base64.b64decode(root, validate=True),
        int(number.removeprefix("number ")),
        datetime.fromisoformat(at.removeprefix("at ")),
        int(settled.removeprefix("settled ")),
        int(drawn.removeprefix("drawn ")),
        algorithm.removeprefix("algorithm "),
    )
    if mark != "—" or name != origin or len(whole) != 68 or f"{text(told)}\n{line}" != note:
        raise ValueError("no checkpoint")
    return told, whole[:4], whole[4:]
