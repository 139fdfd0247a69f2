"""Writes the vectors, always the same, by TEST KEYS that everybody can see: never trust what they sign."""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from core.dates import ZONE
from core.signing import ED25519, Ed25519Signer, fingerprint
from papers.services.proof.envelope import (
    KEY_LIST,
    KEYS_TYPE,
    PERMIT,
    STATUS_LIST,
    STATUS_TYPE,
    TTL,
    as_text,
    base45,
    sign,
)

HERE = Path(__file__).parent
HOUR, DAY = 3600, 86400
SEEDS = {
    name: hashlib.sha256(f"TEST KEY {name}: never trust it".encode()).digest()
    for name in ("permits", "lists", "home", "ended", "stranger", "device")
}
KEYS = {name: Ed25519Signer(Ed25519PrivateKey.from_private_bytes(seed)) for name, seed in SEEDS.items()}


def moment(text: str) -> int:
    """Seconds of a time in China."""
    return int(datetime.fromisoformat(text).replace(tzinfo=ZONE).timestamp())


SIGNED, BEGINS, ENDS = moment("2026-11-10T09:00"), moment("2026-11-15T00:00"), moment("2027-04-16T00:00")
LISTED, AT = moment("2026-11-20T06:00"), moment("2026-11-20T08:00")


def key(name: str, begins: int, ends: int, authority: str, use: int) -> dict[int, Any]:
    """One entry of a key list."""
    of = KEYS[name]
    return {1: of.key_id, 2: of.public, 3: begins, 4: ends, 5: authority, 6: use, 7: ED25519}


def key_list(at: int, *, signer: str = "lists", kind: str = KEYS_TYPE) -> bytes:
    """A key list with a key of either state, one that ended before, and the one for lists."""
    season = moment("2026-10-01T00:00"), moment("2027-10-01T00:00")
    entries = [
        key("permits", *season, "CN", 1),
        key("home", *season, "VN", 1),
        key("ended", moment("2025-10-01T00:00"), moment("2026-10-01T00:00"), "CN", 1),
        key("lists", *season, "CN", 2),
    ]
    return sign({1: "CN", 6: at, 4: at + 30 * DAY, KEY_LIST: entries}, KEYS[signer], kind=kind)


def status_list(at: int, *, signer: str = "lists", bits: bytes = bytes([0b11_10_01_00, 0])) -> bytes:
    """A status list: index 0 valid, 1 revoked, 2 suspended, 3 ended, 4 to 7 valid."""
    told = {"bits": 2, "lst": zlib.compress(bits, 9)}
    return sign({1: "CN", 6: at, 4: at + 72 * HOUR, TTL: 600, STATUS_LIST: told}, KEYS[signer], kind=STATUS_TYPE)


LISTS = {
    "keys": key_list(LISTED),
    "keys-signed-by-a-stranger": key_list(LISTED, signer="stranger"),
    "keys-signed-by-a-key-for-permits": key_list(LISTED, signer="permits"),
    "keys-of-another-kind": key_list(LISTED, kind=STATUS_TYPE),
    "status": status_list(LISTED),
    "status-signed-by-a-key-for-permits": status_list(LISTED, signer="permits"),
    "status-changed": status_list(LISTED)[:-1] + b"\0",
}


def claims(**changed: Any) -> dict[int, Any]:
    """What the code of a permit says; `permit` changes single entries of its map."""
    said = {
        1: "WP-2627-000004-J",
        2: "Nguyễn Thị Ẩn Hường",
        3: 1994,
        4: "4821",
        5: ["3K7T5X", "宁明䶮兴糖业有限公司"],
        6: ["451422"],
        7: ["aidian", "youyiguan"],
        8: 3,
        9: 4,
    }
    said |= changed.pop("permit", {})
    numbers = {"iss": 1, "exp": 4, "nbf": 5, "iat": 6}
    base = {1: "CN", 4: ENDS, 5: BEGINS, 6: SIGNED, PERMIT: said}
    return base | {numbers[name]: value for name, value in changed.items()}


def code(signer: str = "permits", **changed: Any) -> str:
    """A code."""
    return as_text(sign(claims(**changed), KEYS[signer]))


