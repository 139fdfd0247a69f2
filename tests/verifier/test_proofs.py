"""The proof of a decision: good ones pass, and each bad one is refused for its own reason, by a verifier on its own."""

import ast
import copy
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import make_proofs
from tests.verifier.vectors import FOLDER, read
from verifier.proof import SAYS, WITNESS, check_proof

PROOFS: list[dict[str, Any]] = read("proofs.json")
ROOT = FOLDER.parents[1]


@pytest.mark.parametrize("vector", PROOFS, ids=lambda vector: vector["name"])
def test_the_verifier_judges_a_proof_as_the_vector_says(vector: dict[str, Any]) -> None:
    assert check_proof(vector["proof"], vector["key"]) == vector["answer"]


def test_the_vectors_are_what_is_written_today_and_show_every_answer() -> None:
    assert (FOLDER / "proofs.json").read_text(encoding="utf-8") == make_proofs.written()
    assert {vector["answer"] for vector in PROOFS} == {"", *SAYS} - {WITNESS}


def test_no_part_of_a_proof_can_be_changed_unnoticed() -> None:
    good, key = PROOFS[1]["proof"], PROOFS[1]["key"]
    passed = []

    for name, wrong in _mutants(good):
        if check_proof(wrong, key) == "":
            passed.append(name)

    assert passed == []


def _mutants(good: dict[str, Any]) -> Any:
    """The proof with each of its values changed, one at a time; each sign of the note, too."""
    for name in ("leaf", "position"):
        yield name, good | {name: _other(good[name])}
    for name in good["event"]:
        yield name, good | {"event": good["event"] | {name: _other(good["event"][name])}}
    for at in range(len(good["path"])):
        changed = copy.deepcopy(good)
        changed["path"][at] = _other(changed["path"][at])
        yield f"path {at}", changed
    note = good["checkpoint"]
    for at in range(note.index("\n\n")):
        yield f"note {at}", good | {"checkpoint": note[:at] + _other(note[at]) + note[at + 1 :]}


def _other(value: Any) -> Any:
    return value + 1 if isinstance(value, int) else ("1" if value[0] != "1" else "2") + value[1:]


def test_a_witness_that_does_not_hold_the_checkpoint_is_told(tmp_path: Path) -> None:
    good, key = PROOFS[1]["proof"], PROOFS[1]["key"]

    assert check_proof(good, key, frozenset({good["checkpoint"]})) == ""
    assert check_proof(good, key, frozenset({make_proofs.note(1, 300)})) == WITNESS


def test_it_runs_by_itself_and_ends_with_what_it_found(tmp_path: Path) -> None:
    file, held = tmp_path / "proof.json", tmp_path / "held"
    held.mkdir()
    good, bad = PROOFS[1], next(vector for vector in PROOFS if vector["name"] == "a cut path")
    (held / "2.note").write_text(good["proof"]["checkpoint"], encoding="utf-8")

    def run(vector: dict[str, Any], *more: str) -> tuple[int, str]:
        file.write_text(json.dumps(vector["proof"]), encoding="utf-8")
        asked = [sys.executable, "-m", "verifier", "proof", str(file), "--key", vector["key"], *more]
        done = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, check=False)
        return done.returncode, done.stdout

    code, told = run(good, "--checkpoints", str(held))
    assert (code, told.splitlines()[0]) == (
        0,
        "GOOD: event 518 is leaf 517 of 600 in checkpoint 2 of 2026-11-20T08:10:00+08:00",
    )
    assert "test.record 517 #1: grant" in told
    assert "holds this checkpoint" in told
    assert run(bad) == (1, "REFUSED: path: its path is too long or too short\n")
    (held / "2.note").unlink()
    assert run(good, "--checkpoints", str(held))[0] == 1


def test_the_verifier_of_proofs_shares_no_code_with_the_service() -> None:
    for name in ("proof.py", "events.py"):
        parsed = ast.parse((ROOT / "verifier" / name).read_text(encoding="utf-8"))
        froms = {node.module or "" for node in ast.walk(parsed) if isinstance(node, ast.ImportFrom)}
        names = {one.name for node in ast.walk(parsed) if isinstance(node, ast.Import) for one in node.names}
        ours = {one for one in froms | names if (ROOT / one.partition(".")[0]).is_dir()}
        assert ours <= {"verifier.events"}
