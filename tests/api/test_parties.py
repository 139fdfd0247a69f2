"""Organisations, parties, licences, mandates and quotas, by the addresses alone."""

from collections.abc import Callable
from datetime import date

import pytest
from rest_framework.test import APIClient

from accounts.models import Member
from scheme.models import Quota
from tests import factories
from tests.api.steps import problem
from tests.employers.steps import submitted
from tests.factories import World

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]


def test_an_employer_is_registered_with_its_first_member(world: World, session: In) -> None:
    sent = {
        "kind": "enterprise",
        "name_zh": "宁明县红土蔗业有限公司",
        "county": world.county,
        "credit_code": factories.credit_code(),
        "member": {"email": "Boss@Example.org", "name": "韦德"},
    }

    answer = session(world.member("bureau", "clerk")).post("/api/v1/employers/", sent)

    assert answer.status_code == 201, answer.content
    assert answer.json()["credit_code"] == sent["credit_code"]
    assert Member.objects.filter(organisation=answer.json()["id"], email="boss@example.org").exists()


def test_a_licence_goes_from_application_to_suspension_in_public(
    demand: World, session: In, stranger: APIClient
) -> None:
    waiting = submitted(demand)
    clerk, approver = session(demand.member("bureau", "clerk")), session(demand.member("bureau", "approver"))
    agent = clerk.post(
        "/api/v1/intermediaries/",
        {
            "side": "CN",
            "seat": demand.county,
            "name_zh": "崇左南疆劳务有限公司",
            "credit_code": factories.credit_code(),
        },
    )
    sent = {"intermediary": agent.json()["id"], "number": "桂劳派2026-17", "valid_from": "2026-09-01"}
    applied = clerk.post("/api/v1/licences/", sent | {"valid_until": "2028-08-31", "bond_required_fen": 500})
    path = applied["Location"]

    unpaid = approver.post(f"{path}activate/")
    session(demand.member("bureau", "reviewer")).post(
        f"{path}record-bond/", {"kind": "paid", "amount_fen": 500, "on": "2026-08-31"}
    )
    active = approver.post(f"{path}activate/")
    suspended = approver.post(f"{path}suspend/", {"reason": "人数与现场不符"})

    assert (agent.status_code, applied.status_code) == (201, 201), applied.content
    assert problem(unpaid)[0] == 422
    assert [active.json()["status"], suspended.json()["status"]] == ["active", "suspended"]
    history = stranger.get(f"{path}history/").json()["results"]
    assert [(step["verb"], step["status"]) for step in history] == [("activate", "active"), ("suspend", "suspended")]
    found = stranger.get("/api/v1/register/?q=南疆").json()["results"]
    assert [(row["id"], row["status"]) for row in found] == [(applied.json()["id"], "suspended")]
    licence = demand.intermediary.licences.get()
    touched = approver.get(f"/api/v1/licences/{licence.pk}/affected/").json()["results"]
    assert [row["filing"] for row in touched] == [str(waiting.pk)]


def test_a_mandate_is_given_raised_and_ended(world: World, session: In) -> None:
    signatory = session(world.member("employer", "signatory"))
    sent = {
        "employer": str(world.employer.pk),
        "intermediary": str(world.partner.pk),
        "cap": 20,
        "starts_on": "2026-09-01",
        "ends_on": "2027-08-31",
    }

    given = signatory.post("/api/v1/mandates/", sent)
    raised = signatory.post(f"{given['Location']}raise-cap/", {"cap": 30})
    ended = session(world.member("partner", "signatory")).post(f"{given['Location']}end/", {"reason": "不再代理"})

    assert given.status_code == 201, given.content
    assert raised.json()["cap"] == 30
    assert ended.json()["status"] == "ended"


