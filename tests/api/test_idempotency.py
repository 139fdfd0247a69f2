"""A request repeated under its key is done once, however often and however quickly it comes."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.db import ProgrammingError, connection, connections
from django.utils import timezone
from rest_framework.test import APIClient

from api.idempotency import forget
from api.models import IdempotentAnswer
from employers.models import Filing
from tests.api.steps import body, problem
from tests.employers.steps import drafted
from tests.factories import World

In = Callable[..., APIClient]
KEY = {"Idempotency-Key": "0190c7a2-first"}


@pytest.mark.django_db
def test_a_repeat_is_given_the_first_answer(demand: World, session: In) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    first = clerk.post("/api/v1/filings/", body(demand), headers=KEY)
    again = clerk.post("/api/v1/filings/", body(demand), headers=KEY)

    assert (first.status_code, again.status_code) == (201, 201)
    assert again.content == first.content
    assert again["Location"] == first["Location"]
    assert again["Idempotency-Replayed"] == "true"
    assert "Idempotency-Replayed" not in first
    assert Filing.objects.count() == 1


@pytest.mark.django_db
def test_the_same_key_for_another_request_is_refused(demand: World, session: In) -> None:
    clerk = session(demand.member("intermediary", "clerk"))
    clerk.post("/api/v1/filings/", body(demand), headers=KEY)

    other = clerk.post("/api/v1/filings/", body(demand, note="another"), headers=KEY)

    assert problem(other) == (422, {"Idempotency-Key"})
    assert Filing.objects.count() == 1


@pytest.mark.django_db
def test_a_refused_act_is_judged_anew(demand: World, session: In) -> None:
    draft = drafted(demand, worksites=())
    clerk = session(demand.member("intermediary", "clerk"))
    path = f"/api/v1/filings/{draft.pk}/"

    refused = clerk.post(f"{path}file/", headers=KEY)
    clerk.put(path, body(demand), headers={"If-Match": clerk.get(path)["ETag"]})
    done = clerk.post(f"{path}file/", headers=KEY)

    assert problem(refused)[0] == 422
    assert (done.status_code, done.json()["status"]) == (200, "awaiting_employer")
    assert "Idempotency-Replayed" not in done


@pytest.mark.django_db
def test_keys_of_different_people_have_nothing_to_do_with_each_other(demand: World, session: In, program: In) -> None:
    other = session(demand.member("intermediary", "administrator"))
    session(demand.member("intermediary", "clerk")).post("/api/v1/filings/", body(demand), headers=KEY)

    assert problem(other.post("/api/v1/filings/", body(demand), headers=KEY))[0] == 403


@pytest.mark.django_db
@pytest.mark.parametrize("key", ["", " ", "a b", "ü", "x" * 256])
def test_a_key_has_a_form(demand: World, session: In, key: str) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    answer = clerk.post("/api/v1/filings/", body(demand), headers={"Idempotency-Key": key})

    assert problem(answer) == (422, {"Idempotency-Key"})


@pytest.mark.django_db
def test_a_secret_is_not_kept_with_the_answer(world: World, session: In) -> None:
    clerk = session(world.member("intermediary", "clerk"))
    sent = {"name": "our system", "expires_at": "2026-12-31T00:00:00+08:00"}

    made = clerk.post("/api/v1/tokens/", sent, headers=KEY)
    again = clerk.post("/api/v1/tokens/", sent, headers=KEY)

    assert made.json()["key"].startswith("sp_")
    assert (again.status_code, again.content) == (201, b"")
    assert not bytes(IdempotentAnswer.objects.get().body)


@pytest.mark.django_db
def test_an_answer_is_never_changed_and_forgotten_in_time(demand: World, session: In) -> None:
    session(demand.member("intermediary", "clerk")).post("/api/v1/filings/", body(demand), headers=KEY)

    assert forget(timezone.now() - timedelta(days=7)) == 0
    assert forget(timezone.now() + timedelta(seconds=1)) == 1
    with pytest.raises(ProgrammingError), connection.cursor() as cursor:
        cursor.execute("UPDATE api_idempotentanswer SET status = 500")


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_many_at_once_one_is_done_and_all_get_its_answer(demand: World, program: In) -> None:
    clerk = program(demand.member("intermediary", "clerk"))
    token, sent, number = clerk._credentials["HTTP_AUTHORIZATION"], body(demand), 8
    start, answers = threading.Barrier(number), []

    def send() -> None:
        own = APIClient()
        own.credentials(HTTP_AUTHORIZATION=token)
        start.wait()
        answers.append(own.post("/api/v1/filings/", sent, headers=KEY))
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert [answer.status_code for answer in answers] == [201] * number
    assert len({answer.content for answer in answers}) == 1
    assert sum("Idempotency-Replayed" in answer for answer in answers) == number - 1
    assert Filing.objects.count() == 1
