"""Who a worker is said to be is corrected by two persons; the telephone by the department or the worker alone."""

from datetime import date

import pytest

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.sealing import unseal
from tests import factories
from tests.factories.common import AT
from tests.factories.newcomers import passport
from tests.factories.people import as_worker, paper, registration, worker
from workers.models import Worker
from workers.services.identity.corrections import change_phone, correct_worker, drop_correction, propose_correction
from workers.services.identity.details import NewPaper
from workers.services.identity.papers import add_paper, void_paper


@pytest.fixture
def person(world):
    someone = worker(
        world.organisations["department"].province, name="Lê Văn Sai", birth_date=date(1990, 3, 12), sex="M"
    )
    registration(someone, world.partner, factories.season())
    Worker.objects.update(compared_at=AT)
    return someone


@pytest.fixture
def head(world):
    return world.member("department", "approver")


def proposed(person, by, **values):
    return propose_correction(person.pk, values, "As the card says.", by=by, at=AT)


def test_two_persons_correct_a_name_and_the_record_is_compared_anew(person, department_officer, head):
    correction = proposed(person, department_officer, name="Lê Văn Đúng", birth_date=date(1990, 12, 3))

    correct_worker(correction.pk, by=head, at=AT)

    person.refresh_from_db()
    assert (person.name, person.tokens, person.mrz_name) == ("Lê Văn Đúng", "dung le van", "LE<<VAN<DUNG")
    assert person.birth_date == date(1990, 12, 3)
    assert person.compared_at is None


def test_nobody_makes_the_correction_they_proposed(person, department_officer):
    correction = proposed(person, department_officer, name="Lê Văn Đúng")

    with pytest.raises(Invalid) as refusal:
        correct_worker(correction.pk, by=department_officer, at=AT)

    assert refusal.value.code == "workercorrection_two_persons"
    person.refresh_from_db()
    assert person.name == "Lê Văn Sai"


def test_a_correction_is_judged_like_an_entry(person, department_officer):
    with pytest.raises(Invalid) as refusal:
        proposed(person, department_officer, personal_number="020190000123", sex="F", birth_date=date(1991, 1, 1))

    assert {one.code for one in refusal.value.problems} == {"personal_number_birth_year"}


def test_what_is_no_part_of_the_identity_is_not_corrected_so(person, department_officer):
    with pytest.raises(Invalid) as refusal:
        proposed(person, department_officer, phone="+84900000000")

    assert refusal.value.code == "not_identity"


def test_one_correction_is_open_at_a_time_until_it_is_dropped(person, department_officer):
    first = proposed(person, department_officer, name="Lê Văn Đúng")
    with pytest.raises(Invalid):
        proposed(person, department_officer, name="Lê Văn Khác")

    drop_correction(first.pk, by=department_officer)

    assert proposed(person, department_officer, name="Lê Văn Khác")


def test_an_intermediary_corrects_nobody(person, partner_clerk):
    with pytest.raises(Forbidden):
        proposed(person, partner_clerk, name="Lê Văn Đúng")
    with pytest.raises(Forbidden):
        change_phone(person.pk, "+84911111111", by=partner_clerk, at=AT)


def test_the_worker_and_the_department_change_the_telephone(person, department_officer):
    change_phone(person.pk, "0911 111 111", by=as_worker(person), at=AT)
    own = Worker.objects.get().phone_sealed
    change_phone(person.pk, "+84922222222", by=department_officer, at=AT)

    assert unseal(own, "worker.phone") == "+84911111111"
    assert Worker.objects.get().phone_end == "222"


def test_nobody_changes_to_a_telephone_that_many_gave_and_keeping_one_s_own_is_no_change(person, department_officer):
    factories.rule_set()
    others = [worker() for _number in range(3)]
    for one in others:
        change_phone(one.pk, "+84911111111", by=as_worker(one), at=AT)

    with pytest.raises(Invalid) as refusal:
        change_phone(person.pk, "0911 111 111", by=department_officer, at=AT)

    assert refusal.value.problems[0].code == "phone_of_many"
    change_phone(others[0].pk, "0911 111 111", by=as_worker(others[0]), at=AT)


def test_a_worker_changes_nobody_elses_telephone(person):
    with pytest.raises(NotFound):
        change_phone(person.pk, "+84911111111", by=as_worker(worker()), at=AT)


def test_nobody_gives_a_worker_the_telephone_of_an_intermediary(person, department_officer, partner_clerk):
    partner_clerk.phone = "+84911111111"
    partner_clerk.save()

    with pytest.raises(Invalid) as refusal:
        change_phone(person.pk, "0911111111", by=department_officer, at=AT)

    assert refusal.value.code == "phone_of_another"


def test_nothing_personal_of_a_correction_is_in_the_events(person, department_officer, head):
    correction = proposed(person, department_officer, name="Lê Văn Canari", personal_number="020090000123")

    correct_worker(correction.pk, by=head, at=AT)

    said = " ".join(str(event.changes) + str(event.details) for event in Event.objects.all())
    assert "anari" not in said
    assert "020090000123" not in said


def test_a_paper_is_added_by_the_intermediary_and_the_department(person, partner_clerk, department_officer):
    add_paper(person.pk, passport(), by=partner_clerk, at=AT)
    add_paper(person.pk, passport(kind="border_pass", number="BP 12345"), by=department_officer, at=AT)

    assert sorted(person.papers.values_list("kind", flat=True)) == ["border_pass", "passport"]


def test_a_paper_of_somebody_else_is_refused(person, partner_clerk):
    paper(worker(), number="C7654321")

    with pytest.raises(Invalid) as refusal:
        add_paper(person.pk, passport(number="C7654321"), by=partner_clerk, at=AT)

    assert refusal.value.code == "identitypaper_of_one_person"


def test_a_card_of_another_sex_or_year_is_refused(person, partner_clerk):
    with pytest.raises(Invalid) as refusal:
        add_paper(person.pk, NewPaper(kind="id_card", number="020188000123"), by=partner_clerk, at=AT)

    assert {one.code for one in refusal.value.problems} == {"personal_number_sex", "personal_number_birth_year"}


def test_the_department_voids_a_paper_once(person, partner_clerk, department_officer):
    lost = paper(person)
    with pytest.raises(Forbidden):
        void_paper(lost.pk, from_on=AT.date(), by=partner_clerk, at=AT)

    void_paper(lost.pk, from_on=AT.date(), by=department_officer, at=AT)

    with pytest.raises(Conflict):
        void_paper(lost.pk, from_on=AT.date(), by=department_officer, at=AT)
