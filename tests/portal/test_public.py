"""Public pages: is this recruiter licensed, does this permit hold, what does it cost, and how to complain."""

from datetime import date
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employers.services.licensing import suspensions
from permits.models import Permit
from tests import factories
from tests.factories import AT, World


@pytest.fixture
def permit(demand: World) -> Permit:
    """A permit that holds today."""
    filing = factories.filing(demand.mandate, status="granted")
    return factories.permitted(filing, demand.intermediary, first_on=AT.date(), last_on=date(2027, 3, 31))


def page(client: Client, name: str, **asked: str) -> str:
    return client.get(reverse(f"portal:{name}"), asked, HTTP_ACCEPT_LANGUAGE="en").content.decode()


def test_the_start_page_says_what_it_costs_who_may_come_what_to_bring_and_how_to_complain(
    demand: World, client: Client
) -> None:
    said = page(client, "start")

    for words in ("It costs the worker nothing.", "Who may come", "What to bring", "18 or older", "30 days longer"):
        assert words in said
    assert reverse("portal:how_to_complain") in said


def test_the_start_page_opens_before_any_rules_are_loaded(client: Client, db: None) -> None:
    assert "who are of age" in page(client, "start")


def test_a_licensed_recruiter_is_found_by_name_number_and_telephone(demand: World, client: Client) -> None:
    licence = demand.intermediary.licences.get()
    demand.intermediary.phone = "+86 771 5550299"
    demand.intermediary.save()

    for asked in (demand.intermediary.organisation.name_en, licence.number, "0771 5550299"):
        said = page(client, "register", q=asked)
        assert "Yes, licensed" in said
        assert licence.number in said


def test_a_suspended_recruiter_is_a_no_since_a_day(demand: World, client: Client) -> None:
    licence = demand.intermediary.licences.get()
    suspensions.suspend(licence.pk, "Took money from workers.", by=demand.member("bureau", "approver"), at=AT)

    said = page(client, "register", q=licence.number)

    assert "No, not licensed now" in said
    assert "Suspended" in said
    assert f'since <time datetime="{AT.date().isoformat()}">' in " ".join(said.split())


def test_a_recruiter_nobody_knows_may_not_recruit(demand: World, client: Client) -> None:
    said = page(client, "register", q="Nobody At All")

    assert "Yes, licensed" not in said
    assert "this recruiter may not recruit" in said


def test_answers_of_the_register_cost_the_same_for_many(demand: World, client: Client) -> None:
    costs = []
    for number in (1, 6):
        for _ in range(number):
            factories.licence(factories.intermediary())
        with CaptureQueriesContext(connection) as queries:
            page(client, "register", q="Intermediary")
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 6


def test_a_permit_that_holds_is_a_yes_and_nothing_is_told_of_its_holder(permit: Permit, client: Client) -> None:
    said = page(client, "permit_check", number=permit.reference)

    assert f"Permit {permit.reference} holds today" in said
    assert permit.worker.name not in said
    assert permit.employer.organisation.name_en not in said


def test_a_permit_that_is_suspended_is_a_no(permit: Permit, client: Client) -> None:
    Permit.objects.update(status="suspended", suspended_on=AT.date())

    assert f"No permit {permit.reference} holds today" in page(client, "permit_check", number=permit.reference)


def test_a_number_that_was_misread_is_refused_at_its_field_and_kept(db: None, client: Client) -> None:
    answer = client.get(reverse("portal:permit_check"), {"number": "WP-2627-1"}, HTTP_ACCEPT_LANGUAGE="en")

    said = answer.content.decode()
    assert answer.status_code == 422
    assert 'id="number-error"' in said
    assert 'value="WP-2627-1"' in said


def test_how_to_complain_names_the_days_of_the_rules(demand: World, client: Client) -> None:
    said = page(client, "how_to_complain")

    assert "The desk has 15 working days to answer." in said
    assert "never see that you complained" in said


def test_who_checks_numbers_by_the_hundred_waits(db: None, client: Client, settings: Any) -> None:
    cache.clear()
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {
        "DEFAULT_THROTTLE_RATES": settings.REST_FRAMEWORK["DEFAULT_THROTTLE_RATES"] | {"stranger": "2/hour"}
    }
    address = reverse("portal:permit_check")

    answers = [client.get(address, {"number": "WP-2627-000123-J"}, headers={"accept-language": "en"}) for _ in range(3)]

    assert [answer.status_code for answer in answers][-1] == 422
    assert "too many checks" in answers[-1].content.decode()
    assert "too many checks" not in answers[0].content.decode()
