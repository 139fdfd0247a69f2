"""Every page opens for whom it is meant, and costs the same number of queries however much there is."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.rules import GRANTS
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit

PUBLIC = [
    *("start", "board", "register", "quotas", "season", "permit_check", "how_to_complain", "decision_times", "replay"),
    "verify",
    *("login", "first_password"),
]
FOR_ALL = [*PUBLIC[:-2], "home", "account", "organisations", "reference"]
LISTS = ["home", "filings", "mandates", "licences", "quotas", "organisations", "board", "register"]
MEMBERS = [(kind, role) for kind, roles in GRANTS.items() for role in roles]


@pytest.mark.parametrize("page", PUBLIC)
def test_strangers_may_open_a_public_page(demand: World, client: Client, page: str) -> None:
    factories.filing(demand.mandate, status="granted")

    answer = client.get(reverse(f"portal:{page}"))

    assert answer.status_code == 200


@pytest.mark.parametrize("page", ["filings", "mandates", "licences", "organisations", "reference", "jobs", "account"])
def test_strangers_are_sent_to_the_log_in_from_all_others(client: Client, db: None, page: str) -> None:
    answer = client.get(reverse(f"portal:{page}"))

    assert answer.status_code == 302
    assert answer["Location"].startswith(reverse("portal:login"))


@pytest.mark.parametrize(("kind", "role"), MEMBERS)
def test_every_role_opens_its_pages(demand: World, visit: Visit, kind: str, role: str) -> None:
    factories.filing(demand.mandate, status="granted")
    factories.filing(demand.mandate, status="submitted")
    browser = visit(demand.member(kind, role))
    links = {page.address for part in browser.get("/").context["sections"] for page in part.pages}

    answers = {address: browser.get(address) for address in links | {reverse(f"portal:{page}") for page in FOR_ALL}}

    assert {address: answer.status_code for address, answer in answers.items()} == dict.fromkeys(answers, 200)


@pytest.mark.parametrize("page", LISTS)
@pytest.mark.parametrize("kind", ["bureau", "intermediary", "employer", "oversight"])
def test_a_list_costs_the_same_however_long_it_is(demand: World, visit: Visit, page: str, kind: str) -> None:
    role = {"bureau": "approver", "intermediary": "clerk", "employer": "signatory", "oversight": "auditor"}[kind]
    browser = visit(demand.member(kind, role))
    _grow(demand, 1)
    few = _cost(browser, page)

    _grow(demand, 8)
    many = _cost(browser, page)

    assert many == few
    # A home asks each of its queues and figures once.
    assert many <= (32 if page == "home" else 14)


def test_the_page_of_a_filing_costs_the_same_however_much_it_says(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "reviewer"))
    small = factories.filing(demand.mandate, status="submitted")
    large = factories.filing(demand.mandate, status="submitted")
    for number in range(5):
        large.worksites.create(name=f"site {number}", county_id=large.county_id)
        large.lodgings.create(address=f"house {number}", capacity=5)
    costs = []

    for filing in (small, large):
        with CaptureQueriesContext(
            connection,
        ) as queries:
            browser.get(reverse("portal:filing", args=[filing.pk]))
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 22


def _grow(world: World, number: int) -> None:
    factories.filings(number, world.mandate, status="granted")
    factories.filings(number, world.mandate, status="submitted")
    for _ in range(number):
        other = factories.intermediary()
        factories.licence(other)
        factories.mandate(world.employer, other)


def _cost(browser: Client, page: str) -> int:
    with CaptureQueriesContext(connection) as queries:
        answer = browser.get(reverse(f"portal:{page}"))
    assert answer.status_code == 200
    return len(queries)


def test_the_board_names_no_farm_household(demand: World, client: Client) -> None:
    household = factories.employer("household")
    factories.filing(factories.mandate(household), status="granted")

    said = client.get(reverse("portal:board")).content.decode()

    assert "Farm household" in said
    assert household.organisation.name_en not in said
    assert household.organisation.name_zh not in said


def test_the_board_shows_the_demo_but_nothing_that_was_replayed(demand: World, client: Client) -> None:
    factories.filing(demand.mandate, status="granted", job_title="x", posts=31, source="demo")
    factories.filing(demand.mandate, status="granted", job_title="x", posts=47, source="replay")

    rows = client.get(reverse("portal:board")).context["page"].rows

    assert [filing.posts_held for filing in rows] == [31]
