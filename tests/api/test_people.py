"""Persons' records: every opening is an event, and what workers say of others stays with who protects them."""

from collections.abc import Callable, Iterator
from typing import Any

import orjson
import pytest
from rest_framework.test import APIClient

from api.authentication import WorkerHere
from api.resources import RESOURCES
from core.audit.models import Event
from tests import factories
from tests.api.people_records import people_records
from tests.api.steps import problem
from tests.factories import AT, World
from workers.models import Worker
from workers.rules.codes import person_number

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]
SIGNED = {"proposed_login": "session:before", "proposed_at": AT}


@pytest.fixture
def people(demand: World) -> dict[str, Any]:
    """One worker who went all the way in this world, with a record of everything."""
    reviewer = demand.member("bureau", "reviewer")
    return people_records(demand, SIGNED | {"proposed_by": reviewer.pk, "proposed_unit": reviewer.unit_id})


def openings(key: Any, of: str = "workers.worker") -> list[dict[str, Any]]:
    found = Event.objects.filter(verb="open", subject_type=of, subject_id=str(key))
    return list(found.order_by("seq").values("actor_id", "details"))


def test_whoever_opens_a_persons_record_is_written_down(demand: World, session: In, people: dict[str, Any]) -> None:
    clerk = demand.member("intermediary", "clerk")

    answer = session(clerk).get(f"/api/v1/workers/{people['workers']}/")

    assert answer.status_code == 200, answer.content
    assert openings(people["workers"]) == [{"actor_id": clerk.pk, "details": {}}]


def test_a_list_gives_numbers_and_names_and_opens_nobody(demand: World, session: In, people: dict[str, Any]) -> None:
    officer = session(demand.member("department", "officer"))

    rows = {row["id"]: row for row in officer.get("/api/v1/workers/").json()["results"]}

    assert set(rows[str(people["workers"])]) == {
        *("id", "number", "name", "name_zh", "province", "merged_into", "entered_at"),
    }
    assert openings(people["workers"]) == []


def test_a_worker_is_found_by_name_without_marks_among_those_one_sees(
    demand: World, session: In, people: dict[str, Any]
) -> None:
    worker = Worker.objects.get(pk=people["workers"])

    found = session(demand.member("department", "officer")).post("/api/v1/workers/find/", {"text": worker.folded})
    unseen = session(demand.member("post", "officer")).post("/api/v1/workers/find/", {"text": worker.folded})

    assert [row["number"] for row in found.json()["results"]] == [person_number(worker.number)]
    assert unseen.json() == {"results": []}


def test_oversight_opens_a_record_for_a_stated_purpose_only(demand: World, session: In, people: dict[str, Any]) -> None:
    auditor = session(demand.member("oversight", "auditor"))
    path = f"/api/v1/workers/{people['workers']}/"

    without = auditor.get(path)
    stated = auditor.get(path, {"purpose": "audit 2026/7"})

    assert problem(without) == (422, {"purpose"})
    assert stated.status_code == 200
    assert [each["details"] for each in openings(people["workers"])] == [{"purpose": "audit 2026/7"}]


def test_what_a_worker_said_is_opened_on_its_own_record(demand: World, session: In, people: dict[str, Any]) -> None:
    officer, auditor = demand.member("protection", "officer"), demand.member("oversight", "auditor")
    path = f"/api/v1/complaints/{people['complaints']}/entries/"

    read = session(officer).get(path)
    without, stated = session(auditor).get(path), session(auditor).get(path, {"purpose": "review", "limit": 1})

    assert (read.status_code, stated.status_code) == (200, 200), stated.content
    assert problem(without)[0] == 422
    opened = openings(people["complaints"], "workers.complaint")
    assert [each["actor_id"] for each in opened] == [officer.pk, auditor.pk]
    assert openings(people["workers"]) == []  # a gap in the count of the person's events would tell others of it


