"""Checks the exported record of events against the checkpoints that a witness holds, as docs/evidence.md has it.

`python -m verifier events FILE --checkpoints FOLDER --key NAME+ID+KEY`: 0 where all is as it was signed, else 1.
"""

import argparse
import base64
import hashlib
import json
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SLACK = timedelta(minutes=1)
LONGEST = timedelta(hours=1)
"""No transaction stays open for longer: an event that is older has been sealed."""


@dataclass(frozen=True)
class Checkpoint:
    """A signed root, as a witness holds it."""

    number: int
    size: int
    root: bytes
    at: datetime

    def __str__(self) -> str:
        return f"checkpoint {self.number} of {self.at.isoformat(timespec='seconds')}"


def main(arguments: list[str]) -> int:
    """Say what is wrong, each on a line."""
    parser = argparse.ArgumentParser(prog="python -m verifier events", description="Check a record of events.")
    parser.add_argument("events", type=Path, help="what `manage.py export_events` wrote")
    parser.add_argument("--checkpoints", type=Path, required=True, help="the witness's folder of *.note files")
    parser.add_argument("--key", required=True, help="the key that must have signed them: name+id+key")
    asked = parser.parse_args(arguments)
    wrong = 0
    with open(asked.events, encoding="utf-8") as lines:
        held = (path.read_text(encoding="utf-8") for path in sorted(asked.checkpoints.glob("*.note")))
        for fault in check(lines, held, asked.key):
            wrong += 1
            print(fault)  # noqa: T201
    print("GOOD" if not wrong else f"{wrong} faults")  # noqa: T201
    return 1 if wrong else 0


def check(lines: Iterable[str], held: Iterable[str], key: str) -> Iterator[str]:
    """Every fault in the lines, measured against the notes that are held and the key that signs."""
    checkpoints = list[Checkpoint]()
    for note in held:
        try:
            checkpoints.append(opened(note, key))
        except (ValueError, InvalidSignature) as error:
            yield f"a checkpoint cannot be used: {error or 'its signature is not of that key'}"
    if not checkpoints:
        yield "no checkpoint to compare with"
    yield from _Reading(sorted(checkpoints, key=lambda one: one.number)).faults(lines)


def check_proof(proof: dict[str, Any], key: str) -> str:
    """What is wrong with the proof of one event, or nothing (RFC 9162, 2.1.3.2)."""
    try:
        checkpoint, event = opened(proof["checkpoint"], key), proof["event"]
    except (ValueError, InvalidSignature):
        return "its checkpoint was not signed with that key"
    if hashlib.sha256(event["said"].encode()).hexdigest() != event["hash"]:
        return "what it says was altered"
    place, last, reached = proof["position"], checkpoint.size - 1, _leaf(event["id"], event["hash"])
    if not 0 <= place <= last:
        return "it lies outside the tree"
    for step in map(base64.b64decode, proof["path"]):
        if last == 0:
            return "its path is too long"
        is_right = place % 2 == 1 or place == last
        pair = step + reached if is_right else reached + step
        reached = hashlib.sha256(b"\x01" + pair).digest()
        while is_right and place % 2 == 0 and place:
            place, last = place // 2, last // 2
        place, last = place // 2, last // 2
    return "" if last == 0 and reached == checkpoint.root else "it is not in the tree that was signed"


def opened(note: str, key: str) -> Checkpoint:
    """Read a note and prove its signature."""
    name, named, coded = key.split("+", 2)
    public = base64.b64decode(coded)[1:]
    body, _gap, line = note.partition("\n\n")
    body += "\n"
    origin, size, root, number, at, algorithm = body.splitlines()
    signature = base64.b64decode(line.split(" ")[2])
    if origin != name or signature[:4].hex() != named or algorithm != "algorithm sha256":
        raise ValueError("it is of another log, key or algorithm")
    if hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4] != signature[:4]:
        raise ValueError("the key is not the one that its id names")
    Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], body.encode())
    told = datetime.fromisoformat(at.split(" ", 1)[1])
    return Checkpoint(int(number.split(" ")[1]), int(size), base64.b64decode(root), told)


