"""Suspending, reinstating and revoking licences, what it does at once, and whom it touches."""

from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Member, Organisation
from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from employers.enums import FilingStatus as F
from employers.enums import LicenceStatus as L
from employers.models import Licence, LicenceRevocation
from employers.services.licensing import suspensions
from tests import factories
from tests.core.races import race
from tests.factories import AT, HEKOU, PINGXIANG, TODAY, World

pytestmark = pytest.mark.django_db
LATER = AT + timedelta(hours=1)


def licence_of(world: World) -> Licence:
    return world.intermediary.licences.get()


def test_a_suspended_intermediary_can_do_nothing_from_the_next_request_on(world: World, approver: Member) -> None:
    clerk = world.member("intermediary", "clerk")
    token = factories.token(clerk)
    assert Member.objects.able_to_act(AT).filter(pk=clerk.pk).exists()

    suspensions.suspend(licence_of(world).pk, "workers were charged", by=approver, at=AT)

    assert not Member.objects.able_to_act(AT).filter(pk=clerk.pk).exists()
    assert not type(token).objects.able_to_act(AT).filter(pk=token.pk).exists()
    assert not Licence.objects.valid_on(TODAY).filter(intermediary=world.intermediary).exists()
    assert Member.objects.able_to_act(AT).filter(pk=world.member("partner", "clerk").pk).exists()
    assert Event.objects.of(Organisation.objects.get(pk=world.intermediary.pk)).last().verb == "suspend"


def test_a_reinstated_intermediary_acts_again(world: World, approver: Member) -> None:
    suspensions.suspend(licence_of(world).pk, "bond not renewed", by=approver, at=AT)

    suspensions.reinstate(licence_of(world).pk, by=approver, at=LATER)

    assert Member.objects.able_to_act(LATER).filter(pk=world.member("intermediary", "clerk").pk).exists()
    assert (licence_of(world).status, licence_of(world).reason) == (L.ACTIVE, "")


def test_a_holder_of_another_suspended_licence_stays_shut_out(world: World, approver: Member) -> None:
    suspensions.suspend(licence_of(world).pk, "bond not renewed", by=approver, at=AT)
    days = {"valid_from": TODAY.replace(year=2028), "valid_until": TODAY.replace(year=2029)}
    factories.licence(world.intermediary, status=L.SUSPENDED, **days)
    first = world.intermediary.licences.order_by("valid_from").first()

    suspensions.reinstate(first.pk, by=approver, at=LATER)

    assert not Member.objects.able_to_act(LATER).filter(pk=world.member("intermediary", "clerk").pk).exists()


def test_a_suspension_without_a_reason_leaves_nothing_behind(world: World, approver: Member) -> None:
    with pytest.raises(Invalid) as refusal:
        suspensions.suspend(licence_of(world).pk, "", by=approver, at=AT)

    assert refusal.value.problems[0].field == "reason"
    assert licence_of(world).status == L.ACTIVE
    assert Organisation.objects.get(pk=world.intermediary.pk).unlicensed_from is None
    assert not Notice.objects.exists()


