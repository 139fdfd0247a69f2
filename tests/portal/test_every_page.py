"""Every page there is, in every role: who may open it, that it is light, and that it stands on its own.

The pages are taken from the addresses themselves, so a new one is covered by itself: it needs a line in `pages.toml`.
"""

import gzip
import re
import tomllib
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from portal.urls import urlpatterns
from tests.log_ins import enter
from tests.portal.demo_site import ROLES, Site, clock, is_open_to, site

__all__ = ["clock", "site"]

TABLE: dict[str, list[str]] = tomllib.loads((Path(__file__).parent / "pages.toml").read_text())["opens_to"]
pytestmark = pytest.mark.django_db(databases=["default", "owner"])
FILES = {
    "decision_proof",
    "my_permit_proof",
    "licence_file",
    "person_file",
    "person_photo",
    "roster_template",
    "roster_marked",
}
"""Addresses of files, which are no pages."""
MOST = 60 * 1024
"""Bytes of a first visit, packed."""


def test_the_table_names_every_page_and_none_that_is_gone() -> None:
    assert set(TABLE) == {str(page.name) for page in urlpatterns}


@pytest.mark.parametrize("role", ROLES)
def test_a_page_opens_to_whom_the_table_names_and_is_light(site: Site, role: str) -> None:
    member, browser = site.members[role], Client(headers={"accept-language": "vi"})
    enter(browser, member)

    answers = {str(page.name): browser.get(site.address(page, member)) for page in urlpatterns}

    statuses = {name: answer.status_code for name, answer in answers.items()}
    opened = {name for name, status in statuses.items() if status == 200}
    assert opened == {name for name, told in TABLE.items() if is_open_to(role, told)}
    assert {statuses[name] for name in TABLE.keys() - opened} <= {302, 403, 404, 405}
    acts = {name for name, told in TABLE.items() if not told} - FILES
    assert {name: statuses[name] for name in acts if statuses[name] not in (302, 405)} == {}
    heavy = {name: weight for name in opened - FILES if (weight := _weight(answers[name].content)) > MOST}
    assert heavy == {}


def _weight(page: bytes) -> int:
    """What a page and all it loads weigh on the way."""
    loaded = re.findall(r'(?:href|src)="/static/([^"]+)"', page.decode())
    files = [Path(str(finders.find(name))).read_bytes() for name in loaded]
    return sum(len(gzip.compress(part)) for part in [page, *files])
