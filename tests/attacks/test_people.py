"""Who tries to act for a worker, or to learn what workers told others."""

from datetime import date, timedelta

import pytest

from accounts.models import Member
from core.errors import Forbidden, Invalid
from tests import factories
from tests.factories import AT, World
from workers.models import OneTimeCode, RemovalBan, Worker
from workers.rules.codes import person_number
from workers.services import codes
from workers.services.identity import bans

pytestmark = pytest.mark.django_db
QUARTER = timedelta(minutes=16)


@pytest.fixture
def person(world: World) -> Worker:
    return factories.worker(world.organisations["department"].province)


def test_no_codes_to_guess_at_all_day_long(person: Worker) -> None:
    """Whoever took down a thousand persons knows number and day of birth of each."""
    number = person_number(person.number)

    for quarter in range(40):
        codes.send_code(number, person.birth_date, at=AT + quarter * QUARTER)
    assert OneTimeCode.objects.count() == codes.A_DAY

    codes.send_code(number, person.birth_date, at=AT + timedelta(days=2))
    assert OneTimeCode.objects.count() == codes.A_DAY + 1


def test_a_stranger_who_used_up_the_texts_keeps_nobody_from_a_counter(
    person: Worker, department_officer: Member
) -> None:
    number = person_number(person.number)
    for quarter in range(12):
        codes.send_code(number, person.birth_date, at=AT + quarter * QUARTER)

    code = codes.give_code(person.pk, by=department_officer, at=AT + 12 * QUARTER)

    assert codes.open_session(number, code, at=AT + 12 * QUARTER)


def test_no_counter_learns_that_a_worker_was_at_a_protection_desk(
    person: Worker, department_officer: Member, protection_officer: Member
) -> None:
    number = person_number(person.number)
    for _visit in range(3):
        codes.give_by_paper(number, person.birth_date, by=protection_officer, at=AT)

    assert [len(codes.give_code(person.pk, by=department_officer, at=AT)) for _visit in range(3)] == [6, 6, 6]


def test_a_right_code_of_another_worker_is_no_code(person: Worker, department_officer: Member) -> None:
    other = factories.worker(person.province)
    code = codes.give_code(other.pk, by=department_officer, at=AT)

    with pytest.raises(Invalid):
        codes.open_session(person_number(person.number), code, at=AT)


def test_a_bureau_that_was_only_offered_the_worker_lifts_no_ban_of_another(
    demand: World, approver: Member, two_worlds: tuple[World, World]
) -> None:
    person = factories.worker()
    registered = factories.registration(person, demand.intermediary, factories.season())
    factories.offer(registered, factories.filing(demand.mandate, status="granted"))
    recorder = two_worlds[1].organisations["bureau"]
    ban = RemovalBan.objects.create(
        worker=person,
        from_on=date(2026, 1, 1),
        until_on=date(2030, 12, 31),
        legal_basis="出境入境管理法第62条",
        recorded_by=recorder,
        recorded_at=AT,
    )

    with pytest.raises(Forbidden) as refusal:
        bans.lift_ban(ban.pk, reason="he is needed for the cane", by=approver, at=AT)

    assert refusal.value.code == "not_recorded_by_you"
    assert RemovalBan.objects.get().lifted_at is None