def good() -> Iterator[dict[str, Any]]:
    """Codes that hold."""
    yield vector("at the port", code(), port="aidian")
    yield vector("met in the county, with the employer", code(), area="451422", employer="3K7T5X")
    yield vector("nothing asked but the time", code())
    yield vector("the first second of the first day", code(), at=BEGINS, **lists(BEGINS - HOUR))
    yield vector("the last second of the last day", code(), at=ENDS - 1, **lists(ENDS - HOUR))
    yield vector("signed by the other state", code("home", iss="VN"))
    yield vector("a household, without a short code", code(permit={5: ["", "宁明县农户"]}))
    yield vector("issued since the list was made", code(iat=LISTED + 60, permit={9: 4000}))
    yield vector("the last second of the status list", code(), at=LISTED + 72 * HOUR - 1)
    late = {"answer": "good_unchecked", "unchecked_since": LISTED}
    yield vector("the status list has ended", code(), at=LISTED + 72 * HOUR, **late)
    yield vector("the status list is fourteen days old", code(), at=LISTED + 14 * DAY, **late)


def bad() -> Iterator[dict[str, Any]]:
    """Codes that are refused, each with its reason."""
    for name, text in unreadable():
        yield vector(name, text, reason="signature")
    yield vector("signed by nobody on the list", code("stranger"), reason="unknown_key")
    yield vector("signed by a key for lists", code("lists"), reason="unknown_key")
    yield vector("signed for the other state", code(iss="VN"), reason="unknown_key")
    yield vector("no key list", code(), reason="unknown_key", keys=None)
    for name in ("keys-signed-by-a-stranger", "keys-signed-by-a-key-for-permits", "keys-of-another-kind"):
        yield vector(f"a list of {name.replace('-', ' ')}", code(), reason="unknown_key", keys=name)
    yield vector("signed after its key ended", code("ended"), reason="key_expired")
    yield vector("signed before its key began", code(iat=moment("2026-09-30T23:59")), reason="key_expired")
    yield vector("a second before the first day", code(), at=BEGINS - 1, reason="not_yet_valid")
    yield vector("the midnight after the last day", code(), at=ENDS, reason="ended")
    yield vector("given back", code(permit={9: 3}), reason="ended")
    yield vector("revoked", code(permit={9: 1}), reason="revoked")
    yield vector("revoked, by an old list", code(permit={9: 1}), at=LISTED + 20 * DAY, reason="revoked")
    yield vector("revoked, at a wrong port", code(permit={9: 1}), port="hekou", reason="revoked")
    yield vector("suspended", code(permit={9: 2}), reason="suspended")
    yield vector("a port it does not name", code(), port="hekou", reason="wrong_port")
    yield vector("a county it does not name", code(), area="451481", reason="wrong_area")
    yield vector("an employer it does not name", code(), area="451422", employer="AAAAAA", reason="wrong_area")
    yield vector("an employer, of a household", code(permit={5: ["", "农户"]}), employer="3K7T5X", reason="wrong_area")
    yield vector("no status list", code(), status=None, reason="list_too_old")
    yield vector(
        "a status list of a key for permits", code(), status="status-signed-by-a-key-for-permits", reason="list_too_old"
    )
    yield vector("a changed status list", code(), status="status-changed", reason="list_too_old")
    yield vector("a status list of more than fourteen days", code(), at=LISTED + 14 * DAY + 1, reason="list_too_old")
    old = lists(AT - 30 * DAY)["keys"]
    yield vector("a key list of thirty days", code(), keys=old, reason="list_too_old")
    yield vector("past the end of a newer list", code(permit={9: 4000}), reason="list_too_old")


