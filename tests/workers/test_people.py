"""A person is entered once and found again, whatever the paper and the season; what is wrong is told at once."""

from dataclasses import replace
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.audit.models import Event
from core.errors import Forbidden, Invalid, NotFound
from core.sealing import unseal
from scheme.services.in_force import read_agreement
from tests import factories
from tests.core.races import race
from tests.factories.common import AT
from tests.factories.newcomers import newcomer, passport
from tests.factories.people import paper, worker
from workers.models import IdentityPaper, Worker
from workers.rules.mrz import write_td1, write_td3
from workers.services.identity import people
from workers.services.identity.details import NewPaper


@pytest.fixture(autouse=True)
def lang_son(db):
    factories.province("20")


@pytest.fixture
def clerk(partner_clerk):
    return partner_clerk


def problems(refusal):
    return {(one.code, one.field) for one in refusal.value.problems}


def entered(*rows, by):
    return people.enter_each(rows, by=by, at=AT)


def test_a_person_is_kept_as_issued_searched_without_marks_and_sealed(clerk):
    row = newcomer(name="Đặng  Thị Ví Dụ", personal_number="020188000123", birth_date=date(1988, 5, 1), sex="F")

    [person] = entered(row, by=clerk)

    person.refresh_from_db()
    assert (person.name, person.folded, person.tokens) == ("Đặng Thị Ví Dụ", "dang thi vi du", "dang du thi vi")
    assert person.mrz_name == "DANG<<THI<VI<DU"
    assert unseal(person.personal_number_sealed, "worker.personal_number") == "020188000123"
    assert person.phone_end == row.phone[-3:]
    assert person.number


def test_everybody_gets_a_number_for_life_of_their_own(clerk):
    made = entered(newcomer(), newcomer(), by=clerk)

    assert len({person.number for person in made}) == 2


def test_a_known_passport_finds_its_holder_in_another_season(clerk):
    row = newcomer()
    [first] = entered(row, by=clerk)

    [again] = entered(replace(row, phone="", papers=(*row.papers, passport(kind="border_pass"))), by=clerk)

    assert again.pk == first.pk
    assert first.papers.count() == 2
    assert Worker.objects.count() == 1


def test_a_known_personal_number_finds_its_holder_under_a_new_passport(clerk):
    row = newcomer(personal_number="020188000123", birth_date=date(1988, 5, 1), sex="F")
    [first] = entered(row, by=clerk)

    [again] = entered(replace(row, papers=(passport(),)), by=clerk)

    assert again.pk == first.pk


def test_what_is_recorded_of_a_known_person_does_not_change_with_what_an_intermediary_types(clerk):
    row = newcomer()
    [first] = entered(row, by=clerk)

    entered(replace(row, phone="+84 99 7654321"), by=clerk)

    assert Worker.objects.get().phone_end == first.phone_end


def test_a_number_of_somebody_of_another_birth_date_is_refused_with_what_to_do(clerk):
    row = newcomer()
    entered(row, by=clerk)

    with pytest.raises(Invalid) as refusal:
        entered(newcomer(), replace(row, birth_date=date(1970, 1, 1)), by=clerk)

    assert problems(refusal) == {("number_of_another", "rows.1.papers.0.number")}
    assert Worker.objects.count() == 1


def test_a_number_of_a_merged_record_finds_the_one_that_stands_for_the_person(clerk):
    row = newcomer()
    [gone] = entered(row, by=clerk)
    kept = worker(name=row.name, birth_date=row.birth_date)
    Worker.objects.filter(pk=gone.pk).update(merged_into=kept)

    [again] = entered(row, by=clerk)

    assert again.pk == kept.pk


def test_a_paper_that_was_lost_identifies_nobody(clerk):
    row = newcomer()
    entered(row, by=clerk)
    IdentityPaper.objects.update(void_from=date(2026, 8, 1))

    with pytest.raises(Invalid) as refusal:
        entered(row, by=clerk)

    assert problems(refusal) == {("paper_void", "rows.0.papers.0.number")}


