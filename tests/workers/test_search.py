"""Workers are found by number, paper and name, in whatever order and with marks or without; strangers are not."""

import pytest

from tests import factories
from tests.factories.people import paper, registration, worker
from workers.rules.codes import person_number
from workers.services.identity import search
from workers.services.identity.search import find


@pytest.fixture
def person(world):
    someone = worker(world.organisations["department"].province, name="Đặng Thị Ví Dụ", name_zh="邓氏例")
    paper(someone, number="C7654321")
    worker(world.organisations["department"].province, name="Trần Văn Khác")
    return someone


@pytest.mark.parametrize("text", ["Đặng Thị Ví Dụ", "dang thi vi du", "du vi DANG", "邓氏", "C7654321", "c 765-4321"])
def test_a_worker_is_found_by_name_and_paper(person, department_officer, text):
    assert list(find(text, by=department_officer)) == [person]


def test_a_worker_is_found_by_person_number_as_people_write_it(person, department_officer):
    written = person_number(person.number)

    assert list(find(written, by=department_officer)) == [person]
    assert list(find(written.lower().replace("-", " "), by=department_officer)) == [person]


@pytest.mark.parametrize("text", ["", " ", "x", "9999999999", "%", "nobody"])
def test_what_means_nobody_finds_nobody(person, department_officer, text):
    assert not find(text, by=department_officer).exists()


def test_strangers_are_not_found(person, intermediary_clerk, partner_clerk, world):
    registration(person, world.partner, factories.season())

    assert not find("dang thi", by=intermediary_clerk).exists()
    assert list(find("dang thi", by=partner_clerk)) == [person]


def test_finding_takes_one_statement_and_a_name_two(person, department_officer, statements):
    for text, asked in (("dang thi", 2), ("C7654321", 1), ("邓氏", 2)):
        assert statements(lambda text=text: list(find(text, by=department_officer))) == asked


def test_a_name_that_very_many_bear_is_found_without_their_keys(person, department_officer, monkeypatch):
    monkeypatch.setattr(search, "COMMON", 0)

    assert [one.pk for one in find("dang thi", by=department_officer)] == [person.pk]
    assert [one.pk for one in find("邓氏", by=department_officer)] == [person.pk]


@pytest.mark.parametrize("text", ["阮氏", "氏花", "阮氏花", "阮 氏花"])
def test_a_chinese_name_is_found_by_signs_that_stand_together(department_officer, world, text):
    province = world.organisations["department"].province
    person = worker(province, name="Nguyễn Thị Hoa", name_zh="阮氏花")
    # The same signs, and the same two in another place.
    worker(province, name="Hoa Thị Nguyễn", name_zh="花氏阮")
    worker(province, name="Thị Nguyễn", name_zh="氏阮")

    assert list(find(text, by=department_officer)) == [person]


@pytest.mark.parametrize("text", ["阮花", "花阮", "阮氏花花", "阮"])
def test_signs_that_do_not_stand_together_and_one_alone_find_nobody(department_officer, world, text):
    worker(world.organisations["department"].province, name="Nguyễn Thị Hoa", name_zh="阮氏花")

    assert not find(text, by=department_officer).exists()
