"""Alerts about arrivals, evidence, exits and decisions: on the right day, once, closing themselves."""

from datetime import date, timedelta

import pytest

from core.alerts.models import Alert
from permits.models import (
    AbsenceReport,
    Arrival,
    EndRequest,
    OverstayCase,
    Permit,
    PermitApplication,
    Renewal,
    Return,
    Stay,
)
from permits.services.alerts import sweeps
from tests import factories
from tests.factories import shanghai
from workers.models import Evidence

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 11, 15), date(2027, 3, 31)


@pytest.fixture
def filing(demand):
    return factories.filing(demand.mandate, status="granted")


@pytest.fixture
def granted(demand, filing):
    """A seasonal permit from mid-November to the end of March."""
    return factories.permitted(filing, demand.partner, first_on=FIRST, last_on=LAST)


def inside(permit, entered):
    return Stay.objects.create(worker=permit.worker, permit=permit, entered_at=entered, last_lawful_on=permit.last_on)


def is_open(kind):
    return list(Alert.objects.open().filter(kind=kind).order_by("pk").values_list("stage", flat=True))


def after(day, number):
    return shanghai(day + timedelta(number), 0, 0)


# Arrivals


@pytest.mark.parametrize(
    ("moment", "stage"),
    [
        (shanghai(FIRST, 12), None),
        (shanghai(FIRST + timedelta(2), 23, 59), None),
        (after(FIRST, 3), "+3"),
        (shanghai(FIRST + timedelta(6), 23, 59), "+3"),
        (after(FIRST, 7), "+7"),
        (after(FIRST, 60), "+7"),
        (shanghai(LAST, 23, 59), "+7"),
        (after(LAST, 1), None),
    ],
)
def test_nobody_seen_or_reported_is_announced_some_days_after_the_first(granted, moment, stage):
    sweeps.of_arrivals(at=moment)

    assert is_open("arrival_overdue") == ([stage] if stage else [])


def test_an_arrival_seen_at_a_port_or_reported_closes_it(demand, filing, granted):
    other = factories.permitted(filing, demand.partner, first_on=FIRST, last_on=LAST)
    sweeps.of_arrivals(at=after(FIRST, 4))
    before = len(is_open("arrival_overdue"))

    inside(granted, shanghai(FIRST + timedelta(4), 9))
    Arrival.objects.create(permit=other, arrived_on=FIRST, reported_at=after(FIRST, 4), lodging_registered_on=FIRST)
    sweeps.of_arrivals(at=after(FIRST, 5))

    assert (before, is_open("arrival_overdue")) == (2, [])


def test_a_stay_that_ended_before_the_permit_began_is_no_arrival(granted):
    Stay.objects.create(
        worker=granted.worker, entered_at=shanghai(FIRST - timedelta(20)), left_at=shanghai(FIRST - timedelta(1), 23)
    )

    sweeps.of_arrivals(at=after(FIRST, 3))

    assert is_open("arrival_overdue") == ["+3"]


@pytest.mark.parametrize(
    ("moment", "stage"),
    [
        (shanghai(FIRST, 8, 0), "due"),
        (shanghai(FIRST + timedelta(1), 7, 0), "due"),
        (shanghai(FIRST + timedelta(1), 7, 1), "late"),
    ],
)
def test_lodging_is_registered_within_a_day_of_the_entry(granted, moment, stage):
    inside(granted, shanghai(FIRST, 7, 0))

    sweeps.of_arrivals(at=moment)

    assert is_open("lodging_unregistered") == [stage]


@pytest.mark.parametrize(
    ("moment", "stage"), [(after(FIRST, 2), "due"), (shanghai(FIRST + timedelta(2), 0, 1), "late")]
)
def test_of_a_reported_arrival_the_day_is_known_and_not_the_hour(granted, moment, stage):
    Arrival.objects.create(permit=granted, arrived_on=FIRST, reported_at=shanghai(FIRST, 18))

    sweeps.of_arrivals(at=moment)

    assert is_open("lodging_unregistered") == [stage]