def test_all_that_is_wrong_is_told_at_once_by_row_and_nothing_is_written(clerk):
    wrong = newcomer(
        name="Văn 2",
        birth_date=None,
        province="99",
        phone="12",
        personal_number="12",
        papers=(passport(number="1"), NewPaper(kind="border_pass", number="BP12345")),
    )

    with pytest.raises(Invalid) as refusal:
        entered(newcomer(), wrong, by=clerk)

    assert problems(refusal) == {
        ("name_digits", "rows.1.name"),
        ("no_birth_date", "rows.1.birth_date"),
        ("no_such_province", "rows.1.province"),
        ("phone_form", "rows.1.phone"),
        ("personal_number_length", "rows.1.personal_number"),
        ("paper_number_length", "rows.1.papers.0.number"),
        ("identitypaper_ends", "rows.1.papers.1.expires_on"),
    }
    assert not Worker.objects.exists()


def test_the_same_person_twice_in_one_list_is_refused_on_both_rows(clerk):
    row = newcomer()

    with pytest.raises(Invalid) as refusal:
        entered(row, row, by=clerk)

    assert problems(refusal) == {("paper_twice", f"rows.{index}.papers.0.number") for index in (0, 1)}


def test_a_personal_number_of_another_sex_or_year_is_refused(clerk):
    row = newcomer(personal_number="020088000123", birth_date=date(1989, 5, 1), sex="F")

    with pytest.raises(Invalid) as refusal:
        entered(row, by=clerk)

    assert {code for code, _ in problems(refusal)} == {"personal_number_sex", "personal_number_birth_year"}


def test_a_prefix_of_no_province_is_refused_but_that_of_a_birth_abroad_is_not(clerk):
    born = {"birth_date": date(1988, 5, 1), "sex": "F"}

    with pytest.raises(Invalid) as refusal:
        entered(newcomer(personal_number="099188000123", **born), by=clerk)
    [abroad] = entered(newcomer(personal_number="122188000123", **born), by=clerk)

    assert problems(refusal) == {("personal_number_province", "rows.0.personal_number")}
    assert abroad.personal_number_end == "0123"


def test_a_machine_readable_zone_fills_what_was_not_typed(clerk):
    zone = "\n".join(
        write_td3(
            number="C1234567",
            family="Nông",
            given="Thị Thử",
            birth_date=date(1991, 2, 3),
            sex="F",
            expires_on=date(2033, 4, 5),
            optional="020191000456",
        )
    )
    row = newcomer(name="", sex="", birth_date=None, papers=(NewPaper(kind="passport", mrz=zone),))

    [person] = entered(row, by=clerk)

    kept = person.papers.get()
    assert (person.name, person.sex, person.birth_date) == ("NONG THI THU", "F", date(1991, 2, 3))
    assert person.personal_number_end == "0456"
    assert (kept.number_end, kept.expires_on, kept.is_read_by_machine) == ("4567", date(2033, 4, 5), True)


def test_what_was_typed_is_held_against_the_zone(clerk):
    zone = "\n".join(
        write_td1(
            number="020191000456",
            family="Nông",
            given="Thị Thử",
            birth_date=date(1991, 2, 3),
            sex="F",
            expires_on=date(2033, 4, 5),
        )
    )
    row = newcomer(
        name="Nông Thị Khác",
        sex="F",
        birth_date=date(1991, 3, 2),
        papers=(NewPaper(kind="passport", number="C1234567", expires_on=date(2033, 4, 5), mrz=zone),),
    )

    with pytest.raises(Invalid) as refusal:
        entered(row, by=clerk)

    assert {
        ("mrz_other_name", "rows.0.name"),
        ("mrz_other_birth_date", "rows.0.birth_date"),
        ("mrz_other_number", "rows.0.papers.0.number"),
        ("mrz_other_kind", "rows.0.papers.0.kind"),
    } <= problems(refusal)


def test_a_zone_that_cannot_be_read_says_where_and_never_what(clerk):
    zone = write_td3(
        number="C1234567", family="A", given="B", birth_date=date(1991, 2, 3), sex="F", expires_on=date(2033, 4, 5)
    )
    broken = zone[0] + "\n" + zone[1].replace("C1234567", "C1234568")

    with pytest.raises(Invalid) as refusal:
        entered(newcomer(papers=(NewPaper(kind="passport", mrz=broken),)), by=clerk)

    [problem] = [one for one in refusal.value.problems if one.code == "mrz_check_digit"]
    assert problem.params["line"] == 2
    assert "C1234568" not in str(problem)