def test_each_side_s_office_suspends_its_own_side_only(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    ours, theirs = licence_of(here).pk, here.partner.licences.get().pk

    for pk, by in (
        (ours, here.member("licensing", "approver")),
        (ours, there.member("bureau", "approver")),
        (theirs, here.member("bureau", "approver")),
        (ours, here.member("bureau", "reviewer")),
        (ours, here.member("intermediary", "signatory")),
    ):
        with pytest.raises(Forbidden):
            suspensions.suspend(pk, "not ours", by=by, at=AT)

    suspensions.suspend(theirs, "no training centre", by=here.member("licensing", "approver"), at=AT)
    assert Licence.objects.get(pk=theirs).status == L.SUSPENDED
    assert Licence.objects.get(pk=ours).status == L.ACTIVE


def test_a_suspension_lists_the_filings_in_hand_and_who_could_take_over(world: World, approver: Member) -> None:
    for status in F:
        factories.filing(world.mandate, status=status, posts=7)
    other = factories.mandate(factories.employer())
    factories.mandate(factories.employer(county=PINGXIANG))
    unlicensed = factories.intermediary()
    factories.licence(unlicensed, status=L.SUSPENDED)
    factories.mandate(factories.employer(), unlicensed)

    suspension = suspensions.suspend(licence_of(world).pk, "workers were charged", by=approver, at=AT)

    assert {one.filing.status for one in suspension.affected} == {
        F.AWAITING_EMPLOYER,
        F.SUBMITTED,
        F.INFORMATION_REQUESTED,
        F.GRANTED,
    }
    assert {one.filing.employer_id for one in suspension.affected} == {world.employer.pk}
    assert all([two.pk for two in one.others] == [other.intermediary_id] for one in suspension.affected)
    again = suspensions.affected(licence_of(world).pk, by=approver, today=TODAY)
    assert [one.filing.pk for one in again] == [one.filing.pk for one in suspension.affected]


def test_the_employers_concerned_and_the_holder_are_told(world: World, approver: Member) -> None:
    ended = factories.mandate(factories.employer(), world.intermediary, status="ended")
    factories.filing(ended, status=F.GRANTED)
    factories.mandate(factories.employer(), world.intermediary, status="ended")

    suspensions.suspend(licence_of(world).pk, "workers were charged", by=approver, at=AT)

    told = Notice.objects.filter(kind="licence_suspended").values_list("organisation_id", flat=True)
    assert sorted(told) == sorted([world.intermediary.pk, world.employer.pk, ended.employer_id])


def test_affected_filings_are_for_the_office_in_charge_and_oversight(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    factories.filing(here.mandate, status=F.SUBMITTED)
    licence = licence_of(here).pk

    assert len(suspensions.affected(licence, by=here.member("bureau", "clerk"), today=TODAY)) == 1
    assert len(suspensions.affected(licence, by=there.member("oversight", "auditor"), today=TODAY)) == 1
    for by in (there.member("bureau", "approver"), here.member("intermediary", "clerk")):
        with pytest.raises(Forbidden):
            suspensions.affected(licence, by=by, today=TODAY)
    with pytest.raises(NotFound):
        suspensions.affected(UUID(int=1), by=here.member("bureau", "approver"), today=TODAY)


def test_affected_filings_take_a_constant_number_of_queries(world: World, approver: Member) -> None:
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            rows = suspensions.affected(licence_of(world).pk, by=approver, today=TODAY)
            assert all(row.filing.employer.organisation.name and len(row.others) for row in rows)
        return len(queries)

    factories.mandate(factories.employer())
    factories.filings(2, world.mandate, status=F.SUBMITTED)
    few = asked()
    factories.mandate(factories.employer())
    factories.filings(40, world.mandate, status=F.SUBMITTED)

    assert asked() == few


def test_revoking_takes_two_persons_of_different_units(world: World) -> None:
    reviewer, approver = world.member("bureau", "reviewer"), world.member("bureau", "approver")
    licence = licence_of(world)
    proposed = suspensions.propose_revocation(licence.pk, "forged papers", by=reviewer, at=AT)

    suspension = suspensions.revoke(licence.pk, by=approver, at=LATER)

    proposed.refresh_from_db()
    assert (proposed.proposed_by, proposed.decided_by) == (reviewer.pk, approver.pk)
    assert (suspension.licence.status, suspension.licence.reason) == (L.REVOKED, "forged papers")
    assert not Member.objects.able_to_act(LATER).filter(organisation=world.intermediary.pk).exists()
    with pytest.raises(Conflict):
        suspensions.reinstate(licence.pk, by=approver, at=LATER)


@pytest.mark.parametrize("same", ["person", "unit", "log-in"])
def test_the_database_wants_two_persons_units_and_log_ins(world: World, same: str) -> None:
    approver = world.member("bureau", "approver")
    office = world.organisations["bureau"]
    unit = approver.unit if same == "unit" else world.member("bureau", "reviewer").unit
    first = factories.member(office, "reviewer", "approver", within=unit)
    if same == "log-in":
        first.login = approver.login
    second = first if same == "person" else approver
    suspensions.propose_revocation(licence_of(world).pk, "forged papers", by=first, at=AT)

    with pytest.raises(Invalid) as refusal:
        suspensions.revoke(licence_of(world).pk, by=second, at=LATER)

    assert refusal.value.code == "licencerevocation_two_persons"
    assert licence_of(world).status == L.ACTIVE
    assert Organisation.objects.get(pk=world.intermediary.pk).unlicensed_from is None


def test_nothing_is_revoked_that_nobody_proposed_and_nothing_is_proposed_twice(world: World) -> None:
    reviewer, approver = world.member("bureau", "reviewer"), world.member("bureau", "approver")

    with pytest.raises(Conflict) as early:
        suspensions.revoke(licence_of(world).pk, by=approver, at=AT)
    suspensions.propose_revocation(licence_of(world).pk, "forged papers", by=reviewer, at=AT)
    with pytest.raises(Invalid) as twice:
        suspensions.propose_revocation(licence_of(world).pk, "forged papers", by=reviewer, at=AT)

    assert (early.value.code, twice.value.code) == ("revocation_not_proposed", "licencerevocation_one_open")


def test_a_proposed_revocation_can_be_taken_back_and_its_events_stay(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    reviewer, approver = here.member("bureau", "reviewer"), here.member("bureau", "approver")
    proposed = suspensions.propose_revocation(licence_of(here).pk, "forged papers", by=reviewer, at=AT)
    for by in (approver, there.member("bureau", "reviewer")):
        with pytest.raises(Forbidden):
            suspensions.drop_revocation(licence_of(here).pk, by=by)

    suspensions.drop_revocation(licence_of(here).pk, by=reviewer)

    assert [event.verb for event in Event.objects.of(proposed)] == ["propose_revocation", "drop_revocation"]
    with pytest.raises(Conflict):
        suspensions.revoke(licence_of(here).pk, by=approver, at=LATER)
    with pytest.raises(Conflict):
        suspensions.drop_revocation(licence_of(here).pk, by=reviewer)


def test_a_proposed_revocation_is_seen_by_its_office_and_oversight_only(two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    by = here.member("bureau", "reviewer")
    suspensions.propose_revocation(licence_of(here).pk, "forged papers", by=by, at=AT)

    seen = [
        LicenceRevocation.objects.visible_to(one).exists()
        for one in (
            by,
            here.member("oversight", "auditor"),
            there.member("bureau", "approver"),
            here.member("licensing", "approver"),
            here.member("intermediary", "clerk"),
        )
    ]

    assert seen == [True, True, False, False, False]


def test_the_database_wants_a_reason_for_revoking(world: World, reviewer: Member) -> None:
    revocation = LicenceRevocation(licence=licence_of(world), reason="")
    revocation.propose(by=reviewer, at=AT)

    with pytest.raises(IntegrityError, match="licencerevocation_gives_a_reason"), transaction.atomic():
        revocation.save()


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_eight_offices_that_suspend_at_once_exactly_one_does() -> None:
    factories.areas(HEKOU)
    world = factories.world()
    office = world.organisations["bureau"]
    approvers = [factories.member(office, "approver") for _ in range(8)]
    licence = licence_of(world).pk

    def suspending(by: Member) -> object:
        return lambda: suspensions.suspend(licence, "workers were charged", by=by, at=AT)

    outcomes = race(*[suspending(by) for by in approvers])

    assert sorted(type(one).__name__ for one in outcomes) == ["Conflict"] * 7 + ["Suspension"]
    assert Event.objects.of(Licence.objects.get(pk=licence)).filter(verb="suspend").count() == 1
