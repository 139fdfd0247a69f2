"""Every finding on an application says in words what is wrong and what to change."""

import ast
from pathlib import Path

import pytest

import permits.rules.checks
import workers.rules.evidence
from permits.services.sentences import SENTENCES, sentence

CODES = {
    call.args[1].value
    for module in (permits.rules.checks, workers.rules.evidence)
    for call in ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8")))
    if isinstance(call, ast.Call)
    and isinstance(call.func, ast.Name)
    and call.func.id in ("failed", "not_known")
    and isinstance(call.args[1], ast.Constant)
}
PASSED = {
    f"{call.args[0].value}_passed"
    for call in ast.walk(ast.parse(Path(permits.rules.checks.__file__).read_text(encoding="utf-8")))
    if isinstance(call, ast.Call)
    and isinstance(call.func, ast.Name)
    and call.func.id == "passed"
    and isinstance(call.args[0], ast.Constant)
}


def test_every_code_of_the_checks_has_a_sentence_and_no_other_has() -> None:
    assert len(CODES) > 20
    assert set(SENTENCES) == CODES | PASSED


@pytest.mark.parametrize(
    ("code", "params", "said"),
    [
        ("underage", {"least": 18, "first": "2026-11-15"}, "On 15 Nov 2026"),
        ("paper_of_other_kind", {"kind": "id_card", "allowed": "passport, border_pass"}, "passport, border-area pass"),
        ("nationality_other", {"wanted": "VNM"}, "nationals of VNM"),
    ],
)
def test_days_and_papers_are_told_in_the_readers_words(code: str, params: dict[str, object], said: str) -> None:
    assert said in sentence(code, params)
