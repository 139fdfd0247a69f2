"""Every verifier judges the vectors alike, and each bad code is refused for its own reason."""

import ast
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.vectors import make
from tests.verifier.vectors import BAD, FOLDER, GOOD, LISTS, answered

ROOT = FOLDER.parents[1]
REASONS = {
    *("signature", "unknown_key", "key_expired", "not_yet_valid", "ended", "revoked", "suspended"),
    *("wrong_port", "wrong_area", "list_too_old"),
}


@pytest.mark.parametrize("vector", [*GOOD, *BAD], ids=lambda vector: vector["name"])
def test_the_verifier_answers_as_the_vector_says(vector: dict[str, Any]) -> None:
    answer = answered(vector)

    assert (answer.answer, answer.reason, answer.unchecked_since) == (
        vector["answer"],
        vector["reason"],
        vector["unchecked_since"],
    )


def test_the_bad_vectors_show_every_reason_and_the_good_ones_none() -> None:
    assert {vector["reason"] for vector in BAD} == REASONS
    assert {vector["answer"] for vector in GOOD} == {"good", "good_unchecked"}
    names = [vector["name"] for vector in [*GOOD, *BAD]]
    assert len(names) == len(set(names))


def test_the_files_are_what_the_signer_writes_today() -> None:
    for name, value in make.files().items():
        assert (FOLDER / name).read_text(encoding="utf-8") == make.written(value)


def test_a_second_implementation_agrees_on_every_vector() -> None:
    node = shutil.which("node")
    if node is None:
        pytest.skip("Node is not installed: nobody else has judged the vectors.")

    said = subprocess.run(
        [node, "verify.mjs", "good.json", "bad.json"], cwd=FOLDER, capture_output=True, text=True, check=True
    )

    answers = [json.loads(line) for line in said.stdout.splitlines()]
    names = ("name", "answer", "reason", "unchecked_since")
    assert answers == [{name: vector[name] for name in names} for vector in [*GOOD, *BAD]]


def test_the_verifier_shares_no_code_with_the_signer() -> None:
    imported = set()
    for path in (ROOT / "verifier").glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom):
                imported.add(str(node.module).split(".")[0])
            elif isinstance(node, ast.Import):
                imported |= {name.name.split(".")[0] for name in node.names}

    assert imported - sys.stdlib_module_names == {"verifier", "cryptography"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name in ("keys", "status", "keys-signed-by-a-stranger"):
        (tmp_path / name).write_bytes(bytes.fromhex(LISTS["lists"][name]))
    return tmp_path


def ask(folder: Path, code: str, *more: str, keys: str = "keys") -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-m", "verifier", code, "--keys", str(folder / keys), "--status", str(folder / "status")]
    return subprocess.run([*command, *more], cwd=ROOT, capture_output=True, text=True, check=False)


def test_at_a_terminal_it_answers_in_words_and_by_its_exit_code(folder: Path) -> None:
    code, at = GOOD[0]["code"], ("--at", "2026-11-20T08:00")

    good = ask(folder, code, *at, "--port", "aidian")
    wrong = ask(folder, code, *at, "--port", "hekou")
    late = ask(folder, code, "--at", "2026-11-25T08:00+08:00", "--trust", LISTS["trust"])

    assert (good.returncode, wrong.returncode, late.returncode) == (0, 1, 3), good.stderr
    assert good.stdout.splitlines()[0] == "GOOD"
    assert "2026-11-15 to 2027-04-15" in good.stdout
    assert "statuses  0 days 2 hours old" in good.stdout
    assert wrong.stdout.startswith("REFUSED: wrong_port")
    assert late.stdout.startswith("GOOD, but revocation not checked since 2026-11-20T06:00:00+08:00")


def test_at_a_terminal_a_list_nobody_may_trust_is_no_list(folder: Path) -> None:
    code, at = GOOD[0]["code"], ("--at", "2026-11-20T08:00", "--json")

    stranger = ask(folder, code, *at, keys="keys-signed-by-a-stranger")
    missing = ask(folder, code, *at, keys="not-there")
    another = ask(folder, code, *at, "--trust", "00" * 32)
    wrongly = ask(folder, code, "--at", "yesterday")

    assert [json.loads(one.stdout)["reason"] for one in (stranger, missing, another)] == ["unknown_key"] * 3
    assert [one.returncode for one in (stranger, missing, another, wrongly)] == [1, 1, 1, 2]
    assert "cannot be used" in stranger.stderr


def test_at_a_terminal_the_fingerprint_that_is_printed_says_whom_to_trust(folder: Path) -> None:
    code, at = GOOD[0]["code"], ("--at", "2026-11-20T08:00", "--json")
    groups = " ".join(re.findall("....", LISTS["fingerprint"])).lower()

    own = ask(folder, code, *at, "--fingerprint", groups)
    another = ask(folder, code, *at, "--fingerprint", "00" * 16)
    wrongly = ask(folder, code, *at, "--fingerprint", "1234")

    assert json.loads(own.stdout)["answer"] == "good"
    assert json.loads(another.stdout)["reason"] == "unknown_key"
    assert wrongly.returncode == 2


def test_at_a_terminal_a_clock_behind_the_lists_is_told(folder: Path) -> None:
    late = ask(folder, GOOD[0]["code"], "--at", "2026-11-20T05:50")
    right = ask(folder, GOOD[0]["code"], "--at", "2026-11-20T05:56")

    assert "clock is behind 2026-11-20T06:00:00+08:00" in late.stderr
    assert right.stderr == ""
