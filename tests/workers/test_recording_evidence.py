"""What workers show is recorded by who registered them, taken back when wrong, and judged by the day's requirements."""

from dataclasses import replace
from datetime import date

import pytest

from core.errors import Conflict, Forbidden, Invalid, NotFound
from tests import factories
from tests.factories.common import AT, NINGMING
from tests.factories.people import evidence, paper, registration, worker
from tests.factories.requirements import requirement
from workers.models import Evidence
from workers.services.registration.evidence import NewEvidence, judge_each, record_each, withdraw_evidence
from workers.services.sentences import problems as told
from workers.services.sentences import sentence

STAY = (date(2026, 11, 15), date(2027, 4, 15))


@pytest.fixture
def person(demand, world):
    requirement("health", "health_certificate", valid_months=12)
    requirement("insurance", "accident_insurance")
    requirement("paper", "passport", choice="identity")
    requirement("paper", "border_pass", choice="identity")
    someone = worker(world.organisations["department"].province)
    registration(someone, world.partner, factories.season())
    return someone


@pytest.fixture
def check(person):
    return NewEvidence(
        worker=person.pk,
        kind="health",
        code="health_certificate",
        issuer="Trung tâm  Y tế mẫu",
        valid_from=date(2026, 8, 30),
        valid_until=date(2027, 8, 29),
        number="HC-1",
    )


def problems(refusal):
    return {(one.code, one.field) for one in refusal.value.problems}


def test_the_intermediary_and_the_department_record_for_their_workers(check, partner_clerk, department_officer):
    [first] = record_each([check], by=partner_clerk, at=AT)
    [second] = record_each([replace(check, number="HC-2")], by=department_officer, at=AT)

    assert (first.recorded_by_id, second.recorded_by_id) == (
        partner_clerk.organisation_id,
        department_officer.organisation_id,
    )


def test_a_strangers_evidence_is_refused(check, intermediary_clerk):
    with pytest.raises(Invalid) as refusal:
        record_each([check], by=intermediary_clerk, at=AT)

    assert problems(refusal) == {("no_such_person", "rows.0.worker")}


def test_all_that_is_wrong_is_told_by_row(check, partner_clerk):
    record_each([check], by=partner_clerk, at=AT)
    wrong = replace(check, number="HC-3", code="diploma", issuer="", valid_until=date(2020, 1, 1))

    with pytest.raises(Invalid) as refusal:
        record_each([check, wrong], by=partner_clerk, at=AT)

    assert problems(refusal) == {
        ("evidence_once", "rows.0.number"),
        ("missing", "rows.1.issuer"),
        ("evidence_days_in_order", "rows.1.valid_until"),
        ("evidence_over", "rows.1.valid_until"),
        ("no_such_requirement", "rows.1.code"),
    }
    assert Evidence.objects.count() == 1


def test_who_recorded_it_and_the_department_take_evidence_back_once(check, partner_clerk, department_officer):
    one, other = record_each([check, replace(check, number="HC-2")], by=partner_clerk, at=AT)

    withdraw_evidence(one.pk, by=partner_clerk, at=AT)
    withdraw_evidence(other.pk, by=department_officer, at=AT)

    assert not Evidence.objects.filter(withdrawn_at=None).exists()
    with pytest.raises(Conflict):
        withdraw_evidence(one.pk, by=partner_clerk, at=AT)


def test_what_the_department_recorded_no_intermediary_takes_back(check, partner_clerk, department_officer):
    [one] = record_each([check], by=department_officer, at=AT)

    with pytest.raises(Forbidden):
        withdraw_evidence(one.pk, by=partner_clerk, at=AT)


def test_a_stranger_does_not_see_the_evidence(check, partner_clerk, intermediary_clerk):
    [one] = record_each([check], by=partner_clerk, at=AT)

    with pytest.raises(NotFound):
        withdraw_evidence(one.pk, by=intermediary_clerk, at=AT)


def test_each_worker_is_judged_against_what_is_asked_in_the_county_on_the_day(person, world):
    paper(person)
    evidence(person, "health", "health_certificate")
    evidence(person, "insurance", "accident_insurance", valid_until=date(2027, 3, 1))
    other = worker()

    found = judge_each([person.pk, other.pk], "seasonal", NINGMING, *STAY, on=AT.date())

    assert {(one.field, one.code) for one in found[person.pk]} == {
        ("identity", "evidence_passed"),
        ("health_certificate", "evidence_passed"),
        ("accident_insurance", "evidence_runs_out"),
    }
    assert {one.code for one in found[other.pk]} == {"evidence_missing"}


def test_evidence_that_was_taken_back_and_papers_that_are_void_count_for_nothing(person, world):
    paper(person, void_from=AT.date())
    evidence(person, "health", "health_certificate", withdrawn_at=AT)

    found = judge_each([person.pk], "seasonal", NINGMING, *STAY, on=AT.date())

    assert {one.code for one in found[person.pk]} == {"evidence_missing"}


def test_judging_many_takes_two_queries_beside_the_agreement(person, statements):
    others = [worker().pk for _ in range(20)]
    judge_each([person.pk], "seasonal", NINGMING, *STAY, on=AT.date())

    assert statements(lambda: judge_each(others, "seasonal", NINGMING, *STAY, on=AT.date())) == 3


def test_a_finding_says_what_to_change_in_the_names_of_the_requirements(person):
    found = judge_each([person.pk], "seasonal", NINGMING, *STAY, on=AT.date())[person.pk]
    [identity] = [one for one in found if one.field == "identity"]

    assert sentence(identity.code, identity.params) in (
        "Not shown yet: The passport / The border_pass. Record it first.",
        "Not shown yet: The border_pass / The passport. Record it first.",
    )
    assert [str(one) for one in told([identity])] == [sentence(identity.code, identity.params)]
