"""Writes the vectors of proofs of decisions, by the TEST KEYS of `make`: never trust what they sign."""

import base64
import hashlib
import json
from datetime import datetime
from typing import Any

from core.dates import ZONE
from core.evidence.rules import notes, tree
from tests.vectors.make import KEYS

ORIGIN = "test/events"
KEY = notes.verifier_key(ORIGIN, KEYS["lists"].public)
OTHER_KEY = notes.verifier_key(ORIGIN, KEYS["stranger"].public)
COUNT, OLDER = 600, 300
"""More than two tiles, so that a path goes through two levels of them."""


def said(number: int) -> str:
    """What an event says, as the database writes it."""
    return (
        f'["sha256", "test.record", "{number}", 1, "grant", {{"status": ["submitted", "granted"]}}, {{}}, null, null,'
        ' null, "clock", "app", "2026-11-20T00:00:00.000000Z", null]'
    )


def hashed(number: int) -> str:
    """The hash over it."""
    return hashlib.sha256(said(number).encode()).hexdigest()


LEAVES = [tree.leaf((number + 1).to_bytes(8, "big") + bytes.fromhex(hashed(number))) for number in range(COUNT)]


def stored(level: int, place: int) -> bytes:
    """The hashes of a tile."""
    row = LEAVES
    for _level in range(level):
        full = len(row) // tree.WIDTH
        row = [tree.folded(b"".join(row[at * tree.WIDTH : (at + 1) * tree.WIDTH])) for at in range(full)]
    return b"".join(row[place * tree.WIDTH : (place + 1) * tree.WIDTH])


def note(number: int, size: int) -> str:
    """A checkpoint of the first leaves."""
    at = datetime(2026, 11, 20, 8, 5 * number, tzinfo=ZONE)
    told = notes.Told(ORIGIN, size, tree.root(stored, size), number, at, size - 1, size, tree.ALGORITHM)
    return notes.signed(told, KEYS["lists"].public, KEYS["lists"].sign(notes.text(told).encode()))


def proof(place: int, size: int = COUNT, number: int = 2) -> dict[str, Any]:
    """The proof of one leaf."""
    path = [base64.b64encode(step).decode() for step in tree.inclusion(stored, place, size)]
    return {
        "event": {"id": place + 1, "said": said(place), "hash": hashed(place)},
        "leaf": LEAVES[place].hex(),
        "position": place,
        "path": path,
        "checkpoint": note(number, size),
    }


def vectors() -> list[dict[str, Any]]:
    """Each with the key to trust and the answer that is right; an empty one is good."""
    good = proof(517)
    wordless = good | {"event": {name: value for name, value in good["event"].items() if name != "said"}}
    altered = good["event"]["said"].replace("granted", "refused")
    rehashed = hashlib.sha256(altered.encode()).hexdigest()
    anew = tree.leaf((518).to_bytes(8, "big") + bytes.fromhex(rehashed)).hex()
    told: list[tuple[str, Any, str, str]] = [
        ("the first leaf", proof(0), KEY, ""),
        ("a leaf in the middle", good, KEY, ""),
        ("the last leaf", proof(COUNT - 1), KEY, ""),
        ("a leaf of an older tree", proof(17, OLDER, 1), KEY, ""),
        ("the only leaf", proof(0, 1, 1), KEY, ""),
        ("without its words", wordless, KEY, ""),
        ("other words", good | {"event": good["event"] | {"said": altered}}, KEY, "words"),
        ("another hash with other words", _changed(good, said=altered, hash=rehashed), KEY, "leaf"),
        ("another leaf throughout", _changed(good, said=altered, hash=rehashed) | {"leaf": anew}, KEY, "tree"),
        ("a changed leaf", good | {"leaf": LEAVES[516].hex()}, KEY, "leaf"),
        ("another event's number", _changed(good, id=519), KEY, "leaf"),
        ("a wrong index", good | {"position": 516}, KEY, "tree"),
        ("an index outside the tree", good | {"position": COUNT}, KEY, "outside"),
        ("an index below the tree", good | {"position": -1}, KEY, "outside"),
        ("a cut path", good | {"path": good["path"][:-1]}, KEY, "path"),
        ("a path that is too long", good | {"path": [*good["path"], good["path"][0]]}, KEY, "path"),
        ("a path in another order", good | {"path": good["path"][::-1]}, KEY, "tree"),
        ("the checkpoint of an older, smaller tree", good | {"checkpoint": note(1, OLDER)}, KEY, "outside"),
        ("an older checkpoint that has the leaf", proof(17) | {"checkpoint": note(1, OLDER)}, KEY, "path"),
        ("another key", good, OTHER_KEY, "signature"),
        ("a size that was not signed", _note(good, f"\n{COUNT}\n", f"\n{COUNT + 1}\n"), KEY, "signature"),
        ("a reach that was not signed", _note(good, "settled 599", "settled 598"), KEY, "signature"),
        (
            "a note without its signature",
            good | {"checkpoint": note(2, COUNT).partition("\n\n")[0] + "\n\n"},
            KEY,
            "unreadable",
        ),
        ("no path", {name: value for name, value in good.items() if name != "path"}, KEY, "unreadable"),
        ("no proof at all", [], KEY, "unreadable"),
    ]
    return [{"name": name, "key": key, "answer": answer, "proof": given} for name, given, key, answer in told]


def written() -> str:
    """The file."""
    return json.dumps(vectors(), ensure_ascii=False, indent=1) + "\n"


def _changed(proof: dict[str, Any], **event: Any) -> dict[str, Any]:
    return proof | {"event": proof["event"] | event}


def _note(proof: dict[str, Any], old: str, new: str) -> dict[str, Any]:
    return proof | {"checkpoint": proof["checkpoint"].replace(old, new)}


if __name__ == "__main__":
    from pathlib import Path

    (Path(__file__).parent / "proofs.json").write_text(written(), encoding="utf-8")
