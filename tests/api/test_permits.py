"""A crew's way from roster to permits, presence and return, by the addresses alone."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
import time_machine
from rest_framework.test import APIClient

from core.dates import ZONE
from permits.models import Permit
from tests.api.steps import problem
from tests.factories import World
from tests.permits.steps import AT, hiring, holding, requirements

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]
SHOWN = {"health": "health_certificate", "insurance": "accident_insurance"}
PEOPLE = [
    {
        "name": name,
        "birth_date": born,
        "sex": "F",
        "province": "20",
        "papers": [{"kind": "passport", "number": number, "issued_on": "2024-01-15", "expires_on": "2034-01-14"}],
    }
    for name, born, number in (("Nông Thị Thử", "1994-03-21", "C1234567"), ("Lý Thị Mẫu", "1996-07-02", "C7654321"))
]


def ok(answer: Any, status: int = 200) -> Any:
    assert answer.status_code == status, answer.content
    return answer.json()


@pytest.fixture
def as_of(demand: World, session: In) -> Callable[..., APIClient]:
    """Somebody who has logged in at that moment."""
    requirements()

    def log_in(kind: str, role: str) -> APIClient:
        return session(demand.member(kind, role))

    return log_in


def registered(as_of: In) -> list[str]:
    """A roster taken down, shown and cleared; the registrations."""
    clerk = as_of("intermediary", "clerk")
    sent = {"season": "2026-27", "rows": [{"person": one, "agreed_abroad": True} for one in PEOPLE]}
    ids: list[str] = ok(clerk.post("/api/v1/registrations/register-each/", sent))["ids"]
    workers = [ok(clerk.get(f"/api/v1/registrations/{pk}/"))["worker"] for pk in ids]
    rows = [
        {"worker": worker, "kind": kind, "code": code, "issuer": "Trung tâm", "valid_from": "2026-09-01"}
        | {"valid_until": "2027-08-31"}
        for worker in workers
        for kind, code in SHOWN.items()
    ]
    ok(clerk.post("/api/v1/evidence/record-each/", {"rows": rows}))
    cleared = [{"registration": pk, "contract_number": f"HĐ-{place}"} for place, pk in enumerate(ids)]
    ok(as_of("department", "officer").post("/api/v1/registrations/clear-each/", {"rows": cleared}))
    return ids


def agreed(as_of: In, filing: Any, registrations: list[str]) -> list[str]:
    """Offers made and accepted at a counter, each by its own worker's code."""
    sent = {"filing": str(filing.pk), "registrations": registrations, "valid_until": "2026-11-01"}
    offers: list[str] = ok(as_of("intermediary", "clerk").post("/api/v1/offers/make-each/", sent))["ids"]
    officer = as_of("department", "officer")
    seen = [ok(officer.get(f"/api/v1/offers/{pk}/")) for pk in offers]
    terms = {one["terms"]: ok(officer.get(f"/api/v1/terms/{one['terms']}/"))["digest"] for one in seen}
    given = ok(officer.post("/api/v1/one-time-codes/give/", {"ids": [one["worker"] for one in seen]}))["codes"]
    codes = {one["worker"]: one["code"] for one in given}
    rows = [{"offer": one["id"], "digest": terms[one["terms"]], "code": codes[one["worker"]]} for one in seen]
    ok(officer.post("/api/v1/offers/accept-each/", {"rows": rows}))
    return offers


def test_a_crew_goes_from_roster_to_permits_in_a_handful_of_acts(demand: World, as_of: In) -> None:
    filing = hiring(demand)
    with time_machine.travel(AT, tick=True):
        offers = agreed(as_of, filing, registered(as_of))
        clerk, approver = as_of("intermediary", "clerk"), as_of("bureau", "approver")
        wish = {"permit_class": "seasonal", "ports": ["aidian"], "rows": [{"offer": pk} for pk in offers]}

        applied = ok(clerk.post("/api/v1/permit-applications/apply-each/", wish))["ids"]
        verdicts = ok(approver.post("/api/v1/permit-applications/check-each/", {"ids": applied}))["results"]
        issued = ok(approver.post("/api/v1/permits/issue/", {"applications": applied}))["ids"]

        assert [one["can_be_issued"] for one in verdicts] == [True, True]
        permit = ok(clerk.get(f"/api/v1/permits/{issued[0]}/"))
        assert permit["reference"].startswith("WP-2627-")
        assert permit["person_number"].startswith("W-")
        assert all(
            each["message"] for each in ok(approver.get(f"/api/v1/permit-applications/{applied[0]}/"))["findings"]
        )
        assert len(ok(as_of("employer", "signatory").get("/api/v1/consents/"))["results"]) == 2


