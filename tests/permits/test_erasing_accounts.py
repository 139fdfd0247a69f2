"""Closed accounts and households whose terms are over: nobody can tell whose they were, and what they did stays."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from accounts.models import Factor, Member, RecoveryCode
from accounts.services import factors, members
from core.audit.models import Event
from core.dates import ZONE
from core.errors import Invalid
from employers.models import Employer, Lodging, Mandate, Worksite
from permits.services.erasing import daily, parties
from permits.services.erasing import members as closed
from tests import factories
from tests.factories import AT, World
from tests.log_ins import SECRET

pytestmark = pytest.mark.django_db
LONG_AFTER = datetime(2037, 7, 1, 3, tzinfo=ZONE)


@pytest.fixture
def gone(demand: World) -> Member:
    """A clerk of the bureau with a second factor, whose account was closed."""
    member = factories.member(demand.organisations["bureau"], "clerk", name="Tần Thị Mẩy", phone="+86 771 5550100")
    factors.give([member], SECRET, at=AT)
    RecoveryCode.objects.create(member=member, digest=b"1" * 32)
    RecoveryCode.objects.create(member=member, digest=b"2" * 32)
    return members.deactivate(member.pk, by=demand.member("bureau", "administrator"), at=AT)


@pytest.fixture
def household(demand: World) -> Employer:
    """A farm household that once filed, with an account."""
    household = factories.employer("household", address="村口", phone="+86 771 5550101")
    factories.member(household.organisation, "signatory", made_at=AT)
    factories.filing(factories.mandate(household))
    return household


def test_an_account_is_erased_when_it_was_closed_long_enough(gone: Member, world: World) -> None:
    assert not closed.due(at=AT + timedelta(days=300)).exists()
    assert list(closed.due(at=LONG_AFTER)) == [gone]
    assert daily.plan(at=LONG_AFTER)["members", "accounts.recoverycode"] == 2

    daily.erase_due(at=LONG_AFTER)

    erased = Member.objects.get(pk=gone.pk)
    assert (erased.name, erased.email, erased.phone) == ("•", str(gone.pk), "")
    assert not erased.check_password(factories.PASSWORD)
    assert not Factor.objects.filter(member=gone).exists()
    assert not RecoveryCode.objects.filter(member=gone).exists()
    assert not closed.due(at=LONG_AFTER).exists()
    assert world.member("bureau", "clerk").email == Member.objects.get(pk=world.member("bureau", "clerk").pk).email


def test_two_accounts_can_be_erased_and_none_opened_again(gone: Member, world: World) -> None:
    administrator = world.member("bureau", "administrator")
    other = members.deactivate(world.member("bureau", "clerk").pk, by=administrator, at=AT)
    daily.erase_due(at=LONG_AFTER)

    assert Member.objects.exclude(erased_at=None).count() == 2
    for member in (gone, other):
        with pytest.raises(Invalid, match="open a new account"):
            members.reactivate(member.pk, by=administrator)


def test_closing_twice_does_not_lengthen_the_term(gone: Member, world: World) -> None:
    again = members.deactivate(gone.pk, by=world.member("bureau", "administrator"), at=LONG_AFTER)

    assert (again.closed_at, again.is_active) == (AT, False)
    opened = members.reactivate(gone.pk, by=world.member("bureau", "administrator"))
    assert (opened.closed_at, opened.is_active) == (None, True)


def test_what_an_erased_account_did_stays_done_by_it_and_the_record_has_no_name(gone: Member) -> None:
    daily.erase_due(at=LONG_AFTER)

    events = Event.objects.filter(subject_type="accounts.member", subject_id=str(gone.pk))
    assert {"deactivate", "erase"} <= set(events.values_list("verb", flat=True))
    assert "Tần" not in str(list(Event.objects.values_list("changes", flat=True)))


def test_a_household_is_erased_when_nothing_of_it_is_young(household: Employer, demand: World) -> None:
    company = demand.mandate.employer

    assert list(parties.due(at=LONG_AFTER)) == [household]
    daily.erase_due(at=LONG_AFTER)

    erased = Employer.objects.select_related("organisation").get(pk=household.pk)
    assert (erased.resident_number_digest, erased.resident_number_end, erased.address, erased.phone) == (
        (None, "", "", "")
    )
    assert {erased.organisation.name_zh, erased.organisation.name_vi, erased.organisation.name_en} == {"•"}
    assert Worksite.objects.get(filing__employer=household).address == ""
    assert Lodging.objects.get(filing__employer=household).address == "•"
    assert not parties.due(at=LONG_AFTER).exists()
    assert not Employer.objects.get(pk=company.pk).erased_at
    account = Member.objects.get(organisation=household.pk)
    assert (account.closed_at, account.erased_at) == (LONG_AFTER, None)  # it has a term of its own from here


def _work(of: UUID) -> None:
    factories.filing(Mandate.objects.get(employer=of), starts_on=LONG_AFTER.date(), ends_on=LONG_AFTER.date())


def _paper(of: UUID) -> None:
    Mandate.objects.filter(employer=of).update(ends_on=LONG_AFTER.date())


def _log_in(of: UUID) -> None:
    Member.objects.filter(organisation=of).update(last_login=LONG_AFTER - timedelta(days=1))


def _bar(of: UUID) -> None:
    organisation = Employer.objects.get(pk=of).organisation
    organisation.barred_from = AT
    organisation.save()


@pytest.mark.parametrize("holds", [_work, _paper, _log_in, _bar])
def test_what_is_young_or_runs_holds_a_household(household: Employer, holds: object) -> None:
    holds(household.pk)  # type: ignore[operator]

    assert not parties.due(at=LONG_AFTER).exists()


def test_a_household_registered_lately_is_held_by_the_record_of_it(demand: World) -> None:
    factories.employer("household")

    assert not parties.due(at=datetime.now(ZONE) + timedelta(days=30)).exists()