def test_whole_paper_numbers_and_telephones_are_nowhere(demand: World, session: In, people: dict[str, Any]) -> None:
    auditor = session(demand.member("oversight", "auditor"))
    worker = auditor.get(f"/api/v1/workers/{people['workers']}/", {"purpose": "audit"}).json()
    papers = auditor.get("/api/v1/papers/").json()["results"]

    for row in [*worker["papers"], *papers]:
        assert len(row["number_end"]) == 4
    told = orjson.dumps([worker, papers]).decode()
    assert "sealed" not in told
    assert "digest" not in told


# --- What those whom it concerns must not learn ------------------------------------------------------------


def addresses() -> Iterator[str]:
    """Every list, every question with a fixed set of answers, and every reading of the whole."""
    for resource in RESOURCES:
        if resource.records:
            yield f"/api/v1/{resource.name}/?limit=200"
        for name, asked in resource.filters.items():
            choices = getattr(asked.form, "choices", None) or ()
            yield from (f"/api/v1/{resource.name}/?{name}={choice}" for choice in choices)
        for look in resource.looks:
            if not look.of_one:
                yield f"/api/v1/{resource.name}/{look.name}/".replace("//", "/")


UNTOLD = [
    *(("employer", "signatory"), ("employer", "clerk"), ("intermediary", "clerk"), ("partner", "clerk")),
    *(("bureau", "approver"), ("department", "officer"), ("post", "officer"), ("operator", "officer")),
]


def heard(client: APIClient, addresses: list[str]) -> dict[str, tuple[int, bytes]]:
    answers = {address: client.get(address) for address in addresses}
    return {address: (answer.status_code, answer.content) for address, answer in answers.items()}


def told(world: World, worker: Any, session: In) -> dict[str, str]:
    """A worker says what was paid and what is wrong, and a desk answers; the keys of both."""
    own = APIClient()
    own.force_authenticate(WorkerHere(login=f"code:{worker.pk}", actor_id=worker.pk))
    about = world.organisations["employer"].pk
    line = {"head": "administration", "amount": 4_000_000, "currency": "VND", "payee_text": "chị Ba"}
    paid = own.post("/api/v1/cost-statements/", {"season": "2026-27", "lines": [line], "note": "tại nhà"})
    wrong = own.post("/api/v1/complaints/", {"kind": "wages", "text": "Chưa trả lương", "about": str(about)})
    assert (paid.status_code, wrong.status_code) == (201, 201), (paid.content, wrong.content)
    assert [each["payee_text"] for each in paid.json()["lines"]] == ["chị Ba"]
    desk, path = session(world.member("protection", "officer")), wrong["Location"]
    assert desk.post(f"{path}assign/", {}).status_code == 200
    answered = desk.post(f"{path}answer/", {"text": "已联系用人单位。"})
    assert answered.json()["status"] == "answered", answered.content
    entries = own.get(f"{path}entries/").json()["results"]
    assert [each["text"] for each in entries] == ["Chưa trả lương", "已联系用人单位。"]
    return {"cost-statements": paid.json()["id"], "complaints": wrong.json()["id"]}


@pytest.mark.parametrize(("kind", "role"), UNTOLD)
def test_a_complaint_and_a_cost_statement_change_nothing_that_others_can_read(
    demand: World, session: In, kind: str, role: str
) -> None:
    permit = factories.permitted(factories.filing(demand.mandate, status="granted"), demand.intermediary)
    client, asked = session(demand.member(kind, role)), list(addresses())
    client.credentials(HTTP_ACCEPT_LANGUAGE="en")
    before = heard(client, asked)

    made = told(demand, permit.worker, session)

    assert heard(client, asked) == before
    for name, key in made.items():
        absent = client.get("/api/v1/nothing/at/all/")
        assert absent.status_code == 404
        for path in ("", "?limit=1", f"{key}/"):
            answer = client.get(f"/api/v1/{name}/{path}")
            assert (answer.status_code, answer.content) == (404, absent.content)
        assert client.post(f"/api/v1/{name}/", {}).status_code == 404
