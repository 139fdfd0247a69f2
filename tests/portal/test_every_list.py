"""Every list there is, taken out of the demo by whoever sees it: each column is filled, and no row costs a query."""

import csv
import io

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from accounts.models import Export, Member
from core.errors import Refusal
from portal.exports import LISTS
from portal.sheets import write
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
    pieces = write(Export(kind=kind, member=member, file_kind="csv", language="en", asked="status=")).pieces
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
