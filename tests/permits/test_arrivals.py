"""Arrivals: reported by the employer for many at once, and the lodging registered with the police."""

from datetime import date

import pytest

from accounts.models import Member
from core.errors import Conflict, Forbidden, Invalid, NotFound
from permits.models import Arrival, Permit
from permits.rules.arrivals import lodging_due_on
from permits.services.follow_up import arrivals
from permits.services.follow_up.arrivals import Came, Registered
from tests.factories import World, shanghai
from tests.permits.presence_steps import granted, permitted

DAY = date(2026, 11, 16)
AT = shanghai(date(2026, 11, 17), 8)


@pytest.fixture
def crew(demand: World) -> list[Permit]:
    of = granted(demand)
    return [permitted(demand, filing=of) for _ in range(3)]


@pytest.mark.parametrize(
    ("hours", "due"), [(24, date(2026, 11, 17)), (12, date(2026, 11, 17)), (72, date(2026, 11, 19))]
)
def test_the_police_are_told_within_the_hours_the_rules_give(hours: int, due: date) -> None:
    assert lodging_due_on(DAY, hours) == due


def test_an_employer_reports_a_crew_and_where_it_sleeps(crew: list[Permit], employer_clerk: Member) -> None:
    lodging = crew[0].filing.lodgings.get()

    arrivals.report_each([Came(permit.pk, DAY, lodging.pk) for permit in crew], by=employer_clerk, at=AT)

    assert set(Arrival.objects.values_list("arrived_on", "lodging", "reported_at")) == {(DAY, lodging.pk, AT)}
    assert Arrival.objects.count() == 3


def test_one_day_that_cannot_be_leaves_nobody_reported(crew: list[Permit], employer_clerk: Member) -> None:
    rows = [Came(crew[0].pk, DAY), Came(crew[1].pk, date(2026, 11, 18))]

    with pytest.raises(Invalid) as refusal:
        arrivals.report_each(rows, by=employer_clerk, at=AT)

    assert refusal.value.problems[0].params["permits"] == [str(crew[1].pk)]
    assert not Arrival.objects.exists()


def test_an_arrival_is_reported_once(crew: list[Permit], employer_clerk: Member) -> None:
    arrivals.report_each([Came(crew[0].pk, DAY)], by=employer_clerk, at=AT)

    with pytest.raises(Conflict):
        arrivals.report_each([Came(crew[0].pk, DAY)], by=employer_clerk, at=AT)


def test_a_lodging_is_one_that_the_filing_names(crew: list[Permit], employer_clerk: Member, demand: World) -> None:
    elsewhere = granted(demand).lodgings.get()

    with pytest.raises(Invalid) as refusal:
        arrivals.report_each([Came(crew[0].pk, DAY, elsewhere.pk)], by=employer_clerk, at=AT)

    assert refusal.value.problems[0].field == "lodging"


def test_another_employer_s_workers_are_not_there(crew: list[Permit], two_worlds: tuple[World, World]) -> None:
    stranger = two_worlds[1].member("employer", "clerk")

    with pytest.raises(NotFound):
        arrivals.report_each([Came(crew[0].pk, DAY)], by=stranger, at=AT)


def test_an_intermediary_may_not_report_in_the_employer_s_place(crew: list[Permit], intermediary_clerk: Member) -> None:
    with pytest.raises(Forbidden):
        arrivals.report_each([Came(crew[0].pk, DAY)], by=intermediary_clerk, at=AT)


def test_the_registration_of_lodgings_is_told_for_many(crew: list[Permit], employer_clerk: Member) -> None:
    arrivals.report_each([Came(permit.pk, DAY) for permit in crew], by=employer_clerk, at=AT)

    arrivals.register_lodging_each([Registered(permit.pk, DAY) for permit in crew], by=employer_clerk, at=AT)

    assert set(Arrival.objects.values_list("lodging_registered_on", flat=True)) == {DAY}


def test_a_lodging_is_not_registered_before_the_arrival(crew: list[Permit], employer_clerk: Member) -> None:
    arrivals.report_each([Came(crew[0].pk, DAY)], by=employer_clerk, at=AT)

    with pytest.raises(Invalid) as refusal:
        arrivals.register_lodging_each([Registered(crew[0].pk, date(2026, 11, 15))], by=employer_clerk, at=AT)

    assert refusal.value.problems[0].field == "registered_on"


def test_nobody_s_lodging_is_registered_who_has_not_come(crew: list[Permit], employer_clerk: Member) -> None:
    with pytest.raises(NotFound):
        arrivals.register_lodging_each([Registered(crew[0].pk, DAY)], by=employer_clerk, at=AT)
