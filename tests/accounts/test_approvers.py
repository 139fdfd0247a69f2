"""Approvers take two administrators, and the list of staff takes the right away: the database and the next request."""

from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.models import Member, StaffEntry, StaffList
from accounts.services import approvers, factors, members, staff
from accounts.services.members import Person
from accounts.tasks import reconcile_staff
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.permissions import Permission as P
from tests import factories
from tests.factories import AT, World

TODAY = AT.date()
pytestmark = pytest.mark.django_db


@pytest.fixture
def second(world: World) -> Member:
    """Another administrator of the bureau."""
    return factories.member(world.organisations["bureau"], "administrator")


def anew(member: Member) -> Member:
    return Member.objects.select_related("organisation").get(pk=member.pk)


def test_an_approver_is_none_until_another_administrator_confirms(
    registrar: Member, bureau_administrator: Member, second: Member
) -> None:
    proposed = members.set_roles(registrar.pk, ["clerk", "approver"], by=bureau_administrator)
    before = P.ISSUE_PERMIT in anew(proposed).permissions

    approvers.confirm(registrar.pk, by=second, at=AT)

    assert (before, P.ISSUE_PERMIT in anew(registrar).permissions) == (False, True)
    assert anew(registrar).roles == ["approver", "clerk"]


def test_a_new_account_of_an_approver_waits_too(bureau_administrator: Member, second: Member) -> None:
    made = members.add(Person("lan@example.org", "韦兰"), ["approver"], by=bureau_administrator, at=AT)

    assert made.roles == []
    assert approvers.confirm(made.pk, by=second, at=AT).roles == ["approver"]


def test_the_database_refuses_the_same_person_twice_and_the_same_log_in(
    registrar: Member, bureau_administrator: Member, second: Member
) -> None:
    members.set_roles(registrar.pk, ["approver"], by=bureau_administrator)
    second.login = bureau_administrator.login

    for asker in (bureau_administrator, second):
        with pytest.raises(Invalid) as refusal, transaction.atomic():
            approvers.confirm(registrar.pk, by=asker, at=AT)
        assert refusal.value.code == "member_approver_by_two"
    assert anew(registrar).roles == []


def test_no_statement_makes_an_approver_without_two_signatures(registrar: Member) -> None:
    with pytest.raises(IntegrityError, match="member_approver_by_two"), transaction.atomic():
        Member.objects.filter(pk=registrar.pk).update(roles=["approver"])


def test_nobody_confirms_themselves_or_elsewhere_or_whom_nobody_proposed(
    registrar: Member, bureau_administrator: Member, second: Member, employer_administrator: Member
) -> None:
    members.set_roles(second.pk, ["administrator", "approver"], by=bureau_administrator)

    with pytest.raises(Forbidden):
        approvers.confirm(second.pk, by=second, at=AT)
    with pytest.raises(NotFound):
        approvers.confirm(second.pk, by=employer_administrator, at=AT)
    with pytest.raises(Conflict):
        approvers.confirm(registrar.pk, by=second, at=AT)


def test_a_role_that_is_kept_needs_no_second_signature_again_and_one_given_up_does(
    approver: Member, bureau_administrator: Member
) -> None:
    kept = members.set_roles(approver.pk, ["approver", "reviewer"], by=bureau_administrator).roles
    members.set_roles(approver.pk, ["reviewer"], by=bureau_administrator)
    again = members.set_roles(approver.pk, ["approver", "reviewer"], by=bureau_administrator).roles

    assert (kept, again) == (["approver", "reviewer"], ["reviewer"])


def test_one_administrator_alone_cannot_step_into_an_approvers_place(
    approver: Member, bureau_administrator: Member, second: Member
) -> None:
    factors.reset(approver.pk, by=bureau_administrator)

    assert "approver" not in anew(approver).roles
    assert approvers.confirm(approver.pk, by=second, at=AT).roles == ["approver"]


# The list of staff.