def test_a_registered_lodging_closes_it_and_who_sleeps_at_home_needs_none(demand, filing, granted):
    commuter = factories.permitted(filing, demand.partner, permit_class="commuter", first_on=FIRST, last_on=LAST)
    for permit in (granted, commuter):
        inside(permit, shanghai(FIRST, 7))
    sweeps.of_arrivals(at=shanghai(FIRST, 8))
    before = is_open("lodging_unregistered")

    Arrival.objects.create(
        permit=granted, arrived_on=FIRST, reported_at=shanghai(FIRST, 9), lodging_registered_on=FIRST
    )
    sweeps.of_arrivals(at=shanghai(FIRST, 10))

    assert (before, is_open("lodging_unregistered")) == (["due"], [])


# Evidence


@pytest.mark.parametrize(
    ("days_left", "stage"), [(15, None), (14, "14"), (8, "14"), (7, "7"), (1, "1"), (0, "1"), (-1, "+1"), (-20, "+1")]
)
def test_evidence_that_ends_inside_the_stay_is_announced(granted, days_left, stage):
    ends = LAST - timedelta(40)
    factories.evidence(granted.worker, "insurance", "accident_insurance", valid_until=ends)

    sweeps.of_evidence(at=shanghai(ends - timedelta(days_left)))

    assert is_open("evidence_ending") == ([stage] if stage else [])


def test_evidence_that_outlasts_the_stay_or_was_renewed_or_is_a_training_is_not_announced(granted):
    ends = LAST - timedelta(40)
    factories.evidence(granted.worker, "health", "health_check", valid_until=LAST)
    factories.evidence(granted.worker, "training", "safety_training", valid_until=ends)
    old = factories.evidence(granted.worker, "insurance", "accident_insurance", valid_until=ends)
    sweeps.of_evidence(at=shanghai(ends))
    before = list(Alert.objects.open().values_list("subject_id", flat=True))

    factories.evidence(granted.worker, "insurance", "accident_insurance", valid_until=LAST + timedelta(1))
    sweeps.of_evidence(at=shanghai(ends))

    assert (before, is_open("evidence_ending")) == ([str(old.pk)], [])
    assert Evidence.objects.count() == 4


# The way home


def test_who_came_and_was_never_seen_to_leave_is_not_known_once_the_permit_has_ended(granted):
    Arrival.objects.create(permit=granted, arrived_on=FIRST, reported_at=shanghai(FIRST), lodging_registered_on=FIRST)
    sweeps.of_exits(at=shanghai(LAST, 23, 59))
    before = is_open("exit_unmatched")

    sweeps.of_exits(at=after(LAST, 1))
    found = is_open("exit_unmatched")
    Stay.objects.create(worker=granted.worker, entered_at=shanghai(FIRST), left_at=shanghai(LAST, 9))
    sweeps.of_exits(at=after(LAST, 2))

    assert (before, found, is_open("exit_unmatched")) == ([], [""], [])


def test_an_exit_before_the_arrival_is_not_the_one_that_is_missing(granted):
    Arrival.objects.create(permit=granted, arrived_on=FIRST, reported_at=shanghai(FIRST))
    Stay.objects.create(
        worker=granted.worker, entered_at=shanghai(FIRST - timedelta(9)), left_at=shanghai(FIRST - timedelta(1), 23)
    )

    sweeps.of_exits(at=after(LAST, 1))

    assert is_open("exit_unmatched") == [""]


@pytest.fixture
def home(granted):
    """The worker has left on the last day."""
    Permit.objects.filter(pk=granted.pk).update(status="closed", ended_on=LAST, end_reason="season_over")
    return Return.objects.create(
        registration=granted.application.registration,
        worker=granted.worker,
        permit=granted,
        left_on=LAST,
        last_lawful_on=LAST,
        exit_seen_at=shanghai(LAST, 15),
    )


