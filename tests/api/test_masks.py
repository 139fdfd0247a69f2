"""Which fields each kind of asker gets of each record, held by a snapshot: a field that is not in it fails.

`REWRITE=1` writes the snapshot anew; the difference is then read like code.
"""

import json
import os
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from tests.api.test_matrix import ENDPOINTS, ROLES, Endpoint, Scene, scene

__all__ = ["scene"]

SNAPSHOT = Path(__file__).parent / "fields.json"
TITLES = dict(reversed(ROLES))
"""One role of each kind reads: who sees more of a record than another of the same kind, there is none."""
NEVER = ("sealed", "digest_of", "own_key", "password", "tokens", "folded")


def leaves(value: Any, before: str = "") -> Iterator[str]:
    """The names of all fields of an answer, however deep; lists count as one of their rows."""
    if isinstance(value, dict):
        for name, part in value.items():
            yield from leaves(part, f"{before}.{name}" if before else name)
    elif isinstance(value, list):
        for part in value:
            yield from leaves(part, before)
    else:
        yield before


def told(scene: Scene, endpoint: Endpoint) -> Iterator[tuple[str, str]]:
    """Each field of an answer with the kind of who got it."""
    for kind, title in TITLES.items():
        role = f"{kind}.{title}"
        key = scene.key(endpoint.resource.name, role) if endpoint.keyed else ""
        path = f"/api/v1/{endpoint.path.format(key=getattr(key, 'pk', key))}"
        question = {"purpose": "checking"} if endpoint.keyed else {"limit": 200}
        answer = scene.client(scene.actor(kind, title)).get(path, question)
        if answer.status_code == 200:
            yield from ((field, kind) for field in leaves(json.loads(answer.content)) if field)


def grouped(found: Mapping[str, Mapping[str, set[str]]]) -> dict[str, dict[str, str]]:
    """By path: the fields of those kinds that get the same, so that a reader sees who gets what."""
    made: dict[str, dict[str, str]] = {}
    for path, fields in sorted(found.items()):
        lines: defaultdict[str, list[str]] = defaultdict(list)
        for field, kinds in sorted(fields.items()):
            lines[" ".join(sorted(kinds))].append(field)
        made[path] = {kinds: " ".join(names) for kinds, names in sorted(lines.items())}
    return made


def given() -> dict[tuple[str, str], set[str]]:
    """Which kinds may get each field of each path."""
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    return {
        (path, field): set(kinds.split())
        for path, lines in kept.items()
        for kinds, fields in lines.items()
        for field in fields.split()
    }


@pytest.mark.django_db
def test_nobody_gets_a_field_that_the_snapshot_does_not_give_them(scene: Scene) -> None:
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for endpoint in ENDPOINTS:
        if not endpoint.acts and endpoint.resource.records:
            for field, kind in told(scene, endpoint):
                found[f"{endpoint.path} {endpoint.name}".strip()][field].add(kind)
    if os.environ.get("REWRITE"):
        SNAPSHOT.write_text(json.dumps(grouped(found), indent=1) + "\n", encoding="utf-8")

    allowed = given()
    beyond = [
        f"{path} {field}: {kind}"
        for path, fields in found.items()
        for field, kinds in fields.items()
        for kind in kinds - allowed.get((path, field), set())
    ]

    assert beyond == []
    assert len(found) > 50


def test_the_snapshot_gives_no_secret_to_anybody_and_no_grievance_to_a_party() -> None:
    allowed = given()
    secret = [name for name in allowed if any(part in name[1] for part in NEVER)]
    parties = {
        path
        for (path, field), kinds in allowed.items()
        if path.startswith(("complaints", "cost-statements")) and field != "next"
        if {"employer", "intermediary", "partner", "bureau", "department"} & kinds
    }

    assert secret == []
    assert parties == set()