def test_a_crew_that_cannot_be_issued_is_told_why_and_none_is(demand: World, as_of: In) -> None:
    filing = hiring(demand)
    with time_machine.travel(AT, tick=True):
        offers = agreed(as_of, filing, registered(as_of))
        clerk, approver = as_of("intermediary", "clerk"), as_of("bureau", "approver")
        wish = {"permit_class": "seasonal", "ports": ["aidian"], "rows": [{"offer": pk} for pk in offers]}
        applied = ok(clerk.post("/api/v1/permit-applications/apply-each/", wish))["ids"]
        shown = ok(clerk.get("/api/v1/evidence/"))["results"]
        ok(clerk.post(f"/api/v1/evidence/{shown[0]['id']}/withdraw/"))

        refused = approver.post("/api/v1/permits/issue/", {"applications": applied})

        assert problem(refused)[0] == 422
        assert not Permit.objects.exists()


def test_whoever_came_is_reported_crosses_and_is_seen_staying(demand: World, as_of: In) -> None:
    filing = hiring(demand)
    [permit] = holding(demand, filing)
    crossing = {"direction": "in", "occurred_at": "2026-11-16T08:00:00+08:00", "key": "lane-1-1"}
    crossing |= {"permit_number": permit.reference}
    with time_machine.travel(datetime(2026, 11, 16, 18, tzinfo=ZONE), tick=True):
        employer, officer = as_of("employer", "clerk"), as_of("post", "officer")

        came = ok(employer.post("/api/v1/arrivals/", {"permit": str(permit.pk), "arrived_on": "2026-11-16"}), 201)
        first = ok(officer.post("/api/v1/crossings/", crossing), 201)
        again = ok(officer.post("/api/v1/crossings/", crossing), 201)
        adrift = officer.post("/api/v1/crossings/", crossing | {"key": "2", "occurred_at": "2026-11-16T08:00:00"})

        assert came["permit_reference"] == permit.reference
        assert again["id"] == first["id"]
        assert problem(adrift) == (422, {"occurred_at"})
        [stay] = ok(as_of("bureau", "reviewer").get("/api/v1/stays/?open=true"))["results"]
        assert (stay["permit"], stay["last_lawful_on"]) == (str(permit.pk), "2027-04-15")
        assert ok(as_of("employer", "clerk").get("/api/v1/crossings/"))["results"] == []


def test_an_extension_and_an_early_end_are_asked_for_and_decided(demand: World, as_of: In) -> None:
    [permit] = holding(demand, hiring(demand))
    with time_machine.travel(AT, tick=True):
        clerk, approver = as_of("intermediary", "clerk"), as_of("bureau", "approver")
        sent = {"permit": str(permit.pk), "ends_on": "2027-01-31", "reason": "砍蔗提前结束"}

        wish = ok(clerk.post("/api/v1/end-requests/", sent), 201)
        early = approver.post(f"/api/v1/end-requests/{wish['id']}/grant/", {})
        back = ok(clerk.post(f"/api/v1/end-requests/{wish['id']}/withdraw/"))

        assert problem(early)[0] == 409
        assert back["status"] == "withdrawn"


def test_a_reported_absence_is_contested_by_the_worker_alone(demand: World, as_of: In) -> None:
    [permit] = holding(demand, hiring(demand))
    with time_machine.travel(datetime(2026, 12, 1, 18, tzinfo=ZONE), tick=True):
        sent = {"permit": str(permit.pk), "kind": "left_job", "since_on": "2026-12-01"}

        reported = ok(as_of("employer", "signatory").post("/api/v1/absence-reports/", sent), 201)
        path = f"/api/v1/absence-reports/{reported['id']}"
        meddling = as_of("intermediary", "clerk").post(f"{path}/contest/", {"text": "在岗"})
        early = as_of("bureau", "reviewer").post(f"{path}/uphold/", {"decision": "工友证实"})

        assert problem(meddling)[0] == 403
        assert problem(early)[0] == 409
