"""An authority made up for tests: it signs codes and lists by the format alone, and shares no code with ours."""

import hashlib
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

BEIJING = timezone(timedelta(hours=8))
DAY = 86_400
SIGNS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
PORTS, AREAS = ["aidian", "youyiguan"], ["451422"]


def moment(day: date) -> int:
    """When a day begins in Beijing."""
    return int(datetime(day.year, day.month, day.day, tzinfo=BEIJING).timestamp())


def base45(given: bytes) -> str:
    """The text of some bytes (RFC 9285)."""
    found = []
    for place in range(0, len(given), 2):
        pair = given[place : place + 2]
        value = int.from_bytes(pair, "big")
        digits = [value % 45, value // 45 % 45, value // 2025]
        found += digits if len(pair) == 2 else digits[:2]
    return "".join(SIGNS[digit] for digit in found)


@dataclass
class Key:
    """A key with its use (1 permits, 2 lists) and the days in which it signs."""

    use: int
    first: int
    until: int
    private: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def public(self) -> bytes:
        """Its public half."""
        return self.private.public_key().public_bytes_raw()

    @property
    def kid(self) -> bytes:
        """Its short name."""
        return hashlib.sha256(self.public).digest()[:4]

    def line(self) -> dict[int, Any]:
        """How it stands on the list of keys."""
        return {1: self.kid, 2: self.public, 3: self.first, 4: self.until, 5: "CN", 6: self.use, 7: -19}

    def envelope(self, claims: dict[int, Any], typ: str = "") -> bytes:
        """What it signs, as it is sent."""
        head = cbor2.dumps({1: -19, 4: self.kid} | ({16: typ} if typ else {}))
        body = cbor2.dumps(claims)
        signature = self.private.sign(cbor2.dumps(["Signature1", head, b"", body]))
        return cbor2.dumps(cbor2.CBORTag(18, [head, {}, body, signature]))


class Authority:
    """Two keys, and what they sign at one moment."""

    def __init__(self, at: int) -> None:
        self.at = at
        self.permits = Key(1, at - 30 * DAY, at + 300 * DAY)
        self.lists = Key(2, at - 30 * DAY, at + 300 * DAY)

    def keys(self, *more: Key) -> bytes:
        """The list of its keys."""
        lines = [key.line() for key in (self.permits, self.lists, *more)]
        claims = {1: "CN", 4: self.at + 30 * DAY, 6: self.at, -65538: lines}
        return self.lists.envelope(claims, "application/cp-keys+cwt")

    def status(self, states: dict[int, int], made: int | None = None, size: int = 64) -> bytes:
        """The list of states."""
        made, packed = made or self.at, bytearray(size // 4)
        for index, state in states.items():
            packed[index >> 2] |= state << 2 * (index & 3)
        told = {"bits": 2, "lst": zlib.compress(bytes(packed), 9)}
        claims = {1: "CN", 4: made + 3 * DAY, 6: made, 65534: 3600, 65533: told}
        return self.lists.envelope(claims, "application/statuslist+cwt")

    def code(self, *, by: Key | None = None, **other: Any) -> str:
        """The code of a permit that holds, but for what is said otherwise."""
        told = {"nbf": self.at - 10 * DAY, "exp": self.at + 100 * DAY, "iat": self.at - 10 * DAY, "index": 1} | other
        permit = {
            1: other.get("number", "WP-2627-000123-J"),
            2: "Nguyễn Thị Mẫu",
            3: 1991,
            4: "4321",
            5: ["MA5K7X", "宁明县示例甘蔗合作社"],
            6: other.get("areas", AREAS),
            7: other.get("ports", PORTS),
            8: 3,
            9: told["index"],
        }
        claims = {1: "CN", 4: told["exp"], 5: told["nbf"], 6: told["iat"], -65537: permit}
        return f"CP1:{base45((by or self.permits).envelope(claims))}"
