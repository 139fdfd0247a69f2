"""Mandates: who gives, raises and ends them, what they must hold, and what the clock does."""

from dataclasses import replace
from datetime import date, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.enums import Kind
from accounts.models import Member
from accounts.rules import GRANTS
from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from employers.enums import LicenceStatus as L
from employers.enums import MandateStatus as M
from employers.models import Mandate
from employers.rules.mandates import mandate_problems
from employers.services.mandating import mandates
from employers.services.mandating.mandates import MandateDetails
from employers.workflow import MANDATE
from tests import factories
from tests.factories import AT, CANE, TODAY, World

pytestmark = pytest.mark.django_db

# Reviewed by hand: the employer gives, raises and ends; the intermediary may only end, which is renouncing.
LEGAL = {
    "raise_cap": ({M.GIVEN}, None, {("employer", "signatory")}),
    "end": ({M.GIVEN}, M.ENDED, {("employer", "signatory"), ("intermediary", "signatory")}),
    "expire": ({M.GIVEN}, M.EXPIRED, set()),
}


def asked(world: World, **given: object) -> MandateDetails:
    factories.industry()
    details = MandateDetails(
        employer=world.employer.pk,
        intermediary=world.partner.pk,
        cap=50,
        starts_on=TODAY,
        ends_on=date(2027, 5, 31),
        industries=(CANE,),
    )
    return replace(details, **given)


@pytest.mark.parametrize("status", list(M))
@pytest.mark.parametrize(("kind", "role"), [(kind.value, role) for kind in Kind for role in GRANTS[kind.value]])
def test_only_what_the_table_lists_is_open(kind: str, role: str, status: str) -> None:
    offered = {move.verb for move in MANDATE.open_to(status=status, permissions=GRANTS[kind][role])}

    assert offered == {
        verb for verb, (sources, _target, roles) in LEGAL.items() if status in sources and (kind, role) in roles
    }


def test_the_workflow_leads_where_the_table_says() -> None:
    assert {move.verb: (set(move.sources), move.target) for move in MANDATE} == {
        verb: (sources, target) for verb, (sources, target, _roles) in LEGAL.items()
    }


@pytest.mark.parametrize(
    ("given", "problems"),
    [
        ({}, []),
        ({"ends_on": TODAY, "starts_on": TODAY}, []),
        ({"ends_on": TODAY - timedelta(1)}, ["mandate_days_in_order", "mandate_over_already"]),
        ({"starts_on": date(2026, 1, 1), "ends_on": TODAY - timedelta(1)}, ["mandate_over_already"]),
        ({"starts_on": date(2027, 9, 2), "ends_on": date(2027, 9, 3)}, []),
        ({"starts_on": date(2027, 9, 3), "ends_on": date(2027, 9, 3)}, ["mandate_starts_too_late"]),
        ({"ends_on": date(2106, 5, 31)}, ["mandate_too_long"]),
        ({"cap": 0}, ["mandate_cap_in_reason"]),
        ({"cap": 100_001}, ["mandate_cap_in_reason"]),
        ({"cap": -5, "ends_on": date(2106, 1, 1)}, ["mandate_too_long", "mandate_cap_in_reason"]),
    ],
)
def test_days_and_caps_are_judged_all_at_once(given: dict, problems: list[str]) -> None:
    whole = {"starts_on": TODAY, "ends_on": date(2027, 5, 31), "cap": 50} | given

    assert mandate_problems(**whole, today=TODAY) == problems


