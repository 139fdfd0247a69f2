"""Reports of absence: told at once, contested, decided; late ones are marked and false ones counted."""

from datetime import date

import pytest

from accounts.models import Member
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from permits.enums import AbsenceKind, AbsenceStatus
from permits.models import AbsenceReport, Permit
from permits.services.follow_up import absences
from tests import factories
from tests.factories import World, as_worker, shanghai
from tests.permits.presence_steps import permitted

FRIDAY = date(2026, 12, 4)
REPORTED = shanghai(date(2026, 12, 7), 9)
SOON = shanghai(date(2026, 12, 9), 9)
LATER = shanghai(date(2026, 12, 13), 9)


@pytest.fixture
def permit(demand: World) -> Permit:
    return permitted(demand)


@pytest.fixture
def report(permit: Permit, employer_clerk: Member) -> AbsenceReport:
    """A report of Monday, of a worker missing since Friday, who may contest it until the 12th."""
    return absences.report(
        permit.pk,
        kind=AbsenceKind.MISSING,
        since_on=FRIDAY,
        note="Not in the dormitory.",
        by=employer_clerk,
        at=REPORTED,
    )


def test_the_worker_and_the_offices_of_both_sides_are_told(
    report: AbsenceReport, approver: Member, department_officer: Member
) -> None:
    assert set(Notice.objects.filter(kind="absence_reported").values_list("language", flat=True)) == {"vi"}
    told = Notice.objects.filter(kind="absence_reported_office").values_list("organisation_id", flat=True)
    assert set(told) == {approver.organisation_id, department_officer.organisation_id}
    assert report.answer_by_on == date(2026, 12, 12)


@pytest.mark.parametrize(
    ("day", "was_late"), [(date(2026, 12, 4), False), (date(2026, 12, 7), False), (date(2026, 12, 8), True)]
)
def test_a_report_is_late_after_one_working_day(
    permit: Permit, employer_clerk: Member, day: date, was_late: bool
) -> None:
    made = absences.report(
        permit.pk, kind=AbsenceKind.LEFT_JOB, since_on=FRIDAY, by=employer_clerk, at=shanghai(day, 23, 59)
    )

    assert made.was_late is was_late


def test_a_second_report_waits_for_the_first(report: AbsenceReport, employer_clerk: Member) -> None:
    with pytest.raises(Invalid) as refusal:
        absences.report(report.permit_id, kind=AbsenceKind.MISSING, since_on=FRIDAY, by=employer_clerk, at=SOON)

    assert refusal.value.code == "absencereport_one_open"


def test_nobody_is_absent_before_the_permit_begins_or_tomorrow(permit: Permit, employer_clerk: Member) -> None:
    for day in (date(2026, 11, 14), date(2026, 12, 8)):
        with pytest.raises(Invalid) as refusal:
            absences.report(permit.pk, kind=AbsenceKind.MISSING, since_on=day, by=employer_clerk, at=REPORTED)
        assert refusal.value.problems[0].field == "since_on"


def test_an_intermediary_may_not_report_an_absence(permit: Permit, intermediary_clerk: Member) -> None:
    with pytest.raises(Forbidden):
        absences.report(permit.pk, kind=AbsenceKind.MISSING, since_on=FRIDAY, by=intermediary_clerk, at=REPORTED)


def test_nothing_is_found_before_the_worker_could_answer(report: AbsenceReport, reviewer: Member) -> None:
    with pytest.raises(Conflict) as refusal:
        absences.uphold(report.pk, "Nobody has seen the worker.", by=reviewer, at=SOON)

    assert refusal.value.code == "worker_may_answer"


@pytest.mark.parametrize("contested", [True, False])
def test_a_report_is_upheld_after_the_answer_or_the_days_for_it(
    report: AbsenceReport, reviewer: Member, contested: bool
) -> None:
    if contested:
        absences.contest(report.pk, "I was in hospital.", by=as_worker(report.permit.worker), at=SOON)

    found = absences.uphold(report.pk, "The hospital does not know.", by=reviewer, at=SOON if contested else LATER)

    assert found.status == AbsenceStatus.UPHELD


def test_a_worker_contests_only_what_is_said_of_the_worker(report: AbsenceReport) -> None:
    with pytest.raises(NotFound):
        absences.contest(report.pk, "I was there.", by=as_worker(factories.worker()), at=SOON)


def test_a_false_report_counts_on_the_employer_s_record(
    report: AbsenceReport, reviewer: Member, employer_clerk: Member
) -> None:
    absences.contest(report.pk, "I was in the field all day.", by=as_worker(report.permit.worker), at=SOON)

    absences.find_false(report.pk, "The time sheet shows the worker.", by=reviewer, at=SOON)

    employer = report.permit.employer_id
    assert absences.false_reports_of([employer], by=reviewer) == {employer: 1}
    told = Notice.objects.filter(kind="absence_false").exclude(organisation_id=None)
    assert set(told.values_list("organisation_id", flat=True)) == {employer_clerk.organisation_id}


def test_other_findings_do_not_count(report: AbsenceReport, reviewer: Member, employer_clerk: Member) -> None:
    absences.withdraw(report.pk, by=employer_clerk, at=SOON)

    assert absences.false_reports_of([report.permit.employer_id], by=reviewer) == {report.permit.employer_id: 0}


def test_a_report_changes_nothing_about_the_permit(report: AbsenceReport, reviewer: Member, permit: Permit) -> None:
    absences.uphold(report.pk, "Nobody has seen the worker.", by=reviewer, at=LATER)

    after = Permit.objects.get(pk=permit.pk)
    assert (after.status, after.last_on) == (permit.status, permit.last_on)
