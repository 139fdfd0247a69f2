"""Doors to what the services have long known: files of crossings, who is affected, what workers paid, closed ports."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from rest_framework.test import APIClient

from permits.models import Crossing, Permit
from scheme.models import PortStatus
from tests import factories
from tests.api.steps import problem
from tests.factories import AT, World
from tests.permits.steps import hiring, holding, requirements
from workers.services.grievances import costs
from workers.services.grievances.costs import Payment

pytestmark = pytest.mark.django_db
In = Callable[..., APIClient]
HEAD = "key,direction,occurred_at,permit_number\n"


@pytest.fixture
def permit(demand: World) -> Permit:
    requirements()
    return holding(demand, hiring(demand))[0]


def test_a_post_sends_a_file_and_a_wrong_cell_is_named_by_line_and_column(
    demand: World, session: In, permit: Permit
) -> None:
    client, path = session(demand.member("post", "officer")), "/api/v1/crossings/record-file/"
    good = f"a,in,2026-08-31T08:00+08:00,{permit.reference}\n"

    refused = client.post(path, {"csv": f"{HEAD}{good}b,out,yesterday,{permit.reference}\n"}, format="json")
    assert (problem(refused), Crossing.objects.count()) == ((422, {"3.occurred_at"}), 0)

    kept = client.post(path, {"csv": HEAD + good}, format="json")

    assert kept.status_code == 200, kept.content
    assert kept.json()["ids"] == [str(Crossing.objects.get(worker=permit.worker_id).pk)]


def test_who_is_affected_is_told_of_the_permits_one_sees(demand: World, session: In, permit: Permit) -> None:
    licence = demand.intermediary.licences.get()
    paths = (f"licences/{licence.pk}", f"employers/{demand.employer.pk}")
    stopped = [f"/api/v1/{path}/affected-permits/" for path in paths]
    bureau, other = session(demand.member("bureau", "reviewer")), session(demand.member("post", "officer"))

    told = [bureau.get(path).json()["results"] for path in stopped]
    hidden = [other.get(path) for path in stopped]

    for rows in told:
        assert [row["permit"] for row in rows] == [str(permit.pk)]
    assert hidden[0].json()["results"] == []
    assert hidden[1].status_code == 404


def test_anybody_reads_what_workers_paid_once_they_are_enough(demand: World, stranger: APIClient) -> None:
    factories.rule_set()
    season, path = factories.season(), "/api/v1/cost-per-worker/?season=2026-27"
    for _number in range(5):
        worker = factories.as_worker(factories.worker())
        costs.state_costs([Payment("medical", 71_000, "CNY")], season=season.pk, by=worker, at=AT)

    within = stranger.get(path).json()
    with time_machine.travel(AT + timedelta(days=31)):
        after = stranger.get(path).json()

    assert within == {"season": "2026-27", "workers": None, "lawful_usd": None, "irregular_usd": None}
    assert (after["workers"], after["irregular_usd"]) == (5, "400.00")
    assert problem(stranger.get("/api/v1/cost-per-worker/?season=1999-00")) == (422, {"season"})


def test_anybody_reads_which_ports_are_closed(demand: World, stranger: APIClient) -> None:
    factories.port("aidian")
    PortStatus.objects.filter(port="aidian").delete()
    PortStatus.objects.create(port_id="aidian", valid_from="2026-12-01", valid_until="2026-12-02", state="closed")
    path = f"/api/v1/closed-ports/?county={demand.county}&on="

    assert stranger.get(f"{path}2026-12-02").json()["results"] == [{"port": "aidian"}]
    assert stranger.get(f"{path}2026-12-03").json()["results"] == []
