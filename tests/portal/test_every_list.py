"""Every list there is, taken out of the demo by whoever sees it: each column is filled, and no row costs a query."""

import csv
import io
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.forms import UUIDField
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Export, Member
from core.errors import Refusal
from portal.exports import LISTS
from portal.forms.filters import Filter
from portal.sheets import write
from tests.factories import AT
from tests.log_ins import enter
from tests.portal.demo_site import Site, clock, site

__all__ = ["clock", "site"]

pytestmark = pytest.mark.django_db(databases=["default", "owner"])
EMPTY_IN_THE_DEMO = {"exports", "named_requests", "devices", "clearances"}
FEW = 12
"""Queries that a file of one batch may cost."""


def _sees(kind: str, member: Member) -> int:
    try:
        LISTS[kind].rows(member, QueryDict())
        return LISTS[kind].seen(member).order_by().count()
    except Refusal:
        return -1


def _written(kind: str, member: Member) -> list[list[str]]:
    asked = Export(kind=kind, member=member, file_kind="csv", language="en", asked="status=", asked_at=AT)
    pieces = write(asked).pieces
    content = b"".join(content for _keys, content in pieces)
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"))))


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_a_list_is_taken_out_by_who_sees_most_of_it_at_the_cost_of_few_queries(site: Site, kind: str) -> None:
    member = max(site.members.values(), key=lambda one: _sees(kind, one))

    with CaptureQueriesContext(connection) as queries:
        heading, *rows = _written(kind, member)

    assert len(set(heading) - {""}) > 1
    assert all(len(row) == len(heading) for row in rows)
    assert bool(rows) != (kind in EMPTY_IN_THE_DEMO)
    assert len(queries) <= FEW


WITHOUT_CONDITIONS = {
    "clearances": "all that waits for one's department, and nothing else",
    "devices": "a post's own few",
    "evidence": "has no page of its own",
    "exports": "one's own few",
    "members": "on the page of an organisation, which the address names",
    "notices": "one's own letters, the latest first",
    "people": "are looked for by a form, so that no address keeps a name",
    "rosters": "one's organisation's own, the latest first",
    "quotas": "a tree of one season, which the address names",
}


@pytest.mark.parametrize("kind", sorted(LISTS))
def test_what_a_list_is_narrowed_by_stands_in_the_address_and_in_the_page_that_a_colleague_opens(
    site: Site, kind: str
) -> None:
    listing, member = LISTS[kind], max(site.members.values(), key=lambda one: _sees(kind, one))
    narrow = listing.narrowed(member, QueryDict())[1] if listing.narrowed else None

    if kind in WITHOUT_CONDITIONS:
        assert not isinstance(narrow, Filter)
        return
    browser = Client(headers={"accept-language": "en"})
    enter(browser, member)
    for name, field in narrow.fields.items():
        wanted = _wish(field)
        page = browser.get(reverse(f"portal:{kind}"), {name: wanted})
        assert page.status_code == 200
        assert page.context["filter"].value(name) == wanted
        form = page.content.decode().partition('role="search"')[2].partition("</form>")[0]
        assert f'name="{name}"' in form


def _wish(field: Any) -> str:
    """Something that a field takes."""
    if isinstance(field, UUIDField):
        return str(UUID(int=7))
    return str(field.choices[-1][0]) if hasattr(field, "choices") else "2026-11-20"
