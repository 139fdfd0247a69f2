"""Rosters of workers, from the file to the registrations and back."""

from typing import Any

import pytest
from django.db import connection

from accounts.models import Member
from core.errors import Conflict, Forbidden, Invalid
from rosters.models import Roster, RosterFile, RosterRow
from rosters.services import rosters, staging, working
from tests import factories
from tests.factories import World
from tests.rosters.files import AT, WORKERS, applied, as_csv, as_xlsx, person, tried, undone
from workers.models import Registration, Worker

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def ground(world: World) -> None:
    factories.rule_set()


def test_a_trial_finds_what_is_wrong_and_writes_nothing(intermediary_clerk: Member) -> None:
    rows = [person(1), person(2, born="17"), person(3, province="Atlantis"), person(4, number="12")]

    roster = tried("workers", as_csv(WORKERS, rows), intermediary_clerk)

    assert (roster.status, roster.counts) == ("tried", {"good": 1, "faulty": 3})
    found = {row.line: [(column, code) for column, code, *_ in row.problems] for row in RosterRow.objects.with_faults()}
    assert found[3] == [("birth_date", "day_as_number")]
    assert found[4] == [("province", "no_such_province")]
    assert found[5][0][0] == "paper_number"
    assert not Worker.objects.exists()
    assert not RosterFile.objects.exists()


def test_everything_wrong_with_a_row_is_told_at_once_beside_its_unreadable_cells(intermediary_clerk: Member) -> None:
    rows = [person(1, born="17", province="Atlantis", number="12"), person(2, born="17")]

    tried("workers", as_csv(WORKERS, rows), intermediary_clerk)

    found = {row.line: [(column, code) for column, code, *_ in row.problems] for row in RosterRow.objects.with_faults()}
    assert found[3] == [("birth_date", "day_as_number")]
    assert found[2][:2] == [("birth_date", "day_as_number"), ("province", "no_such_province")]
    assert [column for column, _code in found[2]] == ["birth_date", "province", "paper_number"]


def test_a_repeated_row_is_told_only_that_it_is_repeated(intermediary_clerk: Member) -> None:
    tried("workers", as_csv(WORKERS, [person(1), person(1)]), intermediary_clerk)

    [row] = RosterRow.objects.with_faults()
    assert [(column, code) for column, code, *_ in row.problems] == [("", "row_twice")]


def test_the_good_rows_are_applied_and_the_others_stay(intermediary_clerk: Member) -> None:
    roster = tried("workers", as_csv(WORKERS, [person(1), person(2, born="17"), person(3)]), intermediary_clerk)

    roster = applied(roster, intermediary_clerk)

    assert (roster.status, roster.counts) == ("applied", {"applied": 2, "faulty": 1})
    assert set(Registration.objects.values_list("pk", flat=True)) == set(
        RosterRow.objects.in_state("applied").values_list("record_id", flat=True)
    )
    assert [row.line for row in RosterRow.objects.with_faults()] == [3]


def test_the_same_file_twice_changes_nothing(intermediary_clerk: Member) -> None:
    content = as_csv(WORKERS, [person(1), person(2)])
    applied(tried("workers", content, intermediary_clerk), intermediary_clerk)

    again = tried("workers", content, intermediary_clerk)

    assert again.counts == {"known": 2}
    assert Registration.objects.count() == 2
    assert rosters.earlier(again, by=intermediary_clerk) is not None
    with pytest.raises(Conflict) as refused:
        rosters.apply(again.pk, by=intermediary_clerk, at=AT)
    assert refused.value.code == "nothing_to_apply"


def test_who_was_registered_by_another_meanwhile_is_told_and_the_rest_is_applied(
    world: World, intermediary_clerk: Member
) -> None:
    content = as_csv(WORKERS, [person(1), person(2)])
    roster = tried("workers", content, intermediary_clerk)
    other = tried("workers", as_csv(WORKERS, [person(1)]), world.member("partner", "clerk"))
    applied(other, world.member("partner", "clerk"))

    roster = applied(roster, intermediary_clerk)

    assert roster.counts == {"applied": 1, "faulty": 1}
    [row] = RosterRow.objects.with_faults().filter(roster=roster)
    assert row.problems[0][1] == "registration_one_per_season"


