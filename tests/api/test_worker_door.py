"""Workers come in by a one-time code: the door tells nobody who is known, and a session is short and one's own."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from core.notices.models import Notice
from tests import factories
from tests.api.people_records import person
from tests.api.steps import problem
from tests.factories import AT, World
from workers.models import Worker, WorkerSession
from workers.rules.codes import person_number
from workers.services import codes

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]
ASK, OPEN, CLOSE = "/api/v1/one-time-codes/ask/", "/api/v1/worker-sessions/open/", "/api/v1/worker-sessions/close/"


@pytest.fixture
def worker(demand: World) -> Worker:
    found = person(demand)
    found.refresh_from_db()
    factories.registration(found, demand.intermediary, factories.season())
    return found


@pytest.fixture
def code(demand: World, worker: Worker) -> str:
    """A code given over the counter of the worker's own department."""
    return codes.give_code(worker.pk, by=demand.member("department", "officer"), at=AT)


def here(key: str) -> APIClient:
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=f"Bearer {key}")
    return client


def opened(stranger: APIClient, worker: Worker, code: str) -> Any:
    return stranger.post(OPEN, {"number": person_number(worker.number), "code": code})


def test_who_asks_for_a_code_is_told_the_same_whether_known_or_not(stranger: APIClient, worker: Worker) -> None:
    known = {"number": person_number(worker.number), "birth_date": str(worker.birth_date)}
    unknown = {"number": person_number(9_999_999), "birth_date": "1990-01-01"}

    answers = [stranger.post(ASK, sent) for sent in (known, unknown)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert answers[0].content == answers[1].content
    assert Notice.objects.filter(kind="worker_code").count() == 1


def test_a_code_opens_a_session_in_which_the_worker_sees_what_is_their_own(
    demand: World, stranger: APIClient, worker: Worker, code: str
) -> None:
    other = person(demand)

    session = opened(stranger, worker, code)
    client = here(session.json()["key"])

    assert session.status_code == 200, session.content
    assert set(session.json()) == {"key", "worker", "expires_at"}
    assert client.get("/api/v1/me/").json()["kind"] == "worker"
    assert [row["id"] for row in client.get("/api/v1/workers/").json()["results"]] == [str(worker.pk)]
    assert client.get(f"/api/v1/workers/{other.pk}/").status_code == 404
    assert client.post("/api/v1/registrations/", {}).status_code == 403


def test_the_worker_is_answered_in_vietnamese_unless_another_language_is_asked_for(
    stranger: APIClient, worker: Worker, code: str
) -> None:
    wrong = stranger.post(OPEN, {"number": "W-1", "code": "1"})
    client = here(opened(stranger, worker, code).json()["key"])

    assert wrong["Content-Language"] == "vi"
    assert client.get("/api/v1/me/")["Content-Language"] == "vi"
    assert client.get("/api/v1/me/", headers={"Accept-Language": "en"})["Content-Language"] == "en"


def test_a_wrong_code_opens_nothing_and_a_right_one_opens_once(stranger: APIClient, worker: Worker, code: str) -> None:
    wrong = opened(stranger, worker, f"{(int(code) + 1) % 1_000_000:06}")
    right = opened(stranger, worker, code)
    again = opened(stranger, worker, code)

    assert (problem(wrong), right.status_code, problem(again)) == ((422, {"code"}), 200, (422, {"code"}))
    assert WorkerSession.objects.count() == 1


def test_a_session_ends_when_it_is_closed_and_by_itself(
    demand: World, stranger: APIClient, worker: Worker, code: str
) -> None:
    first = here(opened(stranger, worker, code).json()["key"])
    closed = first.post(CLOSE)
    officer = demand.member("department", "officer")
    second = opened(stranger, worker, codes.give_code(worker.pk, by=officer, at=AT)).json()["key"]

    assert closed.status_code == 200
    assert problem(first.get("/api/v1/me/"))[0] == 401
    assert here(second).get("/api/v1/me/").status_code == 200
    with time_machine.travel(AT + codes.SESSION + timedelta(minutes=1)):
        assert problem(here(second).get("/api/v1/me/"))[0] == 401


def test_strangers_ask_for_codes_and_try_them_only_so_often(stranger: APIClient, settings: Any) -> None:
    rates = {"stranger": "100/min", "codes": "2/hour", "sessions": "1/hour"}
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": rates}
    sent = {"number": person_number(9_999_999), "birth_date": "1990-01-01"}

    asked = [stranger.post(ASK, sent).status_code for _ in range(3)]
    tried = [stranger.post(OPEN, {"number": "W-1", "code": "1"}).status_code for _ in range(2)]

    assert (asked, tried) == ([200, 200, 429], [422, 429])
    assert stranger.get("/api/v1/seasons/").status_code == 200


def test_a_request_for_a_code_may_be_repeated_under_one_key(stranger: APIClient, worker: Worker) -> None:
    sent = {"number": person_number(worker.number), "birth_date": str(worker.birth_date)}
    key = {"Idempotency-Key": "3f0c7f0e"}

    first, second = (stranger.post(ASK, sent, headers=key) for _ in range(2))

    assert first.content == second.content
    assert second["Idempotency-Replayed"] == "true"
    assert Notice.objects.filter(kind="worker_code").count() == 1


def test_codes_over_the_counter_are_shown_once_and_kept_nowhere(demand: World, session: In, worker: Worker) -> None:
    officer = session(demand.member("department", "officer"))
    sent, key = {"ids": [str(worker.pk)]}, {"Idempotency-Key": "b7a1"}

    given, repeated = (officer.post("/api/v1/one-time-codes/give/", sent, headers=key) for _ in range(2))
    refused = session(demand.member("intermediary", "clerk")).post("/api/v1/one-time-codes/give/", sent)

    assert given.status_code == 200, given.content
    assert len(given.json()["codes"][0]["code"]) == 6
    assert repeated.content == b""
    assert problem(refused)[0] == 403
