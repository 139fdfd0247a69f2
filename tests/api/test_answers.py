"""One test for each kind of answer: status, form and words."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db import OperationalError
from rest_framework.test import APIClient

from api.errors import answer as answer_to
from scheme.models import RuleSet
from tests import factories
from tests.api.steps import body, problem
from tests.employers.steps import drafted, submitted
from tests.factories import World

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]


def test_an_empty_list_is_a_page_without_a_next(stranger: APIClient) -> None:
    answer = stranger.get("/api/v1/seasons/")

    assert answer.status_code == 200
    assert answer.json() == {"results": [], "next": None}


def test_a_record_comes_with_its_version(stranger: APIClient) -> None:
    factories.area()

    answer = stranger.get("/api/v1/areas/451422/")

    assert answer.status_code == 200
    assert answer["ETag"]
    assert answer.json()["code"] == "451422"


def test_a_record_not_changed_since_is_not_sent_again(stranger: APIClient) -> None:
    factories.area()
    version = stranger.get("/api/v1/areas/451422/")["ETag"]

    answer = stranger.get("/api/v1/areas/451422/", headers={"If-None-Match": f"W/{version}"})

    assert (answer.status_code, answer.content) == (304, b"")


def test_what_was_made_is_answered_with_its_address(demand: World, session: In) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    answer = clerk.post("/api/v1/filings/", body(demand))

    assert answer.status_code == 201, answer.content
    assert clerk.get(answer["Location"]).json() == answer.json()


@pytest.mark.parametrize(
    ("language", "words"), [("en", "There is no such record."), ("zh-Hans", None), ("vi", None), ("xx", None)]
)
def test_what_is_not_there_is_told_in_the_language_asked_for(
    stranger: APIClient, language: str, words: str | None
) -> None:
    answer = stranger.get("/api/v1/areas/450000/", headers={"Accept-Language": language})

    assert problem(answer) == (404, {""})
    assert answer["Content-Language"] == (language.lower() if language != "xx" else "en")
    assert words in (None, answer.json()["detail"])


@pytest.mark.parametrize("path", ["areas/nowhere/at/all/", "filings/not-an-id/", "nothing/", "filings/\x00/"])
def test_an_address_where_nothing_is_answers_like_a_record_that_is_not_there(stranger: APIClient, path: str) -> None:
    assert stranger.get(f"/api/v1/{path}").json() == stranger.get("/api/v1/areas/450000/").json()


def test_strangers_are_asked_to_log_in(stranger: APIClient) -> None:
    answer = stranger.get("/api/v1/filings/")

    assert problem(answer)[0] == 401
    assert answer["WWW-Authenticate"] == "Bearer"


def test_who_sees_but_may_not_is_told_so(demand: World, session: In) -> None:
    filing = submitted(demand)

    answer = session(demand.member("bureau", "clerk")).post(f"/api/v1/filings/{filing.pk}/grant/", {"posts": 1})

    assert problem(answer)[0] == 403


def test_what_is_too_late_says_what_it_is_by_now(demand: World, session: In) -> None:
    filing = submitted(demand)

    clerk = session(demand.member("intermediary", "clerk"))
    answer = clerk.post(f"/api/v1/filings/{filing.pk}/file/", headers={"Accept-Language": "en"})

    assert problem(answer)[0] == 409
    assert "submitted" in answer.json()["detail"]


def test_what_breaks_rules_is_told_all_at_once(demand: World, session: In) -> None:
    draft = drafted(demand, worksites=(), lodgings=(), costs=())

    answer = session(demand.member("intermediary", "clerk")).post(f"/api/v1/filings/{draft.pk}/file/")

    assert problem(answer) == (422, {"worksites", "lodgings", "costs"})


def test_a_method_that_is_not_taken_is_named(stranger: APIClient, session: In, world: World) -> None:
    answer = session(world.member("operator", "officer")).delete("/api/v1/areas/451422/")

    assert problem(answer)[0] == 405
    assert "PUT" in answer["Allow"]


def test_another_form_than_json_is_not_given(stranger: APIClient) -> None:
    assert problem(stranger.get("/api/v1/areas/", headers={"Accept": "text/csv"}))[0] == 406


def test_another_form_than_json_is_not_taken(demand: World, session: In) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    assert problem(clerk.post("/api/v1/filings/", "a=1", content_type="application/x-www-form-urlencoded"))[0] == 415


def test_an_edit_names_the_version_it_changes(demand: World, session: In) -> None:
    draft, clerk = drafted(demand), session(demand.member("intermediary", "clerk"))

    answer = clerk.put(f"/api/v1/filings/{draft.pk}/", body(demand))

    assert problem(answer) == (428, {"If-Match"})


def test_an_edit_of_a_version_that_is_gone_is_refused(demand: World, session: In) -> None:
    draft, clerk = drafted(demand), session(demand.member("intermediary", "clerk"))
    path = f"/api/v1/filings/{draft.pk}/"
    first = clerk.get(path)["ETag"]
    second = clerk.put(path, body(demand, note="two"), headers={"If-Match": first})

    late = clerk.put(path, body(demand, note="three"), headers={"If-Match": first})

    assert second.status_code == 200, second.content
    assert second["ETag"] != first
    assert problem(late) == (412, {"If-Match"})
    assert clerk.get(path).json()["note"] == "two"


def test_a_body_over_the_limit_is_not_read(demand: World, session: In) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    answer = clerk.post("/api/v1/filings/", body(demand, note="x" * 50_000_000))

    assert problem(answer)[0] == 413


def test_who_asks_too_often_waits(stranger: APIClient, settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"stranger": "2/min"}}
    answers = [stranger.get("/api/v1/seasons/") for _ in range(3)]

    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert problem(answers[2])[0] == 429
    assert 0 < int(answers[2]["Retry-After"]) <= 60


def test_a_silent_cache_turns_nobody_away(stranger: APIClient, settings: Any) -> None:
    settings.REST_FRAMEWORK = settings.REST_FRAMEWORK | {"DEFAULT_THROTTLE_RATES": {"stranger": "1/min"}}
    settings.CACHES = {"default": settings.CACHES["default"] | {"LOCATION": "redis://127.0.0.1:1/0"}}

    assert [stranger.get("/api/v1/seasons/").status_code for _ in range(3)] == [200, 200, 200]


def test_a_record_that_is_locked_is_worth_another_try() -> None:
    error = OperationalError("canceling statement due to lock timeout")
    error.__cause__ = type("LockNotAvailable", (Exception,), {"sqlstate": "55P03"})()

    answer = answer_to(error)

    assert answer is not None
    assert problem(answer)[0] == 503
    assert answer["Retry-After"]


def test_our_own_fault_tells_nothing_of_itself(stranger: APIClient, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any, **_given: Any) -> None:
        raise RuntimeError("the secret reason")

    monkeypatch.setattr("api.views.Collection.get", fail)
    stranger.raise_request_exception = False

    answer = stranger.get("/api/v1/seasons/")

    assert problem(answer)[0] == 500
    assert "secret" not in answer.content.decode()


def test_an_operator_adds_a_requirement_whose_kind_is_a_column_of_its_own(demand: World, session: In) -> None:
    sent = {
        "rule_set": str(RuleSet.objects.filter(area=None).values_list("pk", flat=True)[0]),
        "permit_class": "seasonal",
        "kind": "health",
        "code": "x_ray",
        "due": "arrival",
        "name_zh": "胸片",
        "name_vi": "Chụp phổi",
        "name_en": "Chest X-ray",
        "valid_from": "2027-01-01",
    }

    answer = session(demand.member("operator", "officer")).post("/api/v1/requirements/", sent)

    assert answer.status_code == 201, answer.json()
