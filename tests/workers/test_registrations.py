"""Workers are registered for a season under a licence, all or none, and everybody who learns of them is recorded."""

from dataclasses import replace
from datetime import datetime
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.dates import ZONE
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from employers.models import Licence
from scheme.services.in_force import read_agreement
from tests import factories
from tests.factories.common import AT
from tests.factories.newcomers import newcomer
from tests.factories.people import registration, worker
from workers.enums import RegistrationStatus
from workers.models import Disclosure, Duplicate, NamedRequest, Registration, Worker
from workers.services.registration import registrations


@pytest.fixture
def season(world):
    return factories.season()


@pytest.fixture
def last_season(world):
    return factories.season("2025-26")


@pytest.fixture
def register(partner_clerk, season):
    def register(*rows, **given):
        values = {"season": season.pk, "by": partner_clerk, "at": AT}
        return registrations.register_each(rows, **({"agreed_abroad": range(len(rows))} | values | given))

    return register


def problems(refusal):
    return {(one.code, one.field) for one in refusal.value.problems}


def test_new_persons_and_known_ones_are_registered_in_one_act(register, partner_clerk, world, season, last_season):
    known = worker()
    registration(known, world.partner, last_season)

    made = register(newcomer(), known.pk)

    assert [one.worker_id == known.pk for one in made] == [False, True]
    assert {one.status for one in made} == {RegistrationStatus.REGISTERED}
    assert {one.province_id for one in made} == {known.province_id}


def test_that_the_data_is_passed_on_is_recorded_with_ground_and_parts(register, world):
    [made] = register(newcomer(), partner=world.intermediary.pk)

    passed = Disclosure.objects.filter(worker=made.worker)
    assert set(passed.values_list("recipient", flat=True)) == {
        world.organisations["department"].pk,
        world.intermediary.pk,
    }
    assert {(one.ground, one.purpose, tuple(one.parts)) for one in passed} == {
        ("consent", "register", ("identity", "papers", "contact", "evidence"))
    }
    assert made.consented_at == AT


def test_the_department_gets_one_letter_for_the_whole_list(register, world):
    register(newcomer(), newcomer(), newcomer())

    letters = Notice.objects.filter(organisation_id=world.organisations["department"].pk, member_id=None)
    assert [(one.kind, one.params["workers"]) for one in letters] == [("workers_registered", 3)]


def test_those_who_cannot_be_registered_are_named_and_nobody_is(register):
    row = newcomer()
    register(row)

    with pytest.raises(Invalid) as refusal:
        register(newcomer(), row, replace(newcomer(), phone="x"), uuid4())

    assert problems(refusal) == {
        ("registration_one_per_season", "rows.1"),
        ("phone_form", "rows.2.phone"),
        ("no_such_person", "rows.3"),
    }
    assert Worker.objects.count() == 1


def test_a_stranger_cannot_be_registered_by_id(register, world, season):
    stranger = worker()

    with pytest.raises(Invalid) as refusal:
        register(stranger.pk)

    assert problems(refusal) == {("no_such_person", "rows.0")}


def test_nobody_is_registered_without_a_licence_in_force(register, world):
    Licence.objects.filter(intermediary=world.partner).update(status="suspended", reason="bond")

    with pytest.raises(Forbidden, match="licence"):
        register(newcomer())


@pytest.mark.parametrize("who", ["partner", "unlicensed"])
def test_a_partner_is_of_the_other_side_and_licensed(register, world, who):
    if who == "unlicensed":
        Licence.objects.filter(intermediary=world.intermediary).update(status="suspended", reason="bond")
    partner = world.partner if who == "partner" else world.intermediary

    with pytest.raises(Invalid) as refusal:
        register(newcomer(), partner=partner.pk)

    assert problems(refusal) == {("no_such_partner", "partner")}


def test_a_season_that_is_over_takes_no_registrations(register):
    with pytest.raises(Invalid) as refusal:
        register(newcomer(), at=datetime(2027, 6, 1, 0, 30, tzinfo=ZONE))

    assert problems(refusal) == {("season_over", "season")}


def test_a_season_that_is_not_there_is_not_found(register):
    with pytest.raises(NotFound):
        register(newcomer(), season="nonsense")


@pytest.mark.parametrize(("returned", "named", "rank"), [(True, True, 2), (True, False, 1), (False, True, 0)])
def test_who_returned_in_time_comes_first_and_who_was_asked_for_by_name_before_all(
    register, world, season, last_season, returned, named, rank
):
    known = worker()
    registration(known, world.partner, last_season, returned_in_time=returned)
    if named:
        NamedRequest.objects.create(employer=world.employer, worker=known, season=season, asked_at=AT)

    [made] = register(known.pk)

    assert made.priority == rank


def test_a_wish_by_name_that_comes_later_ranks_a_registration_anew(register, partner_clerk, world, season, last_season):
    known = worker()
    registration(known, world.partner, last_season, returned_in_time=True)
    [made] = register(known.pk)
    NamedRequest.objects.create(employer=world.employer, worker=known, season=season, asked_at=AT)

    changed = registrations.rank_anew([known.pk], season=season.pk, by=partner_clerk)

    made.refresh_from_db()
    assert (changed, made.priority) == (1, 2)


def test_a_registration_can_be_taken_back_by_who_made_it_and_made_again(register, partner_clerk, world, season):
    row = newcomer()
    [made] = register(row)

    registrations.withdraw(made.pk, by=partner_clerk, at=AT)
    register(row)

    assert sorted(Registration.objects.values_list("status", flat=True)) == ["registered", "withdrawn"]
    with pytest.raises(Conflict):
        registrations.withdraw(made.pk, by=partner_clerk, at=AT)


def test_a_partner_cannot_take_a_registration_back(register, world, intermediary_clerk):
    [made] = register(newcomer(), partner=world.intermediary.pk)

    with pytest.raises(NotFound):
        registrations.withdraw(made.pk, by=intermediary_clerk, at=AT)


def test_two_new_persons_who_are_alike_are_registered_and_put_before_people(register):
    made = register(newcomer(name="Lê Văn Giống", birth_date=AT.date().replace(year=1990), sex="M"))
    made += register(newcomer(name="Lê Văn Giống", birth_date=AT.date().replace(year=1990), sex="M"))

    pair = Duplicate.objects.get()
    assert [pair.first_id, pair.second_id] == [one.worker_id for one in made]
    assert ["name_same", 12] in pair.reasons
    assert pair.status == "open"


def test_registering_many_takes_no_more_statements_than_registering_few(register):
    def statements(*rows):
        with CaptureQueriesContext(connection) as taken:
            register(*rows)
        return len(taken)

    read_agreement()
    born = {"birth_date": AT.date().replace(year=1990), "sex": "M"}
    few = statements(*(newcomer(name="Lê Văn Ít", **born) for _ in range(2)))
    many = statements(*(newcomer(name="Lê Văn Nhiều", **born) for _ in range(20)))

    assert few == many


def test_each_worker_is_told_of_the_registration_in_person(register):
    [made] = register(newcomer())

    letters = Notice.objects.filter(kind="you_were_registered", person_id=made.worker_id)
    assert sorted(letters.values_list("channel", flat=True)) == ["in_app", "sms"]
