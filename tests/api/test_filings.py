"""A filing from draft to grant and after, by the addresses alone, each by who must do it."""

from collections.abc import Callable

import pytest
from rest_framework.test import APIClient

from scheme.models import Quota
from tests.api.steps import body, problem
from tests.employers.steps import filed, granted, submitted
from tests.factories import World

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]


def test_a_filing_goes_from_draft_to_grant(demand: World, session: In, program: In, stranger: APIClient) -> None:
    clerk, signatory = program(demand.member("intermediary", "clerk")), session(demand.member("employer", "signatory"))
    approver = session(demand.member("bureau", "approver"))

    tried = clerk.post("/api/v1/filings/check/", body(demand)).json()
    path = clerk.post("/api/v1/filings/", body(demand))["Location"]
    waiting = clerk.post(f"{path}file/").json()
    seen = signatory.get(path).json()
    confirmed = signatory.post(f"{path}confirm/", {"digest": seen["content_digest"]}).json()
    decided = approver.post(f"{path}grant/", {"posts": 8})

    assert not [each for each in tried["findings"] if each["result"] == "failed"]
    assert [waiting["status"], confirmed["status"]] == ["awaiting_employer", "submitted"]
    assert decided.status_code == 200, decided.content
    assert (decided.json()["posts_granted"], decided.json()["posts_held"]) == (8, 8)
    steps = signatory.get(f"{path}history/").json()["results"]
    assert [step["verb"] for step in steps] == ["draft", "file", "confirm", "grant"]
    assert [step["status"] for step in steps] == ["draft", "awaiting_employer", "submitted", "granted"]
    assert signatory.get(f"{path}decisions/").json()["results"][0]["posts"] == 8
    moments = [row["moment"] for row in clerk.get(f"{path}assessments/").json()["results"]]
    assert moments == ["filed", "decided"]
    board = stranger.get("/api/v1/board/").json()["results"]
    assert [(row["id"], row["posts_held"]) for row in board] == [(seen["id"], 8)]


def test_what_was_sent_is_what_is_given(demand: World, session: In) -> None:
    sent = body(demand)

    given = session(demand.member("intermediary", "clerk")).post("/api/v1/filings/", sent).json()

    for name in ("groups", "worksites", "lodgings", "joint_employers", "costs", "deductions", "local_search", "meals"):
        assert given[name] == sent[name], name
    assert given["reference"].startswith("DF-2627-")


def test_an_employer_confirms_only_what_it_has_read(demand: World, session: In) -> None:
    filing = filed(demand)
    signatory = session(demand.member("employer", "signatory"))

    answer = signatory.post(f"/api/v1/filings/{filing.pk}/confirm/", {"digest": "0" * 64})

    assert problem(answer)[0] == 409


def test_a_declined_filing_is_the_intermediarys_again(demand: World, session: In) -> None:
    filing = filed(demand)
    signatory = session(demand.member("employer", "signatory"))

    answer = signatory.post(f"/api/v1/filings/{filing.pk}/decline/", {"reason": "人数不对"})

    assert (answer.status_code, answer.content) == (204, b"")
    assert problem(signatory.get(f"/api/v1/filings/{filing.pk}/"))[0] == 404


def test_a_question_and_its_answer(demand: World, session: In) -> None:
    filing = submitted(demand)
    path = f"/api/v1/filings/{filing.pk}/"

    asked = session(demand.member("bureau", "reviewer")).post(f"{path}request-information/", {"question": "宿舍照片？"})
    answered = session(demand.member("intermediary", "clerk")).post(f"{path}answer/", {"text": "已附上。"})

    assert (asked.json()["status"], asked.json()["question"]) == ("info_requested", "宿舍照片？")
    assert (answered.json()["status"], answered.json()["answer"]) == ("submitted", "已附上。")


def test_a_recommendation_stays_in_the_house_until_it_is_decided(demand: World, session: In) -> None:
    filing = submitted(demand)
    path = f"/api/v1/filings/{filing.pk}/"
    reviewer, signatory = session(demand.member("bureau", "reviewer")), session(demand.member("employer", "signatory"))

    said = reviewer.post(f"{path}recommend/", {"outcome": "grant", "posts": 5, "comment": "可以"})

    assert said.status_code == 200, said.content
    assert len(reviewer.get(f"{path}decisions/").json()["results"]) == 1
    assert signatory.get(f"{path}decisions/").json()["results"] == []


def test_after_the_grant_posts_go_back_and_the_days_move(demand: World, session: In) -> None:
    filing = granted(demand)
    path = f"/api/v1/filings/{filing.pk}/"
    clerk = session(demand.member("intermediary", "clerk"))

    fewer = clerk.post(f"{path}reduce/", {"posts": 6})
    cloned = clerk.post(f"{path}clone/", {"season": "2026-27"})
    closed = session(demand.member("bureau", "approver")).post(f"{path}close/", {})

    assert (fewer.status_code, fewer.json()["posts_held"]) == (200, 6)
    assert cloned.status_code == 201, cloned.content
    assert clerk.get(cloned["Location"]).json()["status"] == "draft"
    assert (closed.json()["status"], closed.json()["posts_held"]) == ("closed", 0)
    assert set(Quota.objects.values_list("reserved", flat=True)) == {0}


def test_a_refusal_says_why(demand: World, session: In) -> None:
    filing = submitted(demand)
    approver = session(demand.member("bureau", "approver"))

    unknown = approver.post(f"/api/v1/filings/{filing.pk}/refuse/", {"reason_code": "no_mood"})
    refused = approver.post(f"/api/v1/filings/{filing.pk}/refuse/", {"reason_code": "demand_doubted"})

    assert problem(unknown) == (422, {"reason_code"})
    assert (refused.json()["status"], refused.json()["reason_code"]) == ("refused", "demand_doubted")
