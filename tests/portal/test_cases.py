"""Overstay cases and reports of absence on their pages: what is known, what is missing, and what people decide."""

from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import Traveller

from accounts.models import Member
from core.audit.models import Event
from permits.enums import PermitClass
from permits.models import AbsenceReport, Arrival, OverstayCase, OverstayConfirmation, Permit
from permits.services.follow_up import absences, cases
from tests import factories
from tests.factories import World, as_worker, shanghai
from tests.permits.presence_steps import entered, permitted
from tests.portal.conftest import Visit

TOLD = shanghai(date(2027, 1, 1), 0, 30)
AFTER_DAYS = shanghai(date(2027, 1, 9), 9)


@pytest.fixture
def case(demand: World, clock: Traveller) -> OverstayCase:
    """A case whose worker was told on 1 January and did not answer; it is the 9th."""
    clock.move_to(AFTER_DAYS)
    return _case(demand)


def _case(world: World) -> OverstayCase:
    permit = permitted(world, permit_class=PermitClass.SHORT, last_on=date(2026, 12, 31))
    entered(permit, shanghai(date(2026, 12, 1), 9), world)
    cases.suspect_due(at=TOLD)
    cases.tell_due(at=TOLD)
    return OverstayCase.objects.select_related("worker").get(permit=permit)


def _page(browser: Client, case: OverstayCase) -> str:
    return browser.get(reverse("portal:case", args=[case.pk])).content.decode()


def _move(browser: Client, case: OverstayCase, verb: str, **given: str) -> int:
    address = reverse("portal:case_move", args=[case.pk, verb])
    return browser.post(address, {f"{verb}-{name}": value for name, value in given.items()}).status_code


def test_a_case_says_what_is_known_from_whom_and_what_is_missing(
    visit: Visit, reviewer: Member, case: OverstayCase
) -> None:
    said = _page(visit(reviewer), case)

    assert "Nobody is called an overstayer before two officers" in said
    assert "Entry at" in said
    assert "The worker was told, in Vietnamese" in said
    assert "An exit at any port" in said
    assert "illegal" not in said
    assert Event.objects.filter(verb="open", subject_id=str(case.worker_id)).count() == 1


def test_two_officers_of_different_units_confirm_a_case(
    visit: Visit, reviewer: Member, approver: Member, case: OverstayCase
) -> None:
    first = _move(visit(reviewer), case, "propose_confirmation", reason="No exit at any port.")
    assert "No exit at any port." in _page(visit(approver), case)
    second = _move(visit(approver), case, "confirm")

    case.refresh_from_db()
    assert (first, second, case.status) == (302, 302, "confirmed")


def test_confirming_is_offered_only_once_it_is_proposed(
    visit: Visit, reviewer: Member, approver: Member, case: OverstayCase
) -> None:
    before = visit(approver).get(reverse("portal:case", args=[case.pk])).context["offers"]
    cases.propose_confirmation(case.pk, "No exit.", by=reviewer, at=AFTER_DAYS)
    after = visit(approver).get(reverse("portal:case", args=[case.pk])).context["offers"]

    assert [offer.verb for offer in before] == []
    assert [offer.verb for offer in after] == ["confirm", "decline_confirmation"]


def test_a_proposal_is_declined_and_the_case_stays(
    visit: Visit, reviewer: Member, approver: Member, case: OverstayCase
) -> None:
    cases.propose_confirmation(case.pk, "No exit.", by=reviewer, at=AFTER_DAYS)

    _move(visit(approver), case, "decline_confirmation")

    case.refresh_from_db()
    assert OverstayConfirmation.objects.get().is_declined
    assert case.status == "notified"


def test_a_proposal_before_the_worker_could_answer_is_refused_and_keeps_its_words(
    visit: Visit, reviewer: Member, case: OverstayCase, clock: Traveller
) -> None:
    clock.move_to(shanghai(date(2027, 1, 5)))

    answer = visit(reviewer).post(
        reverse("portal:case_move", args=[case.pk, "propose_confirmation"]),
        {"propose_confirmation-reason": "No exit seen."},
    )

    assert answer.status_code == 409
    assert "No exit seen." in answer.content.decode()
    assert not OverstayConfirmation.objects.exists()


def test_the_workers_answer_stands_on_the_page(visit: Visit, reviewer: Member, case: OverstayCase) -> None:
    cases.contest(case.pk, "I left by the bridge.", by=as_worker(case.worker), at=AFTER_DAYS)

    assert "I left by the bridge." in _page(visit(reviewer), case)


def test_a_case_is_closed_with_its_reason(visit: Visit, reviewer: Member, case: OverstayCase) -> None:
    refused = _move(visit(reviewer), case, "close", closing="illness", note="")
    done = _move(visit(reviewer), case, "close", closing="illness", note="In the county hospital.")

    case.refresh_from_db()
    assert (refused, done) == (422, 302)
    assert (case.status, case.closing) == ("closed", "illness")


@pytest.mark.parametrize(("kind", "role"), [("employer", "signatory"), ("intermediary", "clerk"), ("post", "officer")])
def test_parties_and_posts_see_no_case(visit: Visit, demand: World, case: OverstayCase, kind: str, role: str) -> None:
    browser = visit(demand.member(kind, role))

    assert browser.get(reverse("portal:case", args=[case.pk])).status_code == 404
    assert browser.get(reverse("portal:cases")).status_code == 403


