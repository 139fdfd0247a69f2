"""The vectors as tests read them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

from verifier.check import Answer, Question, check
from verifier.envelopes import Unreadable
from verifier.lists import Keys, Statuses, read_keys, read_statuses

FOLDER = Path(__file__).parents[1] / "vectors"


def read(name: str) -> Any:
    """One file of vectors."""
    return json.loads((FOLDER / name).read_text(encoding="utf-8"))


GOOD, BAD, LISTS = read("good.json"), read("bad.json"), read("lists.json")


@cache
def held(keys: str | None, status: str | None) -> tuple[Keys | None, Statuses | None]:
    """The lists of those names, as a verifier holds them: none where they fail."""
    trusted = bytes.fromhex(LISTS["trust"])
    try:
        read_in = read_keys(bytes.fromhex(LISTS["lists"][keys]), trusted=trusted) if keys else None
    except Unreadable:
        return None, None
    try:
        return read_in, read_statuses(bytes.fromhex(LISTS["lists"][status]), read_in) if read_in and status else None
    except Unreadable:
        return read_in, None


def answered(vector: dict[str, Any], code: str | None = None) -> Answer:
    """What the verifier answers to a vector, or to another code in its place."""
    question = Question(vector["at"], vector["port"], vector["area"], vector["employer"])
    return check(vector["code"] if code is None else code, question, *held(vector["keys"], vector["status"]))
