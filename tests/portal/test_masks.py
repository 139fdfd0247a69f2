"""Which headings of a person's pages each kind of reader sees, held by a snapshot: one that is not in it fails.

`REWRITE=1` writes the snapshot anew; the difference is then read like code.
"""

import json
import os
import re
from collections import defaultdict
from pathlib import Path

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.html import strip_tags

from tests.api.test_masks import TITLES, grouped
from tests.api.test_matrix import Scene, scene
from tests.log_ins import enter

__all__ = ["scene"]

SNAPSHOT = Path(__file__).parent / "labels.json"
PAGES = {
    "person": "workers",
    "registration": "registrations",
    "offer": "offers",
    "application": "permit-applications",
    "permit": "permits",
    "absence": "absence-reports",
    "case": "overstay-cases",
    "return": "returns",
    "complaint": "complaints",
}
LABEL = re.compile(r"<dt[^>]*>(.*?)</dt>|<th scope=\"col\"[^>]*>(.*?)</th>|<h2[^>]*>(.*?)</h2>", re.DOTALL)


def labels(page: str) -> set[str]:
    """The names of what a page tells: terms, columns and headings."""
    said = (strip_tags("".join(found)) for found in LABEL.findall(page))
    return {re.sub(r"[\W\d]+", "-", text.strip()).strip("-") for text in said}


@pytest.mark.django_db
def test_nobody_reads_a_heading_that_the_snapshot_does_not_give_them(scene: Scene) -> None:
    found: defaultdict[str, defaultdict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for kind, title in TITLES.items():
        if kind == "worker":
            continue
        browser = Client(headers={"accept-language": "en"})
        enter(browser, scene.actor(kind, title))
        for page, resource in PAGES.items():
            key = scene.key(resource, f"{kind}.{title}")
            answer = browser.get(reverse(f"portal:{page}", args=[getattr(key, "pk", key)]), {"purpose": "checking"})
            for label in labels(answer.content.decode()) if answer.status_code == 200 else ():
                found[page][label].add(kind)
    if os.environ.get("REWRITE"):
        SNAPSHOT.write_text(json.dumps(grouped(found), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")

    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))
    allowed = {
        (page, label, kind)
        for page, lines in kept.items()
        for kinds, said in lines.items()
        for label in said.split()
        for kind in kinds.split()
    }
    seen = {(page, label, kind) for page, of in found.items() for label, kinds in of.items() for kind in kinds}

    assert seen - allowed == set()
    assert {page for page, _label, _kind in seen} == set(PAGES)


def test_the_snapshot_shows_grievances_to_desks_and_oversight_alone() -> None:
    kept = json.loads(SNAPSHOT.read_text(encoding="utf-8"))

    readers = {kind for kinds in kept["complaint"] for kind in kinds.split()}

    assert readers <= {"protection", "oversight"}
