"""The border: one look-up at a time and on record; the public check tells one thing only."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import psycopg
import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from rest_framework.test import APIClient

from core.audit.models import Event
from core.dates import ZONE
from permits.models import Permit
from tests.api.steps import problem
from tests.factories import World
from tests.permits.steps import hiring, holding, requirements

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]
WINTER = datetime(2026, 12, 1, 10, tzinfo=ZONE)


@pytest.fixture
def permit(demand: World) -> Permit:
    requirements()
    return holding(demand, hiring(demand))[0]


def test_anybody_may_ask_whether_a_permit_holds_and_learns_nothing_else(stranger: APIClient, permit: Permit) -> None:
    path = f"/api/v1/permit-check/{permit.reference}/"
    before = stranger.get(path)

    with time_machine.travel(WINTER):
        within = stranger.get(path)
        written_by_hand = stranger.get(f"/api/v1/permit-check/{permit.reference.lower().replace('-', ' ')}/")

    assert before.json() == {"holds": False, "on": "2026-09-01"}
    assert within.json() == written_by_hand.json() == {"holds": True, "on": "2026-12-01"}


def test_a_number_that_is_none_is_told_from_one_that_does_not_hold(stranger: APIClient, permit: Permit) -> None:
    last = "0" if permit.reference[-1] != "0" else "1"

    slip = stranger.get(f"/api/v1/permit-check/{permit.reference[:-1]}{last}/")
    posted = stranger.post(f"/api/v1/permit-check/{permit.reference}/")

    assert problem(slip) == (422, {"number"})
    assert problem(posted)[0] == 405


def test_the_public_check_asks_the_database_once(stranger: APIClient, permit: Permit) -> None:
    with CaptureQueriesContext(connection) as queries:
        assert stranger.get(f"/api/v1/permit-check/{permit.reference}/").status_code == 200

    assert len(queries) == 1


def test_who_checks_too_often_waits(stranger: APIClient, permit: Permit, settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"stranger": "1/min"}}
    path = f"/api/v1/permit-check/{permit.reference}/"

    answers = [stranger.get(path) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert 0 < int(answers[1]["Retry-After"]) <= 60


@pytest.mark.django_db(transaction=True)
def test_a_check_is_answered_over_a_connection_that_was_cut(stranger: APIClient, permit: Permit) -> None:
    path = f"/api/v1/permit-check/{permit.reference}/"
    stranger.get(path)
    with connection.cursor() as cursor, psycopg.connect(**connection.get_connection_params()) as other:
        cursor.execute("SELECT pg_backend_pid()")
        other.execute("SELECT pg_terminate_backend(%s)", cursor.fetchone())

    assert stranger.get(path).status_code == 200


def test_a_post_looks_one_permit_up_and_it_is_on_record(demand: World, session: In, permit: Permit) -> None:
    sent = {"number": permit.reference, "purpose": "entry"}
    with time_machine.travel(WINTER):
        officer = demand.member("post", "officer")

        told = session(officer).post("/api/v1/look-ups/ask/", sent)
        idle = session(officer).post("/api/v1/look-ups/ask/", sent | {"purpose": "curiosity"})
        refused = session(demand.member("employer", "signatory")).post("/api/v1/look-ups/ask/", sent)

    assert told.status_code == 200, told.content
    assert (told.json()["is_valid"], told.json()["expected"]) == (True, "in")
    assert "birth_date" not in told.json()
    assert (problem(idle), problem(refused)[0]) == ((422, {"purpose"}), 403)
    assert Event.objects.filter(verb="look_up", subject_id=str(permit.pk)).count() == 1


def test_the_holder_sees_the_days_used_and_left_by_both_clocks(demand: World, session: In, permit: Permit) -> None:
    with time_machine.travel(WINTER):
        days = session(demand.member("employer", "clerk")).get(f"/api/v1/permits/{permit.pk}/days/").json()

    assert (days["is_here"], days["used"], days["last_lawful_on"]) == (False, 0, "2027-04-15")
    assert days["ends_at"].endswith("+08:00")
    assert days["ends_at_in_hanoi"].endswith("+07:00")
