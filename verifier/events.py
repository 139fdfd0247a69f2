"""Checks the exported record of events against the checkpoints that a witness holds, as docs/evidence.md has it.

`python -m verifier events FILE --checkpoints FOLDER --key NAME+ID+KEY`: 0 where all is as it was signed, else 1.
"""

import argparse
import base64
import hashlib
import json
import sys
from bisect import bisect_left
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


class OtherKey(ValueError):
    """A note of another log or key than the one that is trusted."""


@dataclass(frozen=True)
class Checkpoint:
    """A signed root, as a witness holds it."""

    number: int
    size: int
    root: bytes
    at: datetime
    settled: int
    drawn: int
    note: str

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
        lost = vouched_for(lines)
    with open(asked.events, encoding="utf-8") as lines:
        for fault in check(lines, held_in(asked.checkpoints), asked.key, lost=lost):
            wrong += 1
            print(fault)  # noqa: T201
    if lost:
        numbers = sorted(number for number, _root in lost)
        print(f"acknowledged: {len(lost)} checkpoints, {numbers[0]} to {numbers[-1]}, lost with a restore")  # noqa: T201
    print("GOOD" if not wrong else f"{wrong} faults")  # noqa: T201
    return 1 if wrong else 0


def held_in(folder: Path) -> Iterator[str]:
    """The notes of a witness's folder."""
    return (path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.note")))


def vouched_for(lines: Iterable[str]) -> frozenset[tuple[int, str]]:
    """The checkpoints, by number and root in hex, of which two persons have said that they went with a restore."""
    proposed, decided = dict[str, tuple[str, frozenset[tuple[int, str]]]](), frozenset[tuple[int, str]]()
    for line in lines:
        if "evidence.gap" not in line:
            continue
        told = json.loads(line)
        said: list[Any] = json.loads(told["said"]) if told["said"] and told["position"] is not None else [None] * 7
        if said[1] != "evidence.gap":
            continue
        changes = said[5]
        if said[3] == 1:
            roots = (root.removeprefix("\\x") for root in changes["roots"])
            proposed[said[2]] = changes["proposed_by"], frozenset(zip(changes["numbers"], roots, strict=True))
        elif changes.get("is_acknowledged") == [None, True] and said[2] in proposed:
            first, lost = proposed[said[2]]
            decided |= lost if changes["decided_by"][1] != first else frozenset()
    return decided


def check(
    lines: Iterable[str], held: Iterable[str], key: str, *, lost: frozenset[tuple[int, str]] = frozenset()
) -> Iterator[str]:
    """Every fault in the lines, measured against the notes that are held and the key that signs.

    Notes that are `lost` are left aside: the database was put back to before them.
    """
    checkpoints = list[Checkpoint]()
    for note in held:
        try:
            checkpoint = opened(note, key)
        except (ValueError, InvalidSignature) as error:
            yield f"a checkpoint cannot be used: {error or 'its signature is not of that key'}"
            continue
        if (checkpoint.number, checkpoint.root.hex()) not in lost:
            checkpoints.append(checkpoint)
    if not checkpoints:
        yield "no checkpoint to compare with"
    yield from _Reading(sorted(checkpoints, key=lambda one: one.number)).faults(lines)


def opened(note: str, key: str) -> Checkpoint:
    """Read a note and prove its signature."""
    name, named, coded = key.split("+", 2)
    public = base64.b64decode(coded)[1:]
    body, _gap, line = note.partition("\n\n")
    body += "\n"
    origin, size, root, number, at, settled, drawn, algorithm = body.splitlines()
    _mark, _name, coded = line.rstrip("\n").split(" ")
    signature = base64.b64decode(coded, validate=True)
    if origin != name or signature[:4].hex() != named or algorithm != "algorithm sha256":
        raise OtherKey("it is of another log, key or algorithm")
    if hashlib.sha256(name.encode() + b"\n\x01" + public).digest()[:4] != signature[:4]:
        raise OtherKey("the key is not the one that its id names")
    Ed25519PublicKey.from_public_bytes(public).verify(signature[4:], body.encode())
    told = datetime.fromisoformat(at.split(" ", 1)[1])
    counted, until, last = (int(line.split(" ")[1]) for line in (number, settled, drawn))
    return Checkpoint(counted, int(size), base64.b64decode(root), told, until, last, note)


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
            self._add(bytes.fromhex(told["leaf"]))
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
        if told["position"] is not None and _leaf(told["id"], told["hash"]).hex() != told["leaf"]:
            yield f"{about}: not what was sealed ({self._interval()})"
        yield from self._moment(about, told["id"], at, told["position"])
        self.last.setdefault(record, []).append((seq, before or "", told["hash"]))

    def _moment(self, about: str, event_id: int, at: str, position: int | None) -> Iterator[str]:
        """An id lies between those that two checkpoints name as the last that were drawn, and so does its moment."""
        moment = datetime.fromisoformat(at.replace("Z", "+00:00"))
        nth = bisect_left(self.checkpoints, event_id, key=lambda one: one.drawn)
        before, after = self.checkpoints[nth - 1 : nth], self.checkpoints[nth : nth + 1]
        if (before and moment < before[0].at - SLACK) or (after and moment > after[0].at + SLACK):
            yield f"{about}: says a moment at which its number was not drawn: the clock was set ({self._interval()})"
        # Those that were sealed before this line; an event that a checkpoint calls settled is among them.
        sealed = self.checkpoints[: self.done]
        if sealed and event_id <= sealed[-1].settled:
            yield f"{about}: slipped into the past ({_between(before, after)}): {sealed[-1]} was made without it"
        elif position is None and sealed and moment < sealed[-1].at - LONGEST:
            yield f"{about}: not sealed, though it is older than {sealed[-1]}"

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
        return _between(self.checkpoints[: self.done], self.checkpoints[self.done :])

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


def _between(before: list[Checkpoint], after: list[Checkpoint]) -> str:
    return f"between {before[-1] if before else 'the start'} and {after[0] if after else 'now'}"


def _leaf(event_id: int, hashed: str) -> bytes:
    return hashlib.sha256(b"\x00" + event_id.to_bytes(8, "big") + bytes.fromhex(hashed)).digest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
