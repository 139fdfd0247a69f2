"""What is wrong with a body is told by field, in words; nothing is written, and nothing ever fails on our side."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from rest_framework.test import APIClient

from employers.models import Employer, Filing
from tests import factories
from tests.api.steps import body, problem
from tests.employers.steps import drafted
from tests.factories import World

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]

GROUP = {"posts": 10, "starts_on": "2026-11-15", "ends_on": "2027-04-15"}
WRONG_AT_ONCE: list[tuple[str, dict[str, Any], str]] = [
    ("no posts", {"groups": [GROUP | {"posts": 0}]}, "groups.0.posts"),
    ("a thousand million posts", {"groups": [GROUP | {"posts": 10**9}]}, "groups.0.posts"),
    ("more posts than any number holds", {"groups": [GROUP | {"posts": 10**40}]}, "groups.0.posts"),
    ("half a post", {"groups": [GROUP | {"posts": 1.5}]}, "groups.0.posts"),
    ("posts as a truth", {"groups": [GROUP | {"posts": True}]}, "groups.0.posts"),
    ("no groups", {"groups": []}, "groups"),
    ("groups as an object", {"groups": {"posts": 1}}, "groups"),
    ("a day that is none", {"groups": [GROUP | {"ends_on": "2027-02-30"}]}, "groups.0.ends_on"),
    ("an end before the start", {"groups": [GROUP | {"ends_on": "2026-11-01"}]}, "groups"),
    ("a county that is none", {"county": "999999"}, "county"),
    ("a season that is none", {"season": "1999-00"}, "season"),
    ("an unknown field", {"colour": "red"}, "colour"),
    ("an unknown field inside", {"groups": [GROUP | {"colour": "red"}]}, "groups.0.colour"),
    ("a NUL in a text", {"note": "a\x00b"}, "note"),
    ("a text as a number", {"job_title": 7}, "job_title"),
    ("a text too long", {"job_title": "x" * 121}, "job_title"),
    ("a wage of nothing", {"wage_fen": 0}, "wage_fen"),
    ("a wage beyond all money", {"wage_fen": 10**18}, "wage_fen"),
    ("a wage in no unit", {"wage_unit": "week"}, "wage_unit"),
    ("25 hours a day", {"hours_a_day": "25"}, "hours_a_day"),
    ("hours that are no number", {"hours_a_day": "NaN"}, "hours_a_day"),
    ("an employer that is no id", {"employer": "me"}, "employer"),
    ("another's employer", {"employer": str(uuid4())}, "employer"),
]


@pytest.mark.parametrize(("change", "field"), [row[1:] for row in WRONG_AT_ONCE], ids=[row[0] for row in WRONG_AT_ONCE])
def test_what_cannot_be_kept_is_refused_by_its_field(
    demand: World, session: In, change: dict[str, Any], field: str
) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    answer = clerk.post("/api/v1/filings/", body(demand) | change)

    status, fields = problem(answer)
    assert (status, fields) == (422, {field})
    assert not Filing.objects.exists()


WRONG_WHEN_FILED: list[tuple[str, dict[str, Any], str]] = [
    (
        "a season crossed",
        {"groups": [GROUP | {"ends_on": "2027-09-15"}]},
        "groups.0.ends_on",
    ),
    ("wages in the wrong unit", {"wage_unit": "hour", "wage_fen": 160}, "wage_fen"),
]


@pytest.mark.parametrize(
    ("change", "field"), [row[1:] for row in WRONG_WHEN_FILED], ids=[row[0] for row in WRONG_WHEN_FILED]
)
def test_what_breaks_a_rule_is_refused_when_filed(
    demand: World, session: In, change: dict[str, Any], field: str
) -> None:
    clerk = session(demand.member("intermediary", "clerk"))
    draft = clerk.post("/api/v1/filings/", body(demand) | change).json()

    answer = clerk.post(f"/api/v1/filings/{draft['id']}/file/")

    status, fields = problem(answer)
    assert status == 422
    assert field in fields
    assert Filing.objects.get().status == "draft"


def test_a_licence_that_ends_inside_the_work_is_named(demand: World, session: In) -> None:
    licence = demand.intermediary.licences.get()
    licence.valid_until = "2027-01-31"
    licence.save()
    clerk = session(demand.member("intermediary", "clerk"))
    draft = clerk.post("/api/v1/filings/", body(demand)).json()

    answer = clerk.post(f"/api/v1/filings/{draft['id']}/file/", headers={"Accept-Language": "en"})

    assert problem(answer)[0] == 422
    assert "licence" in answer.json()["detail"]


def test_text_taken_apart_is_put_together(demand: World, session: In) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    answer = clerk.post("/api/v1/filings/", body(demand, note="Đường đất đỏ"))

    assert answer.status_code == 201
    assert Filing.objects.get().note == "Đường đất đỏ"


def test_a_wrong_check_digit_is_named(world: World, session: In) -> None:
    right = factories.credit_code()
    wrong = right[:-1] + ("0" if right[-1] != "0" else "1")
    registrar = session(world.member("bureau", "clerk"))
    before = Employer.objects.count()

    answer = registrar.post(
        "/api/v1/employers/",
        {"kind": "enterprise", "name_zh": "宁明县红土蔗业有限公司", "county": world.county, "credit_code": wrong},
    )

    assert problem(answer) == (422, {"credit_code"})
    assert Employer.objects.count() == before


def test_another_organisations_filing_is_as_if_it_were_not_there(
    two_worlds: tuple[World, World], demand: World, session: In
) -> None:
    theirs = drafted(demand)
    stranger = session(two_worlds[1].member("intermediary", "clerk"))

    for path in ("", "file/", "withdraw/", "history/", "decisions/"):
        method = stranger.post if path in ("file/", "withdraw/") else stranger.get
        other, absent = method(f"/api/v1/filings/{theirs.pk}/{path}"), method(f"/api/v1/filings/{uuid4()}/{path}")
        assert (other.status_code, other.content) == (absent.status_code, absent.content)
        assert other.status_code == 404


@pytest.mark.parametrize(
    "sent",
    ["{", "[1, 2]", '"text"', "7", '{"a": NaN}', "[" * 100_000, "\xff\xfe", '{"\\ud800": 1}', "null garbage"],
)
def test_a_body_that_is_no_object_is_refused(demand: World, session: In, sent: str) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    answer = clerk.generic("POST", "/api/v1/filings/", sent.encode("latin-1"), content_type="application/json")

    assert problem(answer)[0] in (400, 422)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        ("cursor=rubbish", "cursor"),
        ("cursor=WzEsMl0", "cursor"),
        ("cursor=W251bGxd", "cursor"),
        ("limit=0", "limit"),
        ("limit=201", "limit"),
        ("limit=99999999999999999999", "limit"),
        ("status=lost", "status"),
        ("employer=me", "employer"),
        ("starts_from=yesterday", "starts_from"),
        ("county=%00", "county"),
        ("number=99999999999999999999", "number"),
        ("colour=red", "colour"),
    ],
)
def test_a_question_that_cannot_be_asked_is_named(demand: World, session: In, question: str, field: str) -> None:
    clerk = session(demand.member("intermediary", "clerk"))

    assert problem(clerk.get(f"/api/v1/filings/?{question}")) == (422, {field})


def test_a_key_out_of_all_bounds_is_not_there(world: World, session: In) -> None:
    auditor = session(world.member("oversight", "auditor"))

    assert problem(auditor.get(f"/api/v1/events/{10**30}/"))[0] == 404
