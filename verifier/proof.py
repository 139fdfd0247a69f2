"""Checks the proof that one decision is sealed, as docs/evidence.md has it.

`python -m verifier proof FILE --key NAME+ID+KEY [--checkpoints FOLDER]`: 0 where it is sealed as it says, else 1.
"""

import argparse
import base64
import hashlib
import json
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature

from verifier.events import Checkpoint, OtherKey, held_in, opened

SIGNATURE, WORDS, LEAF = "signature", "words", "leaf"
OUTSIDE, PATH, TREE, WITNESS, UNREADABLE = "outside", "path", "tree", "witness", "unreadable"
SAYS = {
    UNREADABLE: "this is no proof, or a part of it is missing",
    SIGNATURE: "its checkpoint was not signed with that key",
    WORDS: "what the decision says was altered",
    LEAF: "its leaf is not the one that its event gives",
    OUTSIDE: "it lies outside the tree: the checkpoint is older than it, or its place is wrong",
    PATH: "its path is too long or too short",
    TREE: "it is not in the tree that was signed",
    WITNESS: "the witness does not hold this checkpoint",
}


def main(arguments: list[str]) -> int:
    """Say whether a decision is sealed, and what it says where the proof has its words."""
    parser = argparse.ArgumentParser(prog="python -m verifier proof", description="Check the proof of a decision.")
    parser.add_argument("proof", type=Path, help="the file from the page of the decision")
    parser.add_argument("--key", required=True, help="the key that must have signed: name+id+key")
    parser.add_argument("--checkpoints", type=Path, help="a witness's folder of *.note files, to compare with")
    asked = parser.parse_args(arguments)
    held = frozenset(held_in(asked.checkpoints)) if asked.checkpoints else None
    try:
        proof = json.loads(asked.proof.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        proof = None
    wrong = check_proof(proof, asked.key, held)
    print(f"REFUSED: {wrong}: {SAYS[wrong]}" if wrong else _told(proof, asked.key, held))  # noqa: T201
    return 1 if wrong else 0


def check_proof(proof: Any, key: str, held: frozenset[str] | None = None) -> str:
    """What is wrong with the proof of one event, or nothing; `held` are the notes of a witness, where there is one."""
    try:
        return _wrong(proof, opened(proof["checkpoint"], key), held)
    except (InvalidSignature, OtherKey):
        return SIGNATURE
    except (KeyError, TypeError, ValueError, AttributeError):
        return UNREADABLE


def _wrong(proof: dict[str, Any], checkpoint: Checkpoint, held: frozenset[str] | None) -> str:
    event = proof["event"]
    if "said" in event and hashlib.sha256(event["said"].encode()).hexdigest() != event["hash"]:
        return WORDS
    leaf = hashlib.sha256(b"\x00" + event["id"].to_bytes(8, "big") + bytes.fromhex(event["hash"])).digest()
    if leaf.hex() != proof["leaf"]:
        return LEAF
    if not 0 <= proof["position"] < checkpoint.size:
        return OUTSIDE
    reached = _climbed(leaf, proof["position"], checkpoint.size, [base64.b64decode(step) for step in proof["path"]])
    if reached is None:
        return PATH
    if reached != checkpoint.root:
        return TREE
    return WITNESS if held is not None and proof["checkpoint"] not in held else ""


def _climbed(reached: bytes, place: int, size: int, path: list[bytes]) -> bytes | None:
    """The root that a leaf and its path lead to (RFC 9162, 2.1.3.2); None where the path has another length."""
    last = size - 1
    for step in path:
        if last == 0:
            return None
        is_right = place % 2 == 1 or place == last
        pair = step + reached if is_right else reached + step
        reached = hashlib.sha256(b"\x01" + pair).digest()
        while is_right and place % 2 == 0 and place:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2
    return reached if last == 0 else None


def _told(proof: dict[str, Any], key: str, held: frozenset[str] | None) -> str:
    checkpoint, event = opened(proof["checkpoint"], key), proof["event"]
    lines = [f"GOOD: event {event['id']} is leaf {proof['position']} of {checkpoint.size} in {checkpoint}"]
    if "said" in event:
        _algorithm, subject_type, subject_id, seq, verb, *_rest = json.loads(event["said"])
        lines.append(f"says     {subject_type} {subject_id} #{seq}: {verb}")
    else:
        lines.append("says     (its words are not in the file; whoever may read the event shows them)")
    lines.append("witness  holds this checkpoint" if held else "witness  not asked: compare the checkpoint with one")
    return "\n".join(lines)