def test_a_roster_is_undone_as_a_whole(intermediary_clerk: Member) -> None:
    roster = applied(tried("workers", as_csv(WORKERS, [person(1), person(2)]), intermediary_clerk), intermediary_clerk)

    roster = undone(roster, intermediary_clerk)

    assert (roster.status, roster.counts) == ("undone", {"undone": 2})
    assert set(Registration.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_nothing_is_undone_once_something_was_built_on_any_row(
    intermediary_clerk: Member, department_officer: Member
) -> None:
    from workers.services.registration import clearances

    roster = applied(tried("workers", as_csv(WORKERS, [person(1), person(2)]), intermediary_clerk), intermediary_clerk)
    first = Registration.objects.order_by("pk")[0]
    clearances.clear_each([first.pk], by=department_officer, at=AT)

    roster = undone(roster, intermediary_clerk)

    assert roster.status == "applied"
    assert (roster.fault["code"], roster.fault["params"]) == ("built_on", {"decided": 1, "offered": 0, "shown": 0})
    assert roster.fault["lines"] == [RosterRow.objects.get(record_id=first.pk).line]
    assert set(Registration.objects.values_list("status", flat=True)) == {"registered", "cleared"}


def test_a_person_twice_in_one_file_is_told_with_the_other_row(intermediary_clerk: Member) -> None:
    roster = tried("workers", as_csv(WORKERS, [person(1), person(2), person(1)]), intermediary_clerk)

    [row] = RosterRow.objects.with_faults()
    assert (row.line, row.problems[0][1], row.problems[0][3]) == (4, "row_twice", {"row": 2})
    assert roster.counts == {"good": 2, "faulty": 1}


@pytest.mark.parametrize(
    "headings",
    [
        ("姓名", "性别", "出生日期", "省份", "电话", "证件种类", "证件号码", "证件有效期至",
         "同意个人信息出境"),
        ("Họ và tên", "Giới tính", "Ngày sinh", "Tỉnh, thành phố", "Điện thoại", "Loại giấy tờ", "Số giấy tờ",
         "Giấy tờ có giá trị đến", "Đồng ý chuyển dữ liệu ra nước ngoài"),
        ("ho va ten", "SEX", "birth_date", "省份 *", "phone", "paper kind", "so giay to", "expires_on",
         "agreed_abroad"),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_heading_in_any_language(
    headings: tuple[str, ...], intermediary_clerk: Member
) -> None:
    roster = tried("workers", as_xlsx(headings, [person(1)]), intermediary_clerk, name="list.xlsx")

    assert roster.counts == {"good": 1}


def test_columns_that_are_not_ours_are_told_and_missing_ones_refused(intermediary_clerk: Member) -> None:
    roster = tried("workers", as_csv((*WORKERS, "Shoe size"), [[*person(1), "40"]]), intermediary_clerk)

    assert roster.extra == ["Shoe size"]
    with pytest.raises(Invalid) as refused:
        tried("workers", as_csv(("Name", "Sex"), [("Nông Thị Mẫu", "F")]), intermediary_clerk)
    assert refused.value.code == "columns_missing"
    assert "Date of birth, Province" in str(refused.value)


def test_who_may_not_register_workers_hands_in_no_roster_of_them(
    department_officer: Member, employer_clerk: Member
) -> None:
    for member in (department_officer, employer_clerk):
        with pytest.raises(Forbidden):
            tried("workers", as_csv(WORKERS, [person(1)]), member)
    assert not Roster.objects.exists()


def test_nobody_else_sees_a_roster(two_worlds: tuple[World, World]) -> None:
    factories.rule_set()
    here, there = two_worlds
    tried("workers", as_csv(WORKERS, [person(1)]), here.member("intermediary", "clerk"))

    assert Roster.objects.visible_to(here.member("intermediary", "administrator")).count() == 1
    assert RosterRow.objects.visible_to(here.member("intermediary", "clerk")).count() == 1
    for other in (there.member("intermediary", "clerk"), here.member("department", "officer")):
        assert not Roster.objects.visible_to(other).exists()
        assert not RosterRow.objects.visible_to(other).exists()


def test_cells_lie_sealed_in_the_database(intermediary_clerk: Member) -> None:
    tried("workers", as_csv(WORKERS, [person(1)]), intermediary_clerk)

    kept = bytes(RosterRow.objects.get().cells_sealed)
    assert "Nông".encode() not in kept
    assert b"C0000001" not in kept


def test_a_telephone_is_not_held_after_its_row_was_tried(
    intermediary_clerk: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    write, held = staging.write_lines, []

    def noting(roster: Roster, lines: Any) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND pid = pg_backend_pid()")
            held.append((len(lines), cursor.fetchone()[0]))
        write(roster, lines)

    monkeypatch.setattr(staging, "write_lines", noting)
    tried("workers", as_csv(WORKERS, [person(serial) for serial in range(9)]), intermediary_clerk)

    assert held == [(9, 1)]  # the roster itself


def test_a_roster_that_fails_is_tried_again_and_then_given_up(
    intermediary_clerk: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = rosters.hand_in(
        "workers", as_csv(WORKERS, [person(1)]), name="a.csv", language="en", by=intermediary_clerk, at=AT,
        season=factories.season().pk,
    )  # fmt: skip

    def fails(*_given: object) -> None:
        raise RuntimeError("of a kind that nobody foresaw")

    with monkeypatch.context() as broken:
        broken.setattr(working, "try_lines", fails)
        assert [working.work_due(at=AT) for _ in range(4)] == [0, 0, 0, 0]
    stuck = Roster.objects.get(pk=made.pk)

    assert stuck.is_stuck