@pytest.mark.parametrize("phone", ["+84 771 000 123", "0771000123", "0084 771.000.123"])
def test_a_telephone_of_an_intermediarys_staff_is_refused_however_it_is_written(clerk, phone):
    clerk.phone = "+84 77 100 0123"
    clerk.save()

    with pytest.raises(Invalid) as refusal:
        entered(newcomer(phone=phone), by=clerk)

    assert problems(refusal) == {("phone_of_another", "rows.0.phone")}


def test_a_family_shares_a_telephone_and_a_crowd_does_not(clerk):
    factories.rule_set()
    shared = [newcomer(phone="+84 90 765 4321") for _number in range(5)]
    entered(*shared[:2], by=clerk)

    with pytest.raises(Invalid) as refusal:
        entered(*shared[2:], by=clerk)

    assert problems(refusal) == {("phone_of_many", "rows.1.phone"), ("phone_of_many", "rows.2.phone")}
    entered(shared[2], by=clerk)
    assert Worker.objects.count() == 3


def test_who_is_known_already_may_be_entered_again_with_a_crowded_telephone(clerk):
    factories.rule_set()
    rows = [newcomer(phone="+84 90 765 4321") for _number in range(3)]
    entered(*rows, by=clerk)

    assert len(entered(*rows, by=clerk)) == 3


@pytest.mark.django_db(transaction=True)
def test_two_acts_do_not_both_find_the_last_room_on_a_telephone(clerk):
    factories.rule_set()
    shared = [newcomer(phone="+84 90 765 4321") for _number in range(4)]
    entered(*shared[:2], by=clerk)

    outcomes = race(*[lambda row=row: entered(row, by=clerk) for row in shared[2:]])

    assert Worker.objects.count() == 3
    assert sum(isinstance(one, Invalid) for one in outcomes) == 1


def test_a_telephone_of_an_employer_is_refused(clerk, world):
    world.employer.phone = "0771-1234567"
    world.employer.save()

    with pytest.raises(Invalid) as refusal:
        entered(newcomer(phone="+86 771 1234567"), by=clerk)

    assert problems(refusal) == {("phone_of_another", "rows.0.phone")}


def test_only_intermediaries_enter_persons(department_officer):
    with pytest.raises(Forbidden):
        entered(newcomer(), by=department_officer)


def test_two_intermediaries_who_enter_one_paper_at_a_moment_make_one_person(transactional_db):
    world = factories.world()
    factories.province("20")
    row = newcomer()
    clerks = [world.member("partner", "clerk"), world.member("intermediary", "clerk")]

    results = race(*(lambda clerk=clerk: people.enter_each([row], by=clerk, at=AT) for clerk in clerks))

    assert Worker.objects.count() == 1
    assert len([one for one in results if isinstance(one, Invalid)]) <= 1


def statements(of):
    with CaptureQueriesContext(connection) as taken:
        of()
    return len(taken)


def with_doubles(count, **given):
    return [
        *(newcomer(**given, sex="M", birth_date=date(1990, 5, 1)) for _ in range(2)),
        *(newcomer() for _ in range(count)),
    ]


def test_entering_many_takes_no_more_statements_than_entering_few(clerk):
    read_agreement()
    few, many = with_doubles(1, name="Lê Văn Ít"), with_doubles(60, name="Lê Văn Nhiều")

    assert statements(lambda: entered(*many, by=clerk)) == statements(lambda: entered(*few, by=clerk))


def test_a_person_is_found_by_paper_and_personal_number_among_those_one_may_see(world, department_officer):
    person = worker(world.organisations["department"].province)
    paper(person, number="C7654321")

    found = people.find_by_number("passport", "c 7654321", by=department_officer)

    assert found == person
    with pytest.raises(NotFound):
        people.find_by_number("passport", "C7654321", by=world.member("intermediary", "clerk"))


def test_no_event_holds_what_is_personal(clerk):
    row = newcomer(name="Hoàng Thị Canari", personal_number="020188000123", birth_date=date(1988, 5, 1), sex="F")
    entered(row, by=clerk)

    said = " ".join(str(event.changes) + str(event.details) for event in Event.objects.all())
    for personal in ("Canari", "canari", "CANARI", "020188000123", "1988-05-01", row.papers[0].number[-4:]):
        assert personal not in said
