"""How questions are planned: those of pages each time anew, those of the other door as the settings say."""

from django.db import connection
from django.urls import reverse

from tests.factories import World
from tests.portal.conftest import Visit


def test_a_page_has_its_questions_planned_anew_and_the_next_door_has_not(demand: World, visit: Visit) -> None:
    browser = visit(demand.member("bureau", "approver"))

    browser.get(reverse("portal:people"))
    of_pages = connection.connection.prepare_threshold
    browser.get("/api/v1/filings/")

    assert of_pages is None
    assert connection.connection.prepare_threshold == 5
