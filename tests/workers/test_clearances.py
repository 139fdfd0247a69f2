"""The department of a worker's province decides who may leave; the checks of the evidence are kept as advice."""

import pytest

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from scheme.services.in_force import read_agreement
from tests import factories
from tests.factories.common import AT
from tests.factories.people import evidence, paper, registration, worker
from tests.factories.requirements import requirement
from workers.enums import RegistrationStatus
from workers.models import Disclosure
from workers.services.registration import clearances


@pytest.fixture
def season(demand):
    requirement("paper", "passport", choice="identity")
    requirement("health", "health_certificate", valid_months=12)
    return factories.season()


@pytest.fixture
def waiting(season, world):
    def waiting(**given):
        person = worker(world.organisations["department"].province, **given)
        paper(person)
        return registration(
            person, world.partner, season, status=RegistrationStatus.REGISTERED, partner=world.intermediary
        )

    return waiting


def test_the_department_clears_many_at_once_with_their_contract_numbers(waiting, department_officer):
    one, other = waiting(), waiting()

    cleared = clearances.clear_each(
        [one.pk, other.pk], contract_numbers={one.pk: "HĐ-17"}, by=department_officer, at=AT
    )

    one.refresh_from_db()
    assert [row.status for row in cleared] == [RegistrationStatus.CLEARED] * 2
    assert (one.contract_number, one.decided_at, one.decided_by) == ("HĐ-17", AT, department_officer.pk)


def test_what_the_evidence_says_is_kept_as_advice_and_does_not_decide(waiting, department_officer):
    lacking, shown = waiting(), waiting()
    evidence(shown.worker, "health", "health_certificate")

    clearances.clear_each([lacking.pk, shown.pk], by=department_officer, at=AT)

    lacking.refresh_from_db()
    shown.refresh_from_db()
    assert [(one["code"], one["field"]) for one in lacking.advice if one["result"] != "passed"] == [
        ("evidence_missing", "health_certificate")
    ]
    assert {one["result"] for one in shown.advice} == {"passed"}
    assert lacking.status == RegistrationStatus.CLEARED


def test_both_intermediaries_are_told_and_the_passing_on_is_recorded(waiting, department_officer, world):
    one, other = waiting(), waiting()

    clearances.clear_each([one.pk, other.pk], by=department_officer, at=AT)

    letters = Notice.objects.filter(kind="workers_cleared", member_id=None)
    assert {(letter.organisation_id, letter.params["workers"]) for letter in letters} == {
        (world.partner.pk, 2),
        (world.intermediary.pk, 2),
    }
    assert Disclosure.objects.filter(purpose="clear", ground="law").count() == 4


def test_another_provinces_department_cannot_clear(waiting, two_worlds):
    one = waiting()

    with pytest.raises(NotFound):
        clearances.clear_each([one.pk], by=two_worlds[1].member("department", "officer"), at=AT)


@pytest.mark.parametrize("who", [("partner", "clerk"), ("bureau", "approver"), ("oversight", "auditor")])
def test_nobody_but_a_department_clears(waiting, world, who):
    one = waiting()

    with pytest.raises(Forbidden):
        clearances.clear_each([one.pk], by=world.member(*who), at=AT)


def test_a_refusal_names_its_reason_and_all_or_none_are_refused(waiting, department_officer):
    one, other = waiting(), waiting()
    clearances.refuse_each([one.pk], "identity_doubted", by=department_officer, at=AT)

    with pytest.raises(Conflict):
        clearances.refuse_each([other.pk, one.pk], "identity_doubted", by=department_officer, at=AT)
    with pytest.raises(Invalid):
        clearances.refuse_each([other.pk], "no such reason", by=department_officer, at=AT)

    other.refresh_from_db()
    one.refresh_from_db()
    assert (one.status, one.refusal) == ("refused", "identity_doubted")
    assert other.status == "registered"


def test_a_clearance_can_be_revoked(waiting, department_officer):
    one = waiting()
    clearances.clear_each([one.pk], by=department_officer, at=AT)

    clearances.revoke_clearance([one.pk], "barred_from_leaving", by=department_officer, at=AT)

    one.refresh_from_db()
    assert (one.status, one.refusal) == ("refused", "barred_from_leaving")
    verbs = Event.objects.filter(subject_id=str(one.pk)).order_by("seq").values_list("verb", flat=True)
    assert list(verbs)[-2:] == ["clear", "revoke_clearance"]


def test_clearing_many_takes_no_more_statements_than_clearing_few(waiting, department_officer, statements):
    read_agreement()
    few = [waiting().pk for _ in range(2)]
    many = [waiting().pk for _ in range(20)]

    assert statements(lambda: clearances.clear_each(many, by=department_officer, at=AT)) == statements(
        lambda: clearances.clear_each(few, by=department_officer, at=AT)
    )