def test_an_employer_gives_a_mandate_and_both_are_told(world: World, employer_signatory: Member) -> None:
    mandate = mandates.give(asked(world), by=employer_signatory, at=AT)

    kept = Mandate.objects.get(pk=mandate.pk)
    assert (kept.status, kept.cap, kept.industries, kept.posts_filed) == (M.GIVEN, 50, [CANE], 0)
    assert Event.objects.of(kept).get().verb == "give"
    told = Notice.objects.filter(kind="mandate_given").values_list("organisation_id", flat=True)
    assert sorted(told) == sorted([world.employer.pk, world.partner.pk])


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"intermediary": UUID(int=7)}, "intermediary", "no_such_intermediary"),
        ({"industries": ("Z9999",)}, "industries", "no_such_industry"),
        ({"cap": 0}, "cap", "mandate_cap_in_reason"),
        ({"cap": 10**9}, "cap", "mandate_cap_in_reason"),
        ({"ends_on": TODAY - timedelta(1)}, "ends_on", "mandate_days_in_order"),
    ],
)
def test_a_mandate_that_cannot_be_is_refused_by_field(
    world: World, employer_signatory: Member, given: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        mandates.give(asked(world, **given), by=employer_signatory, at=AT)

    assert (refusal.value.problems[0].field, refusal.value.problems[0].code) == (field, code)
    assert Mandate.objects.count() == 1


@pytest.mark.parametrize("status", [L.APPLIED, L.SUSPENDED, L.REVOKED, L.EXPIRED])
def test_only_an_intermediary_with_a_licence_in_force_is_given_one(
    world: World, employer_signatory: Member, status: str
) -> None:
    agent = factories.licence(status=status).intermediary

    with pytest.raises(Invalid) as refusal:
        mandates.give(asked(world, intermediary=agent.pk), by=employer_signatory, at=AT)

    assert refusal.value.code == "intermediary_not_licensed"


def test_nobody_gives_a_mandate_for_another_employer(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds

    with pytest.raises(NotFound):
        mandates.give(asked(here), by=there.member("employer", "signatory"), at=AT)
    for kind, role in (("employer", "clerk"), ("intermediary", "signatory"), ("bureau", "approver")):
        with pytest.raises(Forbidden):
            mandates.give(asked(here), by=here.member(kind, role), at=AT)


def test_a_set_is_given_whole_or_refused_by_row(world: World, employer_signatory: Member) -> None:
    with pytest.raises(Invalid) as refusal:
        mandates.give_each([asked(world), asked(world, cap=0)], by=employer_signatory, at=AT)
    few = len(mandates.give_each([asked(world), asked(world)], by=employer_signatory, at=AT))

    assert [problem.field for problem in refusal.value.problems] == ["1.cap"]
    assert (few, Mandate.objects.count()) == (2, 3)


def test_giving_many_takes_a_constant_number_of_queries(world: World, employer_signatory: Member) -> None:
    def given(number: int) -> int:
        rows = [asked(world) for _ in range(number)]
        with CaptureQueriesContext(connection) as queries:
            mandates.give_each(rows, by=employer_signatory, at=AT)
        return len(queries)

    assert given(1) == given(60)


def test_a_cap_is_raised_and_never_lowered(world: World, employer_signatory: Member) -> None:
    raised = mandates.raise_cap(world.mandate.pk, 1500, by=employer_signatory, at=AT)

    assert raised.cap == Mandate.objects.get(pk=raised.pk).cap == 1500
    for cap in (1500, 10, 100_001):
        with pytest.raises(Invalid) as refusal:
            mandates.raise_cap(world.mandate.pk, cap, by=employer_signatory, at=AT)
        assert refusal.value.code == "cap_not_raised"
    with pytest.raises(Forbidden):
        mandates.raise_cap(world.mandate.pk, 2000, by=world.member("intermediary", "signatory"), at=AT)


@pytest.mark.parametrize("kind", ["employer", "intermediary"])
def test_either_party_ends_a_mandate_with_a_reason_and_then_it_is_over(world: World, kind: str) -> None:
    by = world.member(kind, "signatory")

    with pytest.raises(Invalid):
        mandates.end(world.mandate.pk, "", by=by, at=AT)
    mandates.end(world.mandate.pk, "no more cane", by=by, at=AT)

    kept = Mandate.objects.get(pk=world.mandate.pk)
    assert (kept.status, kept.reason) == (M.ENDED, "no more cane")
    assert Notice.objects.filter(kind="mandate_ended").count() == 2
    with pytest.raises(Conflict):
        mandates.end(world.mandate.pk, "again", by=by, at=AT)


def test_another_world_s_mandates_are_not_there(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds

    for kind, role in (("employer", "signatory"), ("intermediary", "signatory"), ("bureau", "approver")):
        with pytest.raises(NotFound):
            mandates.end(here.mandate.pk, "not mine", by=there.member(kind, role), at=AT)
    seen = Mandate.objects.visible_to(here.member("bureau", "clerk"))
    assert list(seen) == [here.mandate]


def test_mandates_past_their_end_expire_once(world: World) -> None:
    over = factories.mandate(world.employer, world.intermediary, ends_on=TODAY - timedelta(1))

    first, second = (mandates.expire(today=TODAY, at=AT) for _ in range(2))

    assert (first, second) == (1, 0)
    assert Mandate.objects.get(pk=over.pk).status == M.EXPIRED
    assert Mandate.objects.get(pk=world.mandate.pk).status == M.GIVEN
    assert Notice.objects.filter(kind="mandate_expired").count() == 2


def test_expiring_takes_a_constant_number_of_queries(world: World) -> None:
    def expired(number: int) -> int:
        for _ in range(number):
            factories.mandate(world.employer, world.intermediary, ends_on=TODAY - timedelta(1))
        with CaptureQueriesContext(connection) as queries:
            assert mandates.expire(today=TODAY, at=AT) == number
        return len(queries)

    assert expired(1) == expired(30)


def test_the_running_mandate_covers_day_and_industry_and_leaves_most_posts(
    world: World, intermediary_clerk: Member
) -> None:
    boss = world.employer.pk
    full = {"cap": 5000, "posts_filed": 4990, "industries": [CANE]}
    factories.mandate(world.employer, world.intermediary, **full)
    narrow = factories.mandate(world.employer, world.intermediary, cap=2000, industries=["A0151"])
    wanted = [(boss, CANE), (boss, "A0151"), (world.partner.pk, CANE)]

    assert mandates.running_each(wanted, by=intermediary_clerk, on=TODAY) == [world.mandate, narrow, None]
    assert mandates.running_each(wanted, by=intermediary_clerk, on=date(2027, 7, 1)) == [None, None, None]
    assert mandates.running_each(wanted, by=world.member("partner", "clerk"), on=TODAY) == [None, None, None]


def test_a_mandate_for_another_industry_is_better_than_none(world: World, intermediary_clerk: Member) -> None:
    Mandate.objects.update(industries=["A0151"])

    found = mandates.running_each([(world.employer.pk, CANE)], by=intermediary_clerk, on=TODAY)

    assert found == [world.mandate]


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"ends_on": date(2026, 6, 30)}, "mandate_days_in_order"),
        ({"cap": 0}, "mandate_cap_kept"),
        ({"posts_filed": 1001}, "mandate_cap_kept"),
        ({"posts_filed": -1}, "mandate_cap_kept"),
    ],
)
def test_the_database_keeps_mandates_in_order(world: World, given: dict, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.mandate(world.employer, world.intermediary, **given)