class _Reading:
    """Reads lines one by one; it keeps a hash for each record, and one for each bit of the number of leaves."""

    def __init__(self, checkpoints: list[Checkpoint]) -> None:
        self.checkpoints, self.done = checkpoints, 0
        self.last = dict[str, list[tuple[int, str, str]]]()
        self.size, self.peaks = 0, list[bytes]()

    def faults(self, lines: Iterable[str]) -> Iterator[str]:
        """What is wrong with each line, then with the tree."""
        yield from self._reached()
        for line in lines:
            told = json.loads(line)
            yield from self._event(told)
            if told["position"] is None:
                continue
            if told["position"] != self.size:
                yield f"leaf {self.size} is missing ({self._interval()})"
            self._add(_leaf(told["id"], told["hash"] or ""))
            yield from self._reached()
        yield from self._ends()

    def _event(self, told: dict[str, Any]) -> Iterator[str]:
        if told["said"] is None:
            yield f"{told['subject']} (event {told['id']}): missing ({self._interval()})"
            return
        said = json.loads(told["said"])
        record, seq, at, before = f"{said[1]} {said[2]}", said[3], said[12], said[13]
        about = f"{record} #{seq} (event {told['id']})"
        if hashlib.sha256(told["said"].encode()).hexdigest() != told["hash"]:
            yield f"{about}: altered ({self._interval()})"
        yield from self._moment(about, at, told["position"])
        self.last.setdefault(record, []).append((seq, before or "", told["hash"]))

    def _moment(self, about: str, at: str, position: int | None) -> Iterator[str]:
        moment = datetime.fromisoformat(at.replace("Z", "+00:00"))
        if position is None:
            if self.checkpoints and moment < self.checkpoints[-1].at - LONGEST:
                yield f"{about}: not sealed, though it is older than {self.checkpoints[-1]}"
        elif self.done < len(self.checkpoints) and moment > self.checkpoints[self.done].at + SLACK:
            yield f"{about}: says a moment after it was sealed ({self._interval()})"

    def _reached(self) -> Iterator[str]:
        while self.done < len(self.checkpoints) and self.checkpoints[self.done].size == self.size:
            if self._root() != self.checkpoints[self.done].root:
                yield f"the tree is not the one that was signed ({self._interval()})"
            self.done += 1

    def _ends(self) -> Iterator[str]:
        for checkpoint in self.checkpoints[self.done :]:
            yield f"{checkpoint}: {checkpoint.size} leaves were signed, but there is no tree of that size here"
        for record, events in self.last.items():
            before = (0, "", "")
            for event in sorted(events):
                if event[0] != before[0] + 1:
                    yield f"{record} #{event[0]}: gap before it"
                elif event[1] != before[2]:
                    yield f"{record} #{event[0]}: does not follow the one before"
                before = event

    def _interval(self) -> str:
        before = self.checkpoints[self.done - 1] if self.done else "the start"
        after = self.checkpoints[self.done] if self.done < len(self.checkpoints) else "now"
        return f"between {before} and {after}"

    def _add(self, hashed: bytes) -> None:
        size, self.size = self.size, self.size + 1
        while size % 2:
            hashed, size = hashlib.sha256(b"\x01" + self.peaks.pop() + hashed).digest(), size // 2
        self.peaks.append(hashed)

    def _root(self) -> bytes:
        if not self.peaks:
            return hashlib.sha256(b"").digest()
        root = self.peaks[-1]
        for peak in reversed(self.peaks[:-1]):
            root = hashlib.sha256(b"\x01" + peak + root).digest()
        return root


def _leaf(event_id: int, hashed: str) -> bytes:
    return hashlib.sha256(b"\x00" + event_id.to_bytes(8, "big") + bytes.fromhex(hashed)).digest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