def test_a_ceiling_moves_by_two_persons_and_the_statement_agrees(
    demand: World, session: In, stranger: APIClient
) -> None:
    quota = Quota.objects.get(area=demand.county, industry=None)
    reviewer, approver = session(demand.member("bureau", "reviewer")), session(demand.member("bureau", "approver"))

    asked = reviewer.post("/api/v1/quota-adjustments/", {"quota": str(quota.pk), "change": 5, "reason": "蔗园面积增加"})
    decided = approver.post(f"{asked['Location']}approve/")

    assert asked.status_code == 201, asked.content
    assert decided.json()["status"] == "approved"
    now = stranger.get(f"/api/v1/quotas/{quota.pk}/").json()
    assert now["ceiling"] == quota.ceiling + 5
    statement = stranger.get(f"/api/v1/quotas/{quota.pk}/statement/").json()
    assert (statement["agrees"], statement["left"]) == (True, now["left"])
    lines = stranger.get(f"/api/v1/quota-statements/?season=2026-27&area={demand.county}").json()["results"]
    assert all(line["agrees"] for line in lines)
    ledger = approver.get(f"/api/v1/quotas/{quota.pk}/entries/").json()["results"]
    assert ledger[-1]["cause"] == asked.json()["id"]


def test_what_holds_in_a_county_on_a_day_is_one_question(demand: World, stranger: APIClient) -> None:
    holds = stranger.get(f"/api/v1/in-force/?county={demand.county}&on=2026-11-15&season=2026-27")
    nowhere = stranger.get("/api/v1/in-force/?county=999999")

    assert holds.status_code == 200, holds.content
    assert (holds.json()["province"], holds.json()["day"]) == ("450000", "2026-11-15")
    assert problem(nowhere) == (422, {"county"})


def test_the_operator_keeps_the_agreements_data(demand: World, session: In, stranger: APIClient) -> None:
    officer = session(demand.member("operator", "officer"))
    sent = {
        "code": "A0134",
        "name_zh": "剑麻种植",
        "name_vi": "Trồng sisal",
        "name_en": "Sisal growing",
        "valid_from": "2026-01-01",
    }

    added = officer.post("/api/v1/industries/", sent)
    path = added["Location"]
    corrected = officer.put(path, sent | {"name_en": "Growing sisal"}, headers={"If-Match": added["ETag"]})
    ended = officer.post(f"{path}end/", {"on": "2026-12-31"})

    assert added.status_code == 201, added.content
    assert corrected.json()["name_en"] == "Growing sisal"
    assert ended.json()["valid_until"] == "2026-12-31"
    on_days = [
        len(stranger.get(f"/api/v1/industries/?on={day}").json()["results"]) for day in ("2026-12-31", "2027-01-01")
    ]
    assert on_days[0] - on_days[1] == 1


def test_accounts_are_opened_changed_and_closed(world: World, session: In) -> None:
    administrator = session(world.member("bureau", "administrator"))

    unit = administrator.post("/api/v1/units/", {"name_zh": "监察科"})
    opened = administrator.post(
        "/api/v1/members/",
        {"email": "new@example.org", "name": "黄兰", "roles": ["reviewer"], "unit": unit.json()["id"]},
    )
    path = opened["Location"]
    changed = administrator.post(f"{path}set-roles/", {"roles": ["approver"]})
    closed = administrator.post(f"{path}deactivate/")

    assert (unit.status_code, opened.status_code) == (201, 201), opened.content
    assert changed.json()["roles"] == []
    assert closed.json()["is_active"] is False
    assert "password" not in opened.json()


def test_letters_are_read_in_the_readers_language(demand: World, session: In) -> None:
    submitted(demand)
    clerk = session(demand.member("intermediary", "clerk"))

    letter = clerk.get("/api/v1/notices/?unread=true").json()["results"][0]
    read = clerk.post(f"/api/v1/notices/{letter['id']}/read/")

    assert (letter["kind"], bool(letter["title"])) == ("filing_submitted", True)
    assert read.json()["read_at"]
    assert clerk.get("/api/v1/notices/?unread=true&channel=in_app").json()["results"] == []


def test_the_day_is_counted_in_china(stranger: APIClient) -> None:
    factories.area()

    assert stranger.get(f"/api/v1/areas/?on={date(2026, 9, 1)}").json()["results"][0]["code"]
