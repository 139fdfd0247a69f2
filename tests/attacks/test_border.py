"""Who tells of other people's ways over the border, reads the register at the gate, or confirms what is not theirs."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
import time_machine
from rest_framework.test import APIClient

from permits.models import Anomaly, Crossing, Permit, Stay
from permits.rules.numbers import permit_number
from tests import factories
from tests.factories import World
from tests.permits import border
from tests.permits.border import DAY, MORNING
from workers.rules.codes import person_number

pytestmark = pytest.mark.django_db
V1 = "/api/v1"
In = Callable[..., APIClient]


@pytest.fixture(autouse=True)
def _two_days_on(_fixed_day: None) -> Iterator[None]:
    with time_machine.travel(MORNING + 2 * DAY, tick=True):
        yield


@pytest.fixture
def permit(two_worlds: tuple[World, World]) -> Permit:
    """Of a worker of the first world's province, in the country."""
    here, _there = two_worlds
    home = here.organisations["department"].province
    held = border.permit(here, worker=factories.worker(home))
    border.tell(here.member("post", "officer"), border.claim(held, "in", MORNING))
    return held


def said(permit: Permit, name: str) -> dict[str, Any]:
    paper = factories.paper(permit.worker, number="B7654321")
    return {
        "permit": {"permit": str(permit.pk)},
        "permit_number": {"permit_number": permit.reference},
        "person_number": {"person_number": person_number(permit.worker.number)},
        "paper": {"paper_kind": paper.kind, "paper_number": "B7654321"},
    }[name]


NOBODYS: dict[str, dict[str, Any]] = {
    "permit": {"permit": str(uuid4())},
    "permit_number": {"permit_number": permit_number("2026-27", 999_999)},
    "person_number": {"person_number": person_number(9_999_999)},
    "paper": {"paper_kind": "passport", "paper_number": "Z0000001"},
}


@pytest.mark.parametrize("named", sorted(NOBODYS))
def test_a_department_tells_nothing_of_another_province_s_worker_and_learns_nothing(
    two_worlds: tuple[World, World], permit: Permit, program: In, named: str
) -> None:
    officer = program(two_worlds[1].member("department", "officer"), "record_crossing")
    out = {"direction": "out", "occurred_at": (MORNING + DAY).isoformat(), "port": "aidian"}

    answers = []
    for number, whom in enumerate((said(permit, named), NOBODYS[named])):
        answers.append(officer.post(f"{V1}/crossings/", out | {"key": f"k{number}"} | whom, format="json"))

    theirs, nobodys = ((answer.status_code, answer.content) for answer in answers)
    assert theirs == nobodys == (201, nobodys[1])
    assert Crossing.objects.filter(permit=None, worker=None).count() == 2
    stay = Stay.objects.get(worker=permit.worker_id)
    assert (stay.left_at, stay.is_end_unknown) == (None, False)
    assert not Crossing.objects.filter(worker=permit.worker_id, direction="out").exists()
    assert not Anomaly.objects.filter(worker=permit.worker_id).exists()


def test_a_department_tells_of_its_own_province_s_worker(
    two_worlds: tuple[World, World], permit: Permit, program: In
) -> None:
    officer = program(two_worlds[0].member("department", "officer"), "record_crossing")
    left = {"direction": "out", "occurred_at": (MORNING + DAY).isoformat(), "port": "aidian", "key": "home"}

    answer = officer.post(f"{V1}/crossings/", left | {"permit_number": permit.reference}, format="json")

    assert answer.status_code == 201, answer.content
    assert Stay.objects.get(worker=permit.worker_id).left_at == MORNING + DAY


def test_a_department_confirms_no_return_of_another_province_s_worker(
    two_worlds: tuple[World, World], permit: Permit, program: In
) -> None:
    filed = factories.registration(permit.worker, two_worlds[0].intermediary, permit.season)
    home = permit.returns.create(
        registration=filed,
        worker=permit.worker,
        left_on=permit.last_on,
        last_lawful_on=permit.last_on,
        exit_seen_at=MORNING + timedelta(days=150),
    )
    officer = program(two_worlds[1].member("department", "officer"), "confirm_return")

    theirs = officer.post(f"{V1}/returns/{home.pk}/confirm/")
    none = officer.post(f"{V1}/returns/{uuid4()}/confirm/")
    many = officer.post(f"{V1}/returns/confirm-each/", {"ids": [str(home.pk)]}, format="json")

    home.refresh_from_db()
    assert (theirs.status_code, theirs.content) == (none.status_code, none.content) == (404, none.content)
    assert many.status_code == 404
    assert home.status == "exit_seen"
