"""Whose turn it is: what waits for whom, until when, and what is seen to wait for others."""

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from permits.models import AbsenceReport, EndRequest, PermitApplication, PermitRevocation, Return
from permits.services.waiting.turns import Turn, turns
from tests import factories
from tests.factories import shanghai

pytestmark = pytest.mark.django_db

DUE = date(2027, 2, 10)
AT = shanghai(DUE)


@pytest.fixture
def granted(demand):
    filing = factories.filing(demand.mandate, status="granted")
    return factories.permitted(filing, demand.partner, first_on=date(2026, 11, 15), last_on=date(2027, 3, 31))


def of(kind, by, at=AT):
    return next(((turn.mine, turn.due_on, turn.others) for turn in turns(by=by, at=at) if turn.kind == kind), None)


def test_an_application_waits_for_the_bureau_and_the_intermediary_waits_for_it(
    granted, intermediary_clerk, reviewer, approver, two_worlds
):
    PermitApplication.objects.update(status="submitted", due_on=DUE)

    assert of("application", approver) == (1, DUE, 0)
    assert of("application", reviewer) == of("application", intermediary_clerk) == (0, None, 1)
    assert of("application", two_worlds[1].member("bureau", "approver")) is None


def test_a_question_about_it_waits_for_the_intermediary(granted, intermediary_clerk, approver):
    PermitApplication.objects.update(status="info_requested", due_on=DUE)

    assert of("application", intermediary_clerk) == (1, DUE, 0)
    assert of("application", approver) == (0, None, 1)


def test_an_absence_waits_for_the_worker_until_the_day_and_then_for_the_bureau(granted, reviewer):
    AbsenceReport.objects.create(
        permit=granted, kind="missing", since_on=DUE, reported_at=factories.AT, answer_by_on=DUE
    )
    worker = factories.as_worker(granted.worker)

    assert (of("absence", worker), of("absence", reviewer)) == ((1, DUE, 0), (0, None, 1))
    late = shanghai(DUE + timedelta(1), 0, 0)
    assert (of("absence", worker, late), of("absence", reviewer, late)) == ((0, None, 1), (1, DUE, 0))


def test_an_offer_waits_for_the_worker(demand):
    filing = factories.filing(demand.mandate, status="granted")
    offer = factories.offer(factories.registration(factories.worker(), demand.partner, filing.season), filing)

    assert of("offer", factories.as_worker(offer.worker)) == (1, offer.valid_until, 0)
    assert of("offer", demand.member("intermediary", "clerk")) == (0, None, 1)


def test_nobody_countersigns_a_proposal_of_its_own(granted, approver):
    PermitRevocation.objects.create(
        permit=granted,
        reason="伪造",
        legal_basis="Exit-Entry Law art. 67",
        proposed_by=approver.pk,
        proposed_login="session:1",
        proposed_at=AT,
    )

    assert of("revocation", approver) == (0, None, 1)
    PermitRevocation.objects.update(proposed_by=granted.pk)
    assert of("revocation", approver) == (1, None, 0)


def test_a_return_waits_for_all_who_have_something_to_do(granted, employer_clerk, department_officer, approver):
    Return.objects.create(
        registration=granted.application.registration,
        worker=granted.worker,
        permit=granted,
        left_on=DUE,
        last_lawful_on=DUE,
        exit_seen_at=AT,
    )

    assert of("return", department_officer)[0] == of("return", employer_clerk)[0] == 1
    assert of("return", approver) == (0, None, 1)
    Return.objects.update(status="confirmed", confirmed_at=AT, wage_settled_on=DUE, papers_returned_on=DUE)
    assert of("return", approver) == (1, DUE, 0)
    assert of("return", employer_clerk) == (0, None, 1)


def test_a_wish_to_end_waits_for_the_bureau_whoever_else_sees_it(granted, approver, employer_signatory):
    EndRequest.objects.create(permit=granted, reason="榨季结束", asked_at=AT, ends_on=DUE, due_on=DUE)

    assert Turn("end_request", 1, DUE, 0) in turns(by=approver, at=AT)
    assert Turn("end_request", 0, None, 1) in turns(by=employer_signatory, at=AT)


@pytest.mark.parametrize(
    ("kind", "role"),
    [("bureau", "approver"), ("employer", "clerk"), ("intermediary", "clerk"), ("department", "officer")],
)
def test_the_number_of_queries_does_not_grow_with_the_records(demand, kind, role):
    by = demand.member(kind, role)
    filing = factories.filing(demand.mandate, status="granted")

    def queries(number):
        for _ in range(number):
            factories.permitted(filing, demand.partner)
        PermitApplication.objects.update(status="submitted", due_on=DUE)
        with CaptureQueriesContext(connection) as asked:
            turns(by=by, at=AT)
        return len(asked)

    assert queries(1) == queries(5) <= 20


def test_what_waits_is_counted_as_far_as_it_tells_and_its_first_day_is_still_the_first(
    demand, approver, employer_signatory, reviewer, monkeypatch
):
    filing = factories.filing(demand.mandate, status="granted", posts=5)
    for days in (5, 4, 3, 0, 1):
        permit = factories.permitted(filing, demand.partner)
        due_on = DUE + timedelta(days)
        EndRequest.objects.create(permit=permit, reason="榨季结束", asked_at=AT, ends_on=due_on, due_on=due_on)
    PermitApplication.objects.update(status="submitted", due_on=DUE)
    PermitApplication.objects.filter(pk=PermitApplication.objects.latest("pk").pk).update(status="info_requested")

    assert of("end_request", approver) == (5, DUE, 0)
    assert of("application", approver) == (4, DUE, 1)
    monkeypatch.setattr("permits.services.waiting.turns.MANY", 2)
    assert of("end_request", approver) == (3, DUE, 0)
    assert of("end_request", employer_signatory) == (0, None, 3)
    assert of("application", approver) == (3, DUE, 1)
    assert of("application", reviewer) == (0, None, 3)
