"""What was done has a word for people: no history names an act by its key."""

import re
from pathlib import Path

import pytest

from core.permissions import Permission
from portal.words import DONE, MAY

ROOT = Path(__file__).parents[2]
ACTS = re.compile(r"""\bact\(\s*["'](\w+)["']""")
OF_MACHINES = {
    *("begin_export", "count_export", "make_export", "forget_exports", "compare"),
    *("open_session", "close_session", "use_token"),
}
"""What stands in no history of a record: the making of files, sessions, and the use of a token."""


def verbs() -> set[str]:
    files = [
        path
        for app in ("accounts", "employers", "workers", "permits")
        for path in (ROOT / app).rglob("services/**/*.py")
    ]
    return {verb for path in files for verb in ACTS.findall(path.read_text(encoding="utf-8"))}


def test_there_are_acts_to_name() -> None:
    assert len(verbs()) > 80


@pytest.mark.parametrize("verb", sorted(verbs() - OF_MACHINES))
def test_an_act_has_a_word(verb: str) -> None:
    assert verb in DONE


def test_every_permission_has_a_word_for_who_makes_a_token() -> None:
    assert set(MAY) == set(Permission)
