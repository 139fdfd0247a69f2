"""Lists: every row once, page by page, at a number of queries that does not grow with theirs."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from api.resources import PERSONS, RESOURCES, STAYING
from tests import factories
from tests.api.people_records import people_records
from tests.employers.steps import drafted, granted
from tests.factories import AT, World

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]


def followed(client: APIClient, path: str) -> list[str]:
    """The ids of all rows, following every page's address of the next."""
    found: list[str] = []
    address: str | None = path
    while address:
        page = client.get(address).json()
        found += [row.get("id") or row["code"] for row in page["results"]]
        address = page["next"]
    return found


@pytest.mark.parametrize("limit", [1, 3, 7, 200])
def test_every_row_comes_once_whatever_the_page(demand: World, session: In, limit: int) -> None:
    made = factories.filings(7, demand.mandate)
    clerk = session(demand.member("intermediary", "clerk"))

    found = followed(clerk, f"/api/v1/filings/?limit={limit}")

    assert sorted(found) == sorted(str(filing.pk) for filing in made)
    assert found == sorted(found, reverse=True)


def test_pages_by_two_columns_lose_and_double_nothing(stranger: APIClient) -> None:
    factories.areas(factories.NINGMING, factories.PINGXIANG, factories.HEKOU)
    for code in ("2025-26", "2026-27"):
        factories.season(code)

    assert len(followed(stranger, "/api/v1/seasons/?limit=1")) == 2
    found = followed(stranger, "/api/v1/areas/?limit=2")
    assert found == sorted(set(found))


def test_a_row_added_meanwhile_moves_nothing(demand: World, session: In) -> None:
    factories.filings(4, demand.mandate)
    clerk = session(demand.member("intermediary", "clerk"))
    first = clerk.get("/api/v1/filings/?limit=2").json()

    factories.filings(2, demand.mandate)
    second = clerk.get(first["next"]).json()

    assert not {row["id"] for row in first["results"]} & {row["id"] for row in second["results"]}
    assert len(second["results"]) == 2


def test_the_address_of_the_next_page_keeps_the_question(demand: World, session: In) -> None:
    factories.filings(3, demand.mandate)
    answer = session(demand.member("intermediary", "clerk")).get("/api/v1/filings/?status=draft&limit=2")

    assert "status=draft" in answer.json()["next"]
    assert answer["Link"] == f'<{answer.json()["next"]}>; rel="next"'


def test_filters_keep_what_they_say(demand: World, session: In) -> None:
    filing = granted(demand)
    drafted(demand)
    clerk = session(demand.member("intermediary", "clerk"))

    def found(question: str) -> list[str]:
        return [row["id"] for row in clerk.get(f"/api/v1/filings/?{question}").json()["results"]]

    assert found("status=granted") == [str(filing.pk)]
    assert found(f"number={filing.number}") == [str(filing.pk)]
    assert found("county=532532") == []
    assert len(found("season=2026-27&county=451422&starts_from=2026-11-15")) == 2


LISTS = sorted(
    (resource.name, part.name if part else "")
    for resource in RESOURCES
    if resource.records
    for part in (None, *resource.parts)
)


def test_one_filing_is_read_in_one_query_besides_who_asks(demand: World, program: In) -> None:
    filing = granted(demand)
    clerk = program(demand.member("intermediary", "clerk"))
    clerk.get("/api/v1/me/")  # the first use of a day is written down

    with CaptureQueriesContext(connection) as queries:
        answer = clerk.get(f"/api/v1/filings/{filing.pk}/")

    assert answer.status_code == 200
    assert [len(answer.json()[part]) for part in ("groups", "worksites", "lodgings")] == [1, 1, 1]
    assert len(queries) == 2


@pytest.mark.parametrize("name", [name for name, part in LISTS if not part])
def test_a_list_asks_the_database_no_more_for_more_rows(demand: World, program: In, name: str) -> None:
    granted(demand)
    factories.filings(5, demand.mandate)
    officer = program(demand.member("oversight", "auditor"))
    officer.get("/api/v1/me/")

    counts = []
    for limit in (1, 200):
        with CaptureQueriesContext(connection) as queries:
            assert officer.get(f"/api/v1/{name}/?limit={limit}").status_code == 200
        counts.append(len(queries))

    assert counts == [2, 2]


@pytest.mark.parametrize(
    ("kind", "role"), [("oversight", "auditor"), ("bureau", "approver"), ("protection", "officer")]
)
def test_lists_about_people_ask_the_database_no_more_for_more_rows(
    demand: World, program: In, kind: str, role: str
) -> None:
    reviewer = demand.member("bureau", "reviewer")
    signed = {"proposed_by": reviewer.pk, "proposed_unit": reviewer.unit_id}
    for _ in range(2):
        people_records(demand, signed | {"proposed_login": "session:before", "proposed_at": AT})
    reader = program(demand.member(kind, role))
    reader.get("/api/v1/me/")

    asked: dict[str, list[int]] = {}
    for resource in (*PERSONS, *STAYING):
        if not resource.records or (resource.kinds and kind not in resource.kinds):
            continue
        for limit in (1, 200):
            with CaptureQueriesContext(connection) as queries:
                assert reader.get(f"/api/v1/{resource.name}/?limit={limit}").status_code == 200
            asked.setdefault(resource.name, []).append(len(queries))

    # Of what one's kind never sees the database is not even asked.
    assert {name: counts for name, counts in asked.items() if counts not in ([2, 2], [1, 1])} == {}