@pytest.mark.parametrize(
    ("moment", "stage"),
    [(shanghai(LAST, 20), "0"), (after(LAST, 1), "+1"), (after(LAST, 3), "+3"), (after(LAST, 99), "+30")],
)
def test_what_is_open_of_a_close_out_is_announced_to_the_employer_and_its_bureau(home, demand, moment, stage):
    sweeps.of_exits(at=moment)

    assert is_open("close_out_open") == is_open("return_unconfirmed") == [stage]
    seen = {
        kind: set(Alert.objects.visible_to(demand.member(*who)).values_list("kind", flat=True))
        for kind, who in {
            "employer": ("employer", "clerk"),
            "bureau": ("bureau", "reviewer"),
            "department": ("department", "officer"),
        }.items()
    }
    assert seen == {
        "employer": {"close_out_open"},
        "bureau": {"close_out_open"},
        "department": {"return_unconfirmed"},
    }


def test_wage_and_papers_close_the_one_and_the_departments_word_the_other(home):
    sweeps.of_exits(at=after(LAST, 1))

    Return.objects.update(wage_settled_on=LAST)
    sweeps.of_exits(at=after(LAST, 1))
    half = is_open("close_out_open")
    Return.objects.update(papers_returned_on=LAST)
    sweeps.of_exits(at=after(LAST, 1))
    settled = is_open("close_out_open"), is_open("return_unconfirmed")
    Return.objects.update(status="confirmed", confirmed_at=after(LAST, 1))
    sweeps.of_exits(at=after(LAST, 1))

    assert (half, settled, is_open("return_unconfirmed")) == (["+1"], ([], ["+1"]), [])


# Answers and decisions

DUE = date(2027, 2, 10)


def an_application(granted):
    PermitApplication.objects.update(status="submitted", due_on=DUE)
    return lambda: PermitApplication.objects.update(status="info_requested")


def an_end_request(granted):
    EndRequest.objects.create(permit=granted, reason="榨季结束", asked_at=factories.AT, ends_on=LAST, due_on=DUE)
    return lambda: EndRequest.objects.update(status="refused")


def an_absence(granted):
    AbsenceReport.objects.create(
        permit=granted, kind="missing", since_on=DUE, reported_at=factories.AT, answer_by_on=DUE
    )
    return lambda: AbsenceReport.objects.update(status="upheld")


def a_case(granted):
    OverstayCase.objects.create(
        permit=granted,
        worker=granted.worker,
        stay_id=granted.pk,
        entered_on=FIRST,
        last_lawful_on=DUE,
        evidence={},
        status="notified",
        suspected_at=factories.AT,
        notified_at=factories.AT,
        answer_by_on=DUE,
    )
    return lambda: OverstayCase.objects.update(status="closed", closed_at=factories.AT, closing="data_error")


@pytest.mark.parametrize(
    ("kind", "make"),
    [
        ("application_due", an_application),
        ("end_request_due", an_end_request),
        ("absence_answer_due", an_absence),
        ("overstay_answer_due", a_case),
    ],
)
def test_what_is_to_be_answered_is_announced_the_day_before_and_once_it_is_late(granted, kind, make):
    settle, found = make(granted), {}

    for days in (-2, -1, 0, 1, 30):
        sweeps.of_decisions(at=after(DUE, days))
        found[days] = is_open(kind)
    settle()
    sweeps.of_decisions(at=after(DUE, 30))

    assert found == {-2: [], -1: ["due"], 0: ["due"], 1: ["late"], 30: ["late"]}
    assert is_open(kind) == []


def test_a_proposed_renewal_waits_on_each_step_before_the_permit_ends(granted):
    Renewal.objects.create(
        permit=granted, first_on=LAST + timedelta(1), last_on=LAST + timedelta(30), proposed_at=factories.AT
    )

    found = {}
    for days in (40, 30, 7, 0):
        sweeps.of_decisions(at=after(LAST, -days))
        found[days] = is_open("renewal_waiting")
    Renewal.objects.update(status="confirmed")
    sweeps.of_decisions(at=after(LAST, 0))

    assert found == {40: [""], 30: ["30"], 7: ["7"], 0: ["0"]}
    assert is_open("renewal_waiting") == []