def unreadable() -> Iterator[tuple[str, str]]:
    """Texts that are no code, or one that was changed."""
    whole = sign(claims(), KEYS["permits"])
    changes: dict[str, Callable[[bytes], bytes]] = {
        "a letter of the name changed": lambda said: said.replace("Hường".encode(), "Hưởng".encode()),
        "a later last day": lambda said: said.replace(ENDS.to_bytes(4, "big"), (ENDS + DAY).to_bytes(4, "big")),
        "the signature changed": lambda said: said[:-1] + bytes([said[-1] ^ 1]),
        "a header that is not signed": lambda said: said.replace(b"\xa0", b"\xa1\x01\x32", 1),
        "something after the end": lambda said: said + b"\0",
        "cut off": lambda said: said[:-1],
        "without its tag": lambda said: said[1:],
        "a length not in its shortest form": lambda said: said.replace(b"\x58\x40", b"\x59\x00\x40", 1),
    }
    for name, change in changes.items():
        assert change(whole) != whole
        yield name, as_text(change(whole))
    text = as_text(whole)
    yield from {
        "nothing": "",
        "another prefix": text.replace("CP1:", "HC1:"),
        "no prefix": text[4:],
        "in small letters": text[:4] + text[4:].lower(),
        "a sign that is none of Base45": text[:-1] + "_",
        "a group that is too large": text[:4] + ":::" + text[7:],
        "one sign too many": text + "0" * (4 - (len(text) - 4) % 3 if (len(text) - 4) % 3 else 1),
        "a space after it": text + " ",
        "an address": "https://example.org/",
        "random bytes": as_text(hashlib.sha512(b"random").digest()),
        "only a prefix": "CP1:",
    }.items()
    short, more = claims(permit={}), claims()
    del short[PERMIT][4]
    more[PERMIT][10] = "more"
    yield "a claim too few", as_text(sign(short, KEYS["permits"]))
    yield "a claim too many", as_text(sign(more, KEYS["permits"]))
    yield "a claim of another type", code(permit={3: "1994"})
    yield "a list that calls itself a permit", as_text(sign(claims(), KEYS["permits"], kind=KEYS_TYPE))
    yield "nothing but a list", "CP1:" + base45(LISTS["status"])
    yield "an older algorithm", "CP1:" + base45(_by_algorithm(-8))


def _by_algorithm(number: int) -> bytes:
    of = KEYS["permits"]
    protected = cbor2.dumps({1: number, 4: of.key_id}, canonical=True)
    payload = cbor2.dumps(claims(), canonical=True)
    signature = of.sign(cbor2.dumps(["Signature1", protected, b"", payload], canonical=True))
    return b"\xd2" + cbor2.dumps([protected, {}, payload, signature], canonical=True)


def lists(at: int) -> dict[str, str]:
    """Lists made at another time."""
    LISTS[f"keys-{at}"], LISTS[f"status-{at}"] = key_list(at), status_list(at)
    return {"keys": f"keys-{at}", "status": f"status-{at}"}


def vector(name: str, text: str, **given: Any) -> dict[str, Any]:
    """One question with its answer."""
    asked = {"port": "", "area": "", "employer": "", "at": AT, "keys": "keys", "status": "status"}
    answer = {"answer": "refused" if "reason" in given else "good", "reason": "", "unchecked_since": None}
    return {"name": name, "code": text} | asked | answer | given


def device_log() -> dict[str, Any]:
    """A device's log of three entries, chained and signed."""
    device, previous, entries, hashes = "01900000-0000-7000-8000-000000000001", "0" * 64, [], []
    for number, (direction, at) in enumerate((("in", "07:10"), ("out", "17:40"), ("in", "18:05")), 1):
        entry = {
            "sequence": number,
            "occurred_at": f"2026-11-15T{at}:00+08:00",
            "direction": direction,
            "permit_number": "WP-2627-000004-J",
            "answer": "good",
            "previous": previous,
        }
        previous = hashlib.sha256(_canonical(entry)).hexdigest()
        entries.append(entry)
        hashes.append(previous)
    signed = _canonical({"device": device, "entries": entries})
    of = KEYS["device"]
    told = {"device": device, "public_key": of.public.hex(), "entries": entries}
    return told | {"hashes": hashes, "signed": signed.decode(), "signature": of.sign(signed).hex()}


def _canonical(value: object) -> bytes:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def files() -> dict[str, Any]:
    """What belongs into each file."""
    rows = {"good.json": list(good()), "bad.json": list(bad())}
    seeds = {name: {"seed": seed.hex(), "public": KEYS[name].public.hex()} for name, seed in SEEDS.items()}
    shown = {name: body.hex() for name, body in LISTS.items()}
    return {
        **rows,
        "lists.json": {
            "about": "in hexadecimal, by TEST KEYS",
            "trust": KEYS["lists"].public.hex(),
            "fingerprint": fingerprint(KEYS["lists"].public),
            "lists": shown,
        },
        "keys.json": {"about": "TEST KEYS, known to everybody: never trust them", "keys": seeds},
        "device_log.json": device_log(),
    }


def written(value: Any) -> str:
    """A file's text."""
    return json.dumps(value, ensure_ascii=False, indent=1) + "\n"


if __name__ == "__main__":
    for name, value in files().items():
        (HERE / name).write_text(written(value), encoding="utf-8")
