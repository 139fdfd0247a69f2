"""What belongs to others: by their ids in bodies, filters and cursors, by what refusals tell, by keys and sessions."""

import base64
import json
from uuid import uuid4

import pytest
from django.test import Client
from rest_framework.test import APIClient

from accounts.services import organisations
from core.errors import Invalid
from employers.models import Filing
from employers.services.demand import decisions
from employers.services.licensing import suspensions
from scheme.models import Quota
from tests import factories
from tests.api.steps import body
from tests.employers.steps import AT, granted, submitted
from tests.factories import NINGMING, PINGXIANG, World
from tests.log_ins import enter

pytestmark = pytest.mark.django_db
V1 = "/api/v1"


def told(answer) -> tuple[int, bytes]:
    return answer.status_code, answer.content


def test_another_s_record_and_none_at_all_are_told_apart_by_nothing(two_worlds, program):
    here, there = two_worlds
    theirs = factories.filing(there.mandate, status="submitted")
    clerk = program(here.member("intermediary", "clerk"), "file_demand", "end_mandate")
    pairs = [
        ("get", "filings/{}/", theirs.pk, {}),
        ("get", "filings/{}/history/", theirs.pk, {}),
        ("put", "filings/{}/", theirs.pk, {}),
        ("post", "filings/{}/withdraw/", theirs.pk, {}),
        ("post", "filings/{}/answer/", theirs.pk, {}),
        ("post", "filings/{}/clone/", theirs.pk, {"season": "2627"}),
        ("get", "mandates/{}/", there.mandate.pk, {}),
        ("post", "mandates/{}/end/", there.mandate.pk, {"reason": "x"}),
        ("get", "organisations/{}/", there.employer.pk, {}),
        ("get", "employers/{}/", there.employer.pk, {}),
        ("get", "members/{}/", there.member("employer", "clerk").pk, {}),
    ]

    for method, where, pk, given in pairs:
        answers = [
            told(getattr(clerk, method)(f"{V1}/{where.format(key)}", given, HTTP_IF_MATCH="*")) for key in (pk, uuid4())
        ]
        assert answers[0][0] == 404, where
        assert answers[0] == answers[1], where


def test_another_s_employer_cannot_be_filed_for_and_is_told_from_none_by_nothing(demand: World, program):
    other = factories.employer()
    clerk = program(demand.member("intermediary", "clerk"), "file_demand")

    answers = [
        told(clerk.post(f"{V1}/filings/{verb}", body(demand) | {"employer": str(key)}))
        for verb in ("", "check/")
        for key in (other.pk, uuid4())
    ]

    assert [status for status, _ in answers[:2]] == [422, 422]
    assert answers[0] == answers[1]
    assert not Filing.objects.exists()


def test_filters_and_cursors_reach_no_further_than_the_list(two_worlds, program):
    here, there = two_worlds
    theirs = factories.filing(there.mandate, status="submitted")
    factories.filing(here.mandate, status="submitted")
    asking = program(here.member("bureau", "reviewer"))
    cursor = base64.urlsafe_b64encode(json.dumps(["ffffffff-ffff-ffff-ffff-ffffffffffff"]).encode()).decode()

    queries = [f"number={theirs.number}", f"employer={there.employer.pk}", f"county={there.county}", f"cursor={cursor}"]
    found = [row["id"] for query in queries for row in asking.get(f"{V1}/filings/?{query}").json()["results"]]

    assert str(theirs.pk) not in found
    assert asking.get(f"{V1}/filings/?organisation__barred_from=1").status_code == 422


def test_neighbouring_counties_and_the_prefecture_see_each_what_was_submitted_in_its_area(world, program):
    neighbour = factories.world(PINGXIANG)
    factories.area("451400")
    prefecture = factories.organisation("bureau", county="451400")
    above = factories.member(prefecture, "reviewer")
    ours = factories.filing(world.mandate, status="submitted")
    draft = factories.filing(world.mandate)

    def seen(member) -> set[str]:
        return {row["id"] for row in program(member).get(f"{V1}/filings/").json()["results"]}

    assert seen(above) == {str(ours.pk)}
    assert seen(neighbour.member("bureau", "reviewer")) == set()
    assert str(draft.pk) not in seen(world.member("bureau", "approver"))


def test_a_neighbouring_bureau_decides_neither_filings_nor_licences_nor_ceilings(demand, program):
    neighbour = factories.world(PINGXIANG)
    filing = submitted(demand)
    licence = demand.intermediary.licences.get()
    approver = program(neighbour.member("bureau", "approver"), "decide_demand", "decide_licence", "approve_quota")
    quota = Quota.objects.filter(area=NINGMING, industry=None).get().pk
    reviewer = program(neighbour.member("bureau", "reviewer"), "propose_quota")

    answers = [
        approver.post(f"{V1}/filings/{filing.pk}/grant/", {"posts": 1}).status_code,
        approver.post(f"{V1}/licences/{licence.pk}/suspend/", {"reason": "x"}).status_code,
        reviewer.post(f"{V1}/quota-adjustments/", {"quota": str(quota), "change": 5, "reason": "x"}).status_code,
    ]

    assert answers == [404, 403, 403]


