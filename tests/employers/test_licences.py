"""Licences: applied for, backed by a bond, activated, refused, expired; and the workflow that holds for them."""

from dataclasses import replace
from datetime import date, timedelta

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
from employers.models import BondEntry, Licence
from employers.services.licensing import licences
from employers.services.licensing.cover import covered_until_each
from employers.services.licensing.details import LicenceDetails
from employers.workflow import LICENCE
from tests import factories
from tests.factories import AT, TODAY, World

pytestmark = pytest.mark.django_db

# Reviewed by hand: out of which status each move leads where, and which offices' roles may make it.
OFFICES = {"decide": {("bureau", "approver"), ("licensing", "approver")}}
LEGAL = {
    "require_bond": ({L.APPLIED}, None, OFFICES["decide"]),
    "activate": ({L.APPLIED}, L.ACTIVE, OFFICES["decide"]),
    "refuse": ({L.APPLIED}, L.REFUSED, OFFICES["decide"]),
    "suspend": ({L.ACTIVE}, L.SUSPENDED, OFFICES["decide"]),
    "reinstate": ({L.SUSPENDED}, L.ACTIVE, OFFICES["decide"]),
    "propose_revocation": ({L.ACTIVE, L.SUSPENDED}, None, {("bureau", "reviewer"), ("licensing", "reviewer")}),
    "revoke": ({L.ACTIVE, L.SUSPENDED}, L.REVOKED, OFFICES["decide"]),
    "record_bond": ({L.APPLIED, L.ACTIVE, L.SUSPENDED}, None, {("bureau", "reviewer"), ("licensing", "clerk")}),
    "expire": ({L.ACTIVE, L.SUSPENDED}, L.EXPIRED, set()),
}


def asked(world: World, **given: object) -> LicenceDetails:
    details = LicenceDetails(
        intermediary=factories.intermediary().pk,
        number="桂人服 0001",
        valid_from=date(2026, 10, 1),
        valid_until=date(2028, 9, 30),
    )
    return replace(details, **given)


@pytest.mark.parametrize("status", list(L))
@pytest.mark.parametrize(("kind", "role"), [(kind.value, role) for kind in Kind for role in GRANTS[kind.value]])
def test_only_what_the_table_lists_is_open(kind: str, role: str, status: str) -> None:
    offered = {move.verb for move in LICENCE.open_to(status=status, permissions=GRANTS[kind][role])}

    assert offered == {
        verb for verb, (sources, _target, roles) in LEGAL.items() if status in sources and (kind, role) in roles
    }


def test_the_workflow_leads_where_the_table_says() -> None:
    assert {move.verb: (set(move.sources), move.target) for move in LICENCE} == {
        verb: (sources, target) for verb, (sources, target, _roles) in LEGAL.items()
    }


def test_an_intermediary_applies_for_itself_and_only_it_and_its_authority_see_that(
    two_worlds: tuple[World, World],
) -> None:
    here, there = two_worlds

    licence = licences.apply(
        "ls-2026-77", date(2028, 1, 1), date(2029, 12, 31), by=here.member("intermediary", "clerk"), at=AT
    )

    assert (licence.number, licence.status, licence.side) == ("LS-2026-77", L.APPLIED, "CN")
    seen = Licence.objects.filter(pk=licence.pk)
    assert seen.visible_to(here.member("intermediary", "clerk")).exists()
    assert seen.visible_to(here.member("bureau", "approver")).exists()
    assert not seen.visible_to(here.member("licensing", "approver")).exists()
    assert not seen.visible_to(there.member("bureau", "approver")).exists()
    assert not seen.visible_to(there.member("intermediary", "clerk")).exists()


def test_who_may_not_apply_does_not(intermediary_signatory: Member) -> None:
    with pytest.raises(Forbidden):
        licences.apply("LS-1", date(2028, 1, 1), date(2029, 1, 1), by=intermediary_signatory, at=AT)