def test_a_department_does_not_see_what_is_only_proposed(
    visit: Visit, reviewer: Member, department_officer: Member, case: OverstayCase
) -> None:
    cases.propose_confirmation(case.pk, "No exit at any port.", by=reviewer, at=AFTER_DAYS)

    assert "No exit at any port." not in _page(visit(department_officer), case)


def test_oversight_says_for_what_purpose_it_opens_a_case(visit: Visit, auditor: Member, case: OverstayCase) -> None:
    browser = visit(auditor)
    asked = _page(browser, case)

    browser.get(reverse("portal:case", args=[case.pk]), {"purpose": "yearly audit"})

    event = Event.objects.get(verb="open", subject_id=str(case.worker_id))
    assert case.worker.name not in asked
    assert "yearly audit" in str(event.details)


def test_cases_are_listed_by_deadline(visit: Visit, reviewer: Member, demand: World, case: OverstayCase) -> None:
    other = _case(demand)
    OverstayCase.objects.filter(pk=other.pk).update(answer_by_on=date(2027, 1, 2))

    rows = visit(reviewer).get(reverse("portal:cases")).context["page"].rows

    assert [row.pk for row in rows] == [other.pk, case.pk]


@pytest.fixture
def report(demand: World, employer_clerk: Member, clock: Traveller) -> AbsenceReport:
    """A report of a worker who is missing since 1 December."""
    clock.move_to(shanghai(date(2026, 12, 2)))
    permit = permitted(demand)
    return absences.report(
        permit.pk, kind="missing", since_on=date(2026, 12, 1), by=employer_clerk, at=shanghai(date(2026, 12, 2))
    )


def test_an_employer_reports_an_absence(visit: Visit, demand: World, employer_clerk: Member, clock: Traveller) -> None:
    clock.move_to(shanghai(date(2026, 12, 2)))
    permit = permitted(demand)
    browser, address = visit(employer_clerk), reverse("portal:absence_report", args=[permit.pk])

    refused = browser.post(address, {"kind": "missing", "since_on": "2027-12-01", "note": "Gone since noon."})
    browser.post(address, {"kind": "missing", "since_on": "2026-12-01", "note": "Gone since noon."})

    report = AbsenceReport.objects.get()
    assert refused.status_code == 422
    assert "Gone since noon." in refused.content.decode()
    assert (report.permit_id, report.kind, report.note) == (permit.pk, "missing", "Gone since noon.")


def test_a_report_is_found_false_after_the_worker_contested_it(
    visit: Visit, reviewer: Member, employer_clerk: Member, report: AbsenceReport
) -> None:
    absences.contest(
        report.pk, "I was at the clinic.", by=as_worker(report.permit.worker), at=shanghai(date(2026, 12, 2))
    )
    browser = visit(reviewer)
    address = reverse("portal:absence", args=[report.pk])
    assert "I was at the clinic." in browser.get(address).content.decode()
    assert "I was at the clinic." not in visit(employer_clerk).get(address).content.decode()

    browser.post(
        reverse("portal:absence_move", args=[report.pk, "find_false"]), {"find_false-decision": "The clinic says so."}
    )

    report.refresh_from_db()
    assert (report.status, report.decision) == ("false", "The clinic says so.")


def test_nothing_is_upheld_before_the_worker_could_answer(
    visit: Visit, reviewer: Member, report: AbsenceReport
) -> None:
    answer = visit(reviewer).post(
        reverse("portal:absence_move", args=[report.pk, "uphold"]), {"uphold-decision": "Not seen."}
    )

    assert answer.status_code == 409
    assert "Not seen." in answer.content.decode()


def test_an_employer_takes_its_report_back(visit: Visit, employer_clerk: Member, report: AbsenceReport) -> None:
    visit(employer_clerk).post(reverse("portal:absence_move", args=[report.pk, "withdraw"]))

    report.refresh_from_db()
    assert report.status == "withdrawn"


def test_another_employers_report_is_not_there(visit: Visit, two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    factories.rule_set()
    made = absences.report(
        permitted(here).pk,
        kind="missing",
        since_on=date(2026, 12, 1),
        by=here.member("employer", "clerk"),
        at=shanghai(date(2026, 12, 2)),
    )

    answer = visit(there.member("employer", "clerk")).get(reverse("portal:absence", args=[made.pk]))

    assert answer.status_code == 404


@pytest.mark.parametrize("page", ["cases", "absences", "arrivals", "at_site"])
def test_a_list_costs_the_same_however_long_it_is(
    demand: World, visit: Visit, auditor: Member, employer_clerk: Member, clock: Traveller, page: str
) -> None:
    clock.move_to(AFTER_DAYS)
    browser, costs = visit(auditor), []

    for number in (1, 5):
        for _ in range(number):
            _case(demand)
            _grow(demand, employer_clerk)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(f"portal:{page}")).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 17


def _grow(world: World, by: Member) -> None:
    permit: Permit = permitted(world)
    absences.report(permit.pk, kind="missing", since_on=date(2026, 12, 1), by=by, at=shanghai(date(2026, 12, 2)))
    Arrival.objects.create(permit=permit, arrived_on=date(2026, 11, 20), reported_at=AFTER_DAYS)
    permitted(world)