def test_who_is_not_on_the_list_cannot_approve_from_the_next_request_on(
    approver: Member, reviewer: Member, bureau_administrator: Member
) -> None:
    before = P.ISSUE_PERMIT in anew(approver).permissions

    staff.hand_in([reviewer.email, bureau_administrator.email], TODAY, by=bureau_administrator, at=AT)

    assert (before, P.ISSUE_PERMIT in anew(approver).permissions) == (True, False)
    assert P.REVIEW_DEMAND in anew(reviewer).permissions


def test_a_token_of_whom_the_list_leaves_out_does_not_approve_either(
    approver: Member, bureau_administrator: Member
) -> None:
    token = factories.token(approver, scopes=[P.ISSUE_PERMIT])
    staff.hand_in([bureau_administrator.email], TODAY, by=bureau_administrator, at=AT)
    token.member = anew(approver)

    assert P.ISSUE_PERMIT not in token.permissions


def test_the_next_list_lets_them_approve_again(approver: Member, bureau_administrator: Member) -> None:
    staff.hand_in([bureau_administrator.email], TODAY, by=bureau_administrator, at=AT)

    staff.hand_in([approver.email.upper()], TODAY, by=bureau_administrator, at=AT + timedelta(minutes=1))

    assert anew(approver).unmatched_from is None


def test_an_older_list_does_not_count_over_a_newer_one(approver: Member, bureau_administrator: Member) -> None:
    staff.hand_in([approver.email], TODAY, by=bureau_administrator, at=AT)

    staff.hand_in([bureau_administrator.email], TODAY - timedelta(days=9), by=bureau_administrator, at=AT)

    assert anew(approver).unmatched_from is None


def test_a_list_for_a_later_day_counts_from_that_day_by_the_clock(
    approver: Member, bureau_administrator: Member
) -> None:
    staff.hand_in([bureau_administrator.email], TODAY + timedelta(days=2), by=bureau_administrator, at=AT)
    at_once = anew(approver).unmatched_from

    first = staff.reconcile_all(at=AT + timedelta(days=2))
    second = staff.reconcile_all(at=AT + timedelta(days=2))

    assert at_once is None
    assert (anew(approver).unmatched_from is not None, second) == (True, 0)
    assert first > 0


def test_other_organisations_are_not_touched(
    approver: Member, licensing_approver: Member, bureau_administrator: Member
) -> None:
    staff.hand_in([approver.email], TODAY, by=bureau_administrator, at=AT)

    assert anew(licensing_approver).unmatched_from is None
    assert not StaffList.objects.visible_to(licensing_approver).exists()


def test_an_approver_opened_after_the_list_waits_for_the_next_one(bureau_administrator: Member, second: Member) -> None:
    staff.hand_in([bureau_administrator.email, second.email], TODAY, by=bureau_administrator, at=AT)
    made = members.add(Person("lan@example.org", "韦兰"), ["approver"], by=bureau_administrator, at=AT)

    confirmed = approvers.confirm(made.pk, by=second, at=AT)

    assert P.ISSUE_PERMIT not in anew(confirmed).permissions


def test_the_list_keeps_no_address(approver: Member, bureau_administrator: Member) -> None:
    staff.hand_in([approver.email], TODAY, by=bureau_administrator, at=AT)

    assert approver.email.encode() not in bytes(StaffEntry.objects.get().digest)


@pytest.mark.parametrize(
    ("emails", "dated", "code"),
    [
        ([], TODAY, "staff_number"),
        (["Lan Wei"], TODAY, "email_form"),
        (["a@b.example"], date(2020, 1, 1), "staff_too_old"),
    ],
)
def test_a_list_that_cannot_be_right_is_refused_whole(
    bureau_administrator: Member, emails: list[str], dated: date, code: str
) -> None:
    with pytest.raises(Invalid) as refusal:
        staff.hand_in(emails, dated, by=bureau_administrator, at=AT)

    assert refusal.value.code == code
    assert not StaffList.objects.exists()


def test_only_administrators_hand_it_in(reviewer: Member) -> None:
    with pytest.raises(Forbidden):
        staff.hand_in(["a@b.example"], TODAY, by=reviewer, at=AT)


def test_the_job_runs_once_a_day() -> None:
    assert (reconcile_staff(), reconcile_staff()) == (0, 0)