def test_the_authority_registers_what_reached_it(world: World, registrar: Member) -> None:
    licence = licences.register(asked(world, bond_required_fen=5_000), by=registrar, at=AT)

    kept = Licence.objects.get(pk=licence.pk)
    assert (kept.number, kept.status, kept.bond_required_fen) == ("桂人服0001", L.APPLIED, 5_000)
    assert Event.objects.of(kept).get().verb == "apply"


@pytest.mark.parametrize(
    ("given", "field", "code"),
    [
        ({"number": "  "}, "number", "missing"),
        ({"number": "a\x07b"}, "number", "control_character"),
        ({"number": "9" * 41}, "number", "too_long"),
        ({"valid_until": date(2026, 9, 30)}, "valid_until", "licence_days_in_order"),
        ({"valid_until": date(2106, 9, 30)}, "valid_until", "licence_too_long"),
        ({"valid_from": date(2025, 1, 1), "valid_until": date(2026, 8, 31)}, "valid_until", "licence_over"),
        ({"bond_required_fen": -1}, "bond_required_fen", "bond_in_reason"),
        ({"bond_required_fen": 10**14}, "bond_required_fen", "bond_in_reason"),
        ({"bond_currency": "USD"}, "bond_currency", "no_such_currency"),
    ],
)
def test_a_licence_that_cannot_be_is_refused_by_field(
    world: World, registrar: Member, given: dict, field: str, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        licences.register(asked(world, **given), by=registrar, at=AT)

    assert [(problem.field, problem.code) for problem in refusal.value.problems] == [(field, code)]


def test_an_absent_intermediary_and_a_used_number_are_told_by_row(world: World, registrar: Member) -> None:
    used = Licence.objects.filter(side="CN").first()
    rows = [asked(world, intermediary=world.employer.pk), asked(world, number=used.number), asked(world, number="A1")]

    with pytest.raises(Invalid) as refusal:
        licences.register_each(rows, by=registrar, at=AT)

    assert {(problem.field, problem.code) for problem in refusal.value.problems} == {
        ("0.intermediary", "no_such_intermediary"),
        ("1.number", "licence_number_once"),
    }
    assert not Licence.objects.filter(number="A1").exists()


def test_each_side_s_authority_registers_its_own_side_only(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    ours = asked(here, intermediary=here.intermediary.pk, valid_from=date(2028, 1, 1), valid_until=date(2029, 1, 1))

    for by in (here.member("licensing", "clerk"), there.member("bureau", "clerk")):
        with pytest.raises(Forbidden) as refusal:
            licences.register(ours, by=by, at=AT)
        assert refusal.value.code == "not_in_charge"


def test_a_licence_is_activated_only_when_its_bond_is_paid_in(world: World) -> None:
    reviewer, approver = world.member("bureau", "reviewer"), world.member("bureau", "approver")
    licence = factories.licence(factories.intermediary(), status=L.APPLIED)
    licences.require_bond(licence.pk, 1_000_00, by=approver, at=AT)
    licences.record_bond(licence.pk, "paid", 600_00, on=TODAY, by=reviewer, at=AT)

    with pytest.raises(Invalid) as refusal:
        licences.activate(licence.pk, by=approver, at=AT)
    licences.record_bond(licence.pk, "paid", 400_00, on=TODAY, by=reviewer, at=AT, note="second half")
    active = licences.activate(licence.pk, by=approver, at=AT)

    assert refusal.value.problems[0].params == {"required_fen": 1_000_00, "paid_fen": 600_00}
    assert active.status == Licence.objects.get(pk=licence.pk).status == L.ACTIVE
    told = Notice.objects.get(kind="licence_activated")
    assert (told.organisation_id, told.subject_id) == (licence.intermediary_id, str(licence.pk))


def test_no_more_goes_out_of_a_bond_than_is_in_it(world: World) -> None:
    reviewer = world.member("bureau", "reviewer")
    licence = world.intermediary.licences.get()
    licences.record_bond(licence.pk, "paid", 500, on=TODAY, by=reviewer, at=AT)
    licences.record_bond(licence.pk, "called", 200, on=TODAY, by=reviewer, at=AT)

    with pytest.raises(Invalid) as refusal:
        licences.record_bond(licence.pk, "released", 301, on=TODAY, by=reviewer, at=AT)

    assert (refusal.value.code, refusal.value.problems[0].params["left_fen"]) == ("bond_too_small", 300)
    assert BondEntry.objects.visible_to(reviewer).balances_fen() == {licence.pk: 300}


@pytest.mark.parametrize(
    ("kind", "amount", "on", "field"),
    [("lent", 1, TODAY, "kind"), ("paid", 0, TODAY, "amount_fen"), ("paid", 1, TODAY + timedelta(1), "on")],
)
def test_a_bond_entry_that_cannot_be_is_refused(
    world: World, reviewer: Member, kind: str, amount: int, on: date, field: str
) -> None:
    licence = world.intermediary.licences.get()

    with pytest.raises(Invalid) as refusal:
        licences.record_bond(licence.pk, kind, amount, on=on, by=reviewer, at=AT)

    assert refusal.value.problems[0].field == field
    assert not BondEntry.objects.exists()


def test_a_bond_keeps_to_one_currency(world: World) -> None:
    licence = factories.licence(factories.intermediary(), status=L.APPLIED)
    licences.record_bond(licence.pk, "paid", 500, on=TODAY, by=world.member("bureau", "reviewer"), at=AT)

    with pytest.raises(Invalid) as refusal:
        licences.require_bond(licence.pk, 900, currency="VND", by=world.member("bureau", "approver"), at=AT)

    assert refusal.value.code == "bond_currency_mixed"


def test_an_intermediary_holds_one_licence_at_a_time(world: World, approver: Member) -> None:
    second = factories.licence(world.intermediary, status=L.APPLIED, valid_from=date(2027, 12, 31))

    with pytest.raises(Invalid) as refusal:
        licences.activate(second.pk, by=approver, at=AT)

    assert refusal.value.code == "licence_one_at_a_time"
    assert Licence.objects.get(pk=second.pk).status == L.APPLIED
    assert not Notice.objects.filter(kind="licence_activated").exists()


def test_a_licence_that_is_over_is_not_activated(world: World, approver: Member) -> None:
    days = {"valid_from": date(2024, 1, 1), "valid_until": TODAY - timedelta(1)}
    licence = factories.licence(factories.intermediary(), status=L.APPLIED, **days)

    with pytest.raises(Invalid, match="last day has gone by"):
        licences.activate(licence.pk, by=approver, at=AT)


def test_a_refusal_gives_its_reason_and_ends_the_application(world: World, approver: Member) -> None:
    licence = factories.licence(factories.intermediary(), status=L.APPLIED)

    with pytest.raises(Invalid) as refusal:
        licences.refuse(licence.pk, " ", by=approver, at=AT)
    licences.refuse(licence.pk, "no premises of its own", by=approver, at=AT)

    assert refusal.value.problems[0].field == "reason"
    assert Licence.objects.get(pk=licence.pk).reason == "no premises of its own"
    with pytest.raises(Conflict):
        licences.activate(licence.pk, by=approver, at=AT)


def test_what_other_offices_see_they_may_not_decide_and_what_they_do_not_see_is_not_there(
    two_worlds: tuple[World, World],
) -> None:
    here, there = two_worlds
    applied = factories.licence(factories.intermediary(), status=L.APPLIED)

    with pytest.raises(NotFound):
        licences.activate(applied.pk, by=there.member("bureau", "approver"), at=AT)
    public = here.intermediary.licences.get()
    with pytest.raises(Forbidden):
        licences.record_bond(public.pk, "paid", 1, on=TODAY, by=there.member("bureau", "reviewer"), at=AT)
    with pytest.raises(NotFound):
        licences.activate(here.employer.pk, by=here.member("bureau", "approver"), at=AT)


def test_licences_past_their_end_expire_once_whoever_asks(world: World) -> None:
    over = factories.licence(factories.intermediary(), valid_until=TODAY - timedelta(1))
    last_day = factories.licence(factories.intermediary(), valid_until=TODAY)

    first = licences.expire(today=TODAY, at=AT)
    second = licences.expire(today=TODAY, at=AT)

    assert (first, second) == (1, 0)
    assert Licence.objects.get(pk=over.pk).status == L.EXPIRED
    assert Licence.objects.get(pk=last_day.pk).status == L.ACTIVE
    assert Notice.objects.filter(kind="licence_expired").count() == 1


def test_expiring_takes_a_number_of_queries_that_does_not_grow(world: World) -> None:
    def expired(number: int) -> int:
        for _ in range(number):
            factories.licence(factories.intermediary(), valid_until=TODAY - timedelta(1))
        with CaptureQueriesContext(connection) as queries:
            assert licences.expire(today=TODAY, at=AT) == number
        return len(queries)

    assert expired(1) == expired(25)


def test_many_are_registered_and_activated_in_constant_queries(world: World) -> None:
    by, decider = world.member("bureau", "clerk"), world.member("bureau", "approver")

    def done(number: int, first: int) -> int:
        rows = [asked(world, number=f"N{first + index}") for index in range(number)]
        with CaptureQueriesContext(connection) as queries:
            made = licences.register_each(rows, by=by, at=AT)
            licences.activate_each([one.pk for one in made], by=decider, at=AT)
        return len(queries)

    assert done(2, 0) == done(30, 100)


def test_a_licence_is_valid_from_its_first_to_its_last_day(world: World) -> None:
    licence = world.intermediary.licences.get()

    def valid(day: date) -> bool:
        return Licence.objects.valid_on(day).filter(pk=licence.pk).exists()

    assert [valid(date(2025, 12, 31)), valid(date(2026, 1, 1)), valid(date(2027, 12, 31)), valid(date(2028, 1, 1))] == [
        False,
        True,
        True,
        False,
    ]


def test_licences_that_follow_each_other_cover_days_together_and_others_do_not(world: World) -> None:
    holder, partner = world.intermediary.pk, world.partner.pk
    factories.licence(world.intermediary, valid_from=date(2028, 1, 1), valid_until=date(2028, 12, 31))
    factories.licence(world.partner, valid_from=date(2028, 1, 2), valid_until=date(2028, 12, 31))
    suspended = factories.licence(factories.intermediary(), status=L.SUSPENDED).intermediary_id
    asked = [holder, partner, suspended, world.employer.pk]

    assert covered_until_each(asked, date(2026, 1, 1)) == {holder: date(2028, 12, 31), partner: date(2027, 12, 31)}
    assert covered_until_each(asked, date(2028, 1, 1)) == {holder: date(2028, 12, 31)}
    assert covered_until_each(asked, date(2025, 12, 31)) == {}
    assert covered_until_each([], date(2026, 1, 1)) == {}


@pytest.mark.parametrize(
    ("given", "name"),
    [
        ({"valid_until": date(2025, 1, 1)}, "licence_days_in_order"),
        ({"status": L.SUSPENDED, "reason": ""}, "licence_ended_with_a_reason"),
        ({"status": L.REVOKED, "reason": ""}, "licence_ended_with_a_reason"),
        ({"status": L.ACTIVE}, "licence_one_at_a_time"),
    ],
)
def test_the_database_keeps_licences_in_order(world: World, given: dict, name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        factories.licence(world.intermediary, **given)


def test_bond_entries_are_never_changed(world: World, reviewer: Member) -> None:
    licences.record_bond(world.intermediary.licences.get().pk, "paid", 5, on=TODAY, by=reviewer, at=AT)

    with pytest.raises(Exception, match=r"permission denied|may only grow"), transaction.atomic():
        BondEntry.objects.update(amount_fen=50)


def test_bond_entries_are_seen_by_the_holder_and_its_authority_only(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    by = here.member("bureau", "reviewer")
    licences.record_bond(here.intermediary.licences.get().pk, "paid", 5, on=TODAY, by=by, at=AT)

    seen = [
        BondEntry.objects.visible_to(one).exists()
        for one in (
            by,
            here.member("intermediary", "clerk"),
            here.member("oversight", "auditor"),
            there.member("bureau", "reviewer"),
            there.member("intermediary", "clerk"),
            here.member("licensing", "clerk"),
            here.member("employer", "signatory"),
        )
    ]

    assert seen == [True, True, True, False, False, False, False]
