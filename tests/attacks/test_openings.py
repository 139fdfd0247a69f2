"""Opening persons' records: a ceiling within an hour, and decoys that nobody has reason to open."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member
from core.alerts.models import Alert
from core.audit.models import Event
from core.errors import Forbidden
from core.reach import reach_of, reaching
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit
from workers.models import Decoy, Worker
from workers.services.identity import decoys
from workers.services.identity.openings import open_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def officer(demand: World) -> Member:
    """An officer of the department of the province that the workers are from."""
    return demand.member("department", "officer")


@pytest.fixture
def decoy(demand: World, officer: Member) -> Worker:
    """A made-up person of that officer's province."""
    auditor = demand.member("oversight", "auditor")
    assert officer.organisation.province is not None
    code = officer.organisation.province.code
    return decoys.lay("Nông Thị Mẫu", date(1991, 4, 3), sex="F", province=code, by=auditor, at=timezone.now())


def _people(officer: Member, number: int) -> list[Worker]:
    return [factories.worker(officer.organisation.province) for _ in range(number)]


def test_the_record_after_the_last_is_refused_and_oversight_told(
    demand: World, officer: Member, settings: Any, visit: Visit
) -> None:
    settings.OPENINGS_AN_HOUR = 3
    *opened, last = _people(officer, 4)
    for worker in [*opened, *opened]:
        open_person(worker.pk, by=officer)

    answer = visit(officer).get(reverse("portal:person", args=[last.pk]))

    assert answer.status_code == 409
    assert "3 persons" in answer.content.decode()
    assert last.name not in answer.content.decode()
    assert not Event.objects.filter(verb="open", subject_id=str(last.pk)).exists()
    decoys.watch(at=timezone.now())
    told = Alert.objects.filter(kind="openings_ceiling").open()
    assert [alert.subject_id for alert in told] == [str(officer.pk)]
    assert Alert.objects.visible_to(demand.member("oversight", "auditor")).filter(kind="openings_ceiling").exists()
    assert not Alert.objects.visible_to(officer).filter(kind="openings_ceiling").exists()


def test_the_ceiling_is_the_same_at_the_other_door(officer: Member, settings: Any, program: Any) -> None:
    settings.OPENINGS_AN_HOUR = 1
    first, second = _people(officer, 2)
    client = program(officer)

    assert client.get(f"/api/v1/workers/{first.pk}/").status_code == 200
    assert client.get(f"/api/v1/workers/{second.pk}/").status_code == 409


def test_a_party_is_not_counted(demand: World, settings: Any) -> None:
    settings.OPENINGS_AN_HOUR = 1
    clerk = demand.member("intermediary", "clerk")

    for worker in [factories.worker() for _ in range(3)]:
        open_person(worker.pk, by=clerk)

    assert Event.objects.filter(verb="open", actor_id=clerk.pk).count() == 3


def test_an_opened_decoy_alerts_oversight_and_never_who_opened_it(
    demand: World, officer: Member, decoy: Worker, visit: Visit
) -> None:
    assert decoys.watch(at=timezone.now()) == 0

    page = visit(officer).get(reverse("portal:person", args=[decoy.pk]))

    assert page.status_code == 200
    assert decoys.watch(at=timezone.now()) == 1
    assert decoys.watch(at=timezone.now()) == 0
    assert Alert.objects.visible_to(demand.member("oversight", "auditor")).filter(kind="decoy_opened").count() == 1
    assert not Alert.objects.visible_to(officer).filter(kind="decoy_opened").exists()
    again = visit(officer).get(reverse("portal:person", args=[decoy.pk])).content.decode()
    assert "decoy" not in again.lower()


def test_who_laid_a_decoy_may_look_at_it(demand: World, decoy: Worker) -> None:
    open_person(decoy.pk, "to see that it is there", by=demand.member("oversight", "auditor"))

    assert decoys.watch(at=timezone.now()) == 0


def test_only_oversight_knows_and_lays_decoys(demand: World, officer: Member, decoy: Worker, visit: Visit) -> None:
    for kind, role in (("department", "officer"), ("bureau", "approver"), ("operator", "administrator")):
        with reaching(reach_of(demand.member(kind, role))):
            assert list(Decoy.objects.all()) == []
    assert not Decoy.objects.visible_to(officer).exists()
    assert visit(officer).get(reverse("portal:decoys")).status_code in (403, 404)
    with pytest.raises(Forbidden):
        decoys.lay("Ai Đó", date(1990, 1, 1), sex="M", province="20", by=officer, at=timezone.now())


def test_the_persons_own_events_do_not_say_that_it_is_a_decoy(decoy: Worker) -> None:
    entered = Event.objects.get(subject_type="workers.worker", subject_id=str(decoy.pk))

    assert (entered.verb, entered.organisation_id) == ("register", None)
    assert Event.objects.get(subject_type="workers.decoy", subject_id=str(decoy.pk)).verb == "lay_decoy"


def test_a_day_without_a_cause_closes_the_alert(officer: Member, decoy: Worker) -> None:
    open_person(decoy.pk, by=officer)
    decoys.watch(at=timezone.now())

    decoys.watch(at=timezone.now() + timedelta(days=365 * 5))

    assert not Alert.objects.filter(kind="decoy_opened").open().exists()