def test_one_s_key_for_repeats_opens_no_other_s_answer_and_none_after_the_account_is_shut(world, program):
    administrator = world.member("bureau", "administrator")
    asking, other = (
        program(administrator, "manage_members"),
        program(world.member("employer", "administrator"), "manage_members"),
    )
    given, key = {"name_zh": "新科室"}, {"HTTP_IDEMPOTENCY_KEY": "one"}
    first = asking.post(f"{V1}/units/", given, **key)

    theirs = other.post(f"{V1}/units/", given, **key)
    type(administrator).objects.filter(pk=administrator.pk).update(closed_at=factories.AT)

    assert (first.status_code, theirs.status_code) == (201, 201)
    assert first.json()["id"] != theirs.json()["id"]
    assert asking.post(f"{V1}/units/", given, **key).status_code == 401


def test_a_suspension_ends_running_sessions_and_tokens_at_the_next_request(demand, approver, visit, program):
    clerk = demand.member("intermediary", "clerk")
    browser, asking = visit(clerk), program(clerk, "file_demand")
    assert browser.get("/filings/").status_code == asking.get(f"{V1}/filings/").status_code == 200

    suspensions.suspend(demand.intermediary.licences.get().pk, "bond", by=approver, at=AT)

    assert browser.get("/filings/").status_code == 302
    assert asking.get(f"{V1}/filings/").status_code == 401


def test_a_session_writes_through_the_api_only_with_its_own_key(world, visit):
    client = APIClient(enforce_csrf_checks=True)
    enter(client, world.member("employer", "clerk"))

    answer = client.post(f"{V1}/me/choose-letters/", {"language": "vi"})

    assert answer.status_code == 403


@pytest.mark.parametrize("where", ["https://evil.example", "//evil.example", "\\\\evil.example", "javascript:alert(1)"])
def test_log_in_and_language_lead_nowhere_else(world, where):
    of = world.organisations["employer"]
    factories.member(of, "clerk", email="someone@example.org", password="correct horse battery")
    given = {"email": "someone@example.org", "password": "correct horse battery", "next": where}

    entered = Client().post("/login/", given)
    spoken = Client().post("/i18n/setlang/", {"language": "vi", "next": where})

    assert entered["Location"] == "/"
    assert "evil" not in spoken.headers.get("Location", "")
    assert "javascript" not in spoken.headers.get("Location", "")


def test_a_log_in_takes_a_new_session(world, settings):
    of = world.organisations["employer"]
    factories.member(of, "clerk", email="someone@example.org", password="correct horse battery")
    browser = Client()
    browser.get("/login/")
    browser.cookies[settings.SESSION_COOKIE_NAME] = "fixed" * 6 + "ab"

    browser.post("/login/", {"email": "someone@example.org", "password": "correct horse battery"})

    assert browser.cookies[settings.SESSION_COOKIE_NAME].value != "fixed" * 6 + "ab"


def test_what_people_write_is_shown_as_text(demand, visit):
    evil = "<script>alert(1)</script>"
    filing = submitted(demand, note=evil, job_title=evil)
    reviewer = demand.member("bureau", "reviewer")
    decisions.request_information(filing.pk, question=evil, by=reviewer, at=AT)
    type(reviewer).objects.filter(pk=reviewer.pk).update(name=evil)

    for member in (reviewer, demand.member("employer", "clerk"), demand.member("intermediary", "clerk")):
        page = visit(member).get(f"/filings/{filing.pk}/").content.decode()
        assert evil not in page


@pytest.mark.parametrize(
    "url",
    [
        "http://example.org/",
        "https://localhost/",
        "https://127.0.0.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://169.254.169.254/latest",
        "https://user:word@example.org/",
        "https://service.internal/",
        "ftp://example.org/",
        "https://[fe80::1%25eth0]/",
    ],
)
def test_letters_are_not_posted_into_our_own_network(employer_administrator, url):
    with pytest.raises(Invalid):
        organisations.set_webhook(url, by=employer_administrator)


def test_the_record_of_one_house_is_read_by_no_other(demand, program):
    granted(demand)
    clerk = demand.member("intermediary", "clerk")

    rows = program(clerk).get(f"{V1}/events/?limit=200").json()["results"]

    assert {row["organisation_id"] for row in rows} == {str(clerk.organisation_id)}


def test_who_runs_the_service_reads_neither_filings_nor_employers_nor_mandates(demand, operator_officer, program):
    granted(demand)
    asking = program(operator_officer, "read_jobs", "manage_reference")

    for where in ("filings", "employers", "mandates", "party-corrections", "events", "bond-entries"):
        rows = asking.get(f"{V1}/{where}/").json()["results"]
        assert [row for row in rows if row.get("organisation_id") != str(operator_officer.organisation_id)] == [], where


@pytest.mark.parametrize(
    "given", [{"status": "granted"}, {"posts_granted": 5}, {"intermediary": "x"}, {"mandate": "x"}]
)
def test_no_field_is_set_by_the_side(demand, program, given):
    clerk = program(demand.member("intermediary", "clerk"), "file_demand")

    answer = clerk.post(f"{V1}/filings/", body(demand) | given)

    assert answer.status_code == 422
    assert not Filing.objects.exists()


def test_no_stranger_breaks_the_register_by_signs_that_cannot_be_kept(world):
    name = world.organisations["intermediary"].name_zh

    page = Client().get("/register/", {"q": f"\0{name}\0"})

    assert page.status_code == 200
    assert name in page.content.decode()
