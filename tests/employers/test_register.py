"""The public register: found by name, number and telephone, with the history of every licence."""

from dataclasses import fields
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from employers.enums import LicenceStatus as L
from employers.models import Licence
from employers.services.directory import register
from employers.services.licensing import licences, suspensions
from tests import factories
from tests.factories import AT, TODAY, World

pytestmark = pytest.mark.django_db


def entry(number: str, side: str = "CN", status: str = L.ACTIVE, **given: str) -> Licence:
    holder = factories.intermediary(side, phone=given.pop("phone", ""))
    for name, value in given.items():
        setattr(holder.organisation, name, value)
    holder.organisation.save()
    return factories.licence(holder, number=number, status=status)


def found(query: str, side: str = "") -> list[str]:
    return sorted(register.entries(query, side=side).values_list("number", flat=True))


@pytest.fixture
def three() -> None:
    entry("12/LĐTBXH-GP", "VN", name_vi="Công ty Đồng Đăng", phone="+84 205 381 2345")
    entry("桂人服0042", name_zh="凭祥劳务服务有限公司", name_en="Pingxiang Labour", phone="0771-862-1234")
    entry("LS-9", name_zh="宁明中介", status=L.APPLIED)


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", ["12/LĐTBXH-GP", "桂人服0042"]),
        ("cong ty dong", ["12/LĐTBXH-GP"]),
        ("Đồng Đăng", ["12/LĐTBXH-GP"]),
        ("DA\u0306NG", ["12/LĐTBXH-GP"]),
        ("劳务服务", ["桂人服0042"]),
        ("pingxiang LABOUR", ["桂人服0042"]),
        ("12/lđtbxh", ["12/LĐTBXH-GP"]),
        ("0042", ["桂人服0042"]),
        ("0205 381 2345", ["12/LĐTBXH-GP"]),
        ("381 2345", ["12/LĐTBXH-GP"]),
        ("+86 771 8621234", ["桂人服0042"]),
        ("nobody", []),
        ("100%", []),
        ("宁明中介", []),
        ("LS-9", []),
    ],
)
def test_the_register_is_searched_as_people_write(three: None, query: str, numbers: list[str]) -> None:
    assert found(query) == numbers


def test_the_register_is_searched_by_side_and_by_code(three: None) -> None:
    holder = factories.intermediary("VN")
    factories.licence(holder, number="VN-7")

    assert found("", side="VN") == ["12/LĐTBXH-GP", "VN-7"]
    assert found(holder.tax_code) == ["VN-7"]


def test_a_short_run_of_digits_searches_no_telephone_numbers(three: None) -> None:
    assert found("2345") == []


def test_the_history_tells_what_when_and_why_but_never_who(world: World) -> None:
    reviewer, approver = world.member("bureau", "reviewer"), world.member("bureau", "approver")
    licence = factories.licence(factories.intermediary(), status=L.APPLIED)
    licences.activate(licence.pk, by=approver, at=AT)
    suspensions.suspend(licence.pk, "workers were charged", by=approver, at=AT + timedelta(days=3))
    suspensions.reinstate(licence.pk, by=approver, at=AT + timedelta(days=9))
    suspensions.suspend(licence.pk, "forged papers", by=approver, at=AT + timedelta(days=20))
    suspensions.propose_revocation(licence.pk, "forged papers", by=reviewer, at=AT + timedelta(days=21))
    suspensions.revoke(licence.pk, by=approver, at=AT + timedelta(days=30))

    history = register.history(licence.pk)

    assert [(one.verb, one.on.isoformat(), one.status, one.reason) for one in history] == [
        ("activate", "2026-09-01", "active", ""),
        ("suspend", "2026-09-04", "suspended", "workers were charged"),
        ("reinstate", "2026-09-10", "active", ""),
        ("suspend", "2026-09-21", "suspended", "forged papers"),
        ("revoke", "2026-10-01", "revoked", "forged papers"),
    ]
    assert {field.name for field in fields(register.Change)} == {"verb", "on", "status", "reason"}


def test_what_is_applied_for_or_refused_has_no_public_history(world: World) -> None:
    licence = factories.licence(factories.intermediary(), status=L.APPLIED)
    licences.refuse(licence.pk, "no premises", by=world.member("bureau", "approver"), at=AT)

    assert register.history(licence.pk) == []


def test_the_clock_s_closing_is_part_of_the_history(world: World) -> None:
    licence = factories.licence(factories.intermediary(), valid_until=TODAY)
    licences.expire(today=TODAY + timedelta(1), at=AT + timedelta(1))

    assert register.history(licence.pk)[-1].verb == "expire"
    assert register.history(licence.pk)[-1].on == TODAY + timedelta(1)


def test_whether_a_recruiter_is_licensed_is_asked_of_a_day(world: World) -> None:
    holder = world.intermediary.pk
    licence = world.intermediary.licences.get()

    assert register.licensed(holder, on=date(2026, 12, 31)) == licence
    assert register.licensed(holder, on=date(2028, 1, 1)) is None
    suspensions.suspend(licence.pk, "bond not renewed", by=world.member("bureau", "approver"), at=AT)
    assert register.licensed(holder, on=TODAY) is None
    assert register.licensed_each([holder, world.partner.pk], on=TODAY).keys() == {world.partner.pk}


def test_the_register_with_histories_takes_a_constant_number_of_queries(world: World) -> None:
    def read() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = list(register.entries("labour"))
            told = register.histories([row.pk for row in rows])
            assert all(row.intermediary.organisation.name and told[row.pk] for row in rows)
        return len(queries)

    few = read()
    for number in range(20):
        entry(f"M-{number}")

    assert read() == few
