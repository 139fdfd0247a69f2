"""Arrivals, returns, the season's close-out, force majeure and those affected, on their pages: many at once."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from time_machine import Traveller

from accounts.models import Member
from permits.models import Arrival, ForceMajeure, Permit, Return
from permits.services.follow_up import returns
from tests import factories
from tests.factories import World, shanghai
from tests.permits.presence_steps import entered, granted, left, permitted
from tests.portal.conftest import Visit
from workers.enums import ComplaintKind
from workers.models import Complaint

HOME = date(2027, 4, 14)
AFTER = shanghai(date(2027, 4, 16), 1)
LATER = shanghai(date(2027, 4, 20), 9)
NOVEMBER = shanghai(date(2026, 11, 20), 9)


def _gone_home(world: World, number: int = 1) -> list[Return]:
    filing = granted(world)
    for _ in range(number):
        permit = permitted(world, filing=filing)
        left(entered(permit, NOVEMBER, world), shanghai(HOME), world)
    returns.note_exits(at=AFTER)
    return list(Return.objects.order_by("pk"))


@pytest.fixture
def later(clock: Traveller) -> None:
    """It is the week after the permits' last day."""
    clock.move_to(LATER)


@pytest.fixture
def november(clock: Traveller) -> None:
    """The permits have begun."""
    clock.move_to(NOVEMBER)


@pytest.mark.usefixtures("november")
def test_an_employer_reports_many_arrivals_at_once_and_their_registration(
    visit: Visit, demand: World, employer_clerk: Member
) -> None:
    filing = granted(demand)
    house = filing.lodgings.create(address="宿舍", capacity=9)
    permits = [permitted(demand, filing=filing) for _ in range(3)]
    browser, chosen = visit(employer_clerk), [str(one.pk) for one in permits[:2]]
    assert len(browser.get(reverse("portal:arrivals")).context["page"].rows) == 3

    browser.post(
        reverse("portal:arrivals_each", args=["report_arrival"]),
        {"chosen": chosen, "report_arrival-arrived_on": "2026-11-19", "report_arrival-lodging": str(house.pk)},
    )
    browser.post(
        reverse("portal:arrivals_each", args=["register_lodging"]),
        {"chosen": chosen, "register_lodging-registered_on": "2026-11-20"},
    )

    days = set(Arrival.objects.values_list("arrived_on", "lodging", "lodging_registered_on"))
    assert days == {(date(2026, 11, 19), house.pk, date(2026, 11, 20))}
    assert Arrival.objects.count() == 2
    assert "Lodging" in browser.get(reverse("portal:at_site")).content.decode()


@pytest.mark.usefixtures("november")
def test_a_refused_arrival_keeps_the_ticks_and_the_day(visit: Visit, demand: World, employer_clerk: Member) -> None:
    permits = [permitted(demand) for _ in range(2)]

    answer = visit(employer_clerk).post(
        reverse("portal:arrivals_each", args=["report_arrival"]),
        {"chosen": [str(one.pk) for one in permits], "report_arrival-arrived_on": "2027-11-19"},
    )

    assert answer.status_code == 422
    assert 'value="2027-11-19"' in answer.content.decode()
    assert "from the permit&#x27;s first day" in answer.content.decode()
    assert not Arrival.objects.exists()


@pytest.mark.usefixtures("later")
def test_a_return_is_confirmed_settled_and_closed_out_many_at_once(
    visit: Visit, demand: World, department_officer: Member, employer_clerk: Member, approver: Member
) -> None:
    found = _gone_home(demand, 3)
    keys = [str(one.pk) for one in found]

    for member, verb, given in (
        (department_officer, "confirm", {}),
        (employer_clerk, "settle_wage", {"settle_wage-settled_on": "2027-04-15"}),
        (employer_clerk, "return_papers", {"return_papers-returned_on": "2027-04-15"}),
        (approver, "close_out", {}),
    ):
        address = reverse("portal:returns_each", args=[verb])
        assert visit(member).post(address, {"chosen": keys} | given).status_code == 302

    assert set(Return.objects.values_list("status", "registration__returned_in_time")) == {("closed_out", True)}


@pytest.mark.usefixtures("later")
def test_those_that_are_not_settled_are_named_and_the_others_stay_ticked(
    visit: Visit, demand: World, department_officer: Member, employer_clerk: Member, approver: Member
) -> None:
    ready, unsettled = _gone_home(demand, 2)
    returns.confirm_each([ready.pk, unsettled.pk], by=department_officer, at=LATER)
    returns.settle_wage_each([ready.pk], settled_on=HOME, by=employer_clerk, at=LATER)
    returns.return_papers_each([ready.pk], returned_on=HOME, by=employer_clerk, at=LATER)

    answer = visit(approver).post(
        reverse("portal:returns_each", args=["close_out"]), {"chosen": [str(ready.pk), str(unsettled.pk)]}
    )

    assert answer.status_code == 422
    assert list(answer.context["choice"].wrong) == [unsettled.pk]
    assert [row.pk for row in answer.context["page"].rows if row.is_ticked] == [ready.pk]
    assert not Return.objects.filter(status="closed_out").exists()


@pytest.mark.usefixtures("later")
def test_one_return_says_what_is_open_and_who_goes_first(
    visit: Visit, demand: World, department_officer: Member
) -> None:
    [found] = _gone_home(demand)
    browser, address = visit(department_officer), reverse("portal:return", args=[found.pk])

    said = browser.get(address).content.decode()
    browser.post(reverse("portal:return_move", args=[found.pk, "confirm"]))

    found.refresh_from_db()
    assert "The last wage is not reported as paid." in said
    assert "This worker goes first next season" in said
    assert found.status == "confirmed"


@pytest.mark.usefixtures("later")
def test_the_close_out_shows_complaints_to_offices_and_never_to_parties(
    visit: Visit, demand: World, protection_officer: Member, employer_clerk: Member
) -> None:
    [found] = _gone_home(demand)
    Complaint.objects.create(
        worker=found.worker, kind=ComplaintKind.values[0], received_at=LATER, due_on=date(2027, 5, 20)
    )

    office = visit(protection_officer).get(reverse("portal:close_out"))
    party = visit(employer_clerk).get(reverse("portal:close_out"))
    page = visit(employer_clerk).get(reverse("portal:return", args=[found.pk])).content.decode().lower()

    assert [row.complaints for row in office.context["page"].rows] == [1]
    assert "complaint" not in party.content.decode().lower()
    assert "complaint" not in page


@pytest.mark.usefixtures("later")
def test_what_is_closed_out_is_counted_as_far_as_it_tells_and_then_has_no_bar(
    visit: Visit, demand: World, approver: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    keys = [found.pk for found in _gone_home(demand, 2)]
    closed = {"status": "closed_out", "confirmed_at": LATER, "closed_out_at": LATER}
    Return.objects.filter(pk__in=keys).update(wage_settled_on=HOME, papers_returned_on=HOME, **closed)
    browser, address = visit(approver), reverse("portal:close_out")

    exact = browser.get(address)
    for module in ("core.db", "portal.views.close_out", "portal.templatetags.portal"):
        monkeypatch.setattr(f"{module}.MANY", 1)
    many = browser.get(address)

    assert ["Closed out" in map(str, (bar.label for bar in page.context["steps"])) for page in (exact, many)] == [
        True,
        False,
    ]
    assert ["more than 1<" in page.content.decode() for page in (exact, many)] == [False, True]


@pytest.mark.usefixtures("later")
def test_another_worlds_return_is_not_there(visit: Visit, two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    factories.rule_set()
    [found] = _gone_home(here)

    assert (
        visit(there.member("department", "officer")).get(reverse("portal:return", args=[found.pk])).status_code == 404
    )


@pytest.mark.usefixtures("later")
def test_returns_are_narrowed_to_a_season(visit: Visit, demand: World, department_officer: Member) -> None:
    this, other = _gone_home(demand, 2)
    other.registration.season = factories.season("2027-28")
    other.registration.save()
    browser, address = visit(department_officer), reverse("portal:returns")

    def listed(season: str) -> list[Any]:
        return [row.pk for row in browser.get(address, {"season": season}).context["page"].rows]

    assert listed("2026-27") == [this.pk]
    assert listed("2027-28") == [other.pk]
    assert len(listed("")) == 2


MEASURE = {
    "name": "Typhoon Mẫu",
    "legal_basis": "Notice 12 of 2026",
    "area": "451422",
    "from_on": "2027-04-10",
    "until_on": "2027-04-20",
    "extends_to": "2027-04-30",
}


@pytest.mark.usefixtures("november")
def test_a_measure_is_tried_proposed_and_approved_by_a_second_person(
    visit: Visit, demand: World, reviewer: Member, approver: Member
) -> None:
    permit = permitted(demand)
    browser, address = visit(reviewer), reverse("portal:force_majeure_new")

    tried = browser.post(address, MEASURE | {"trial": "1"})
    assert not ForceMajeure.objects.exists()
    browser.post(address, MEASURE)
    measure = ForceMajeure.objects.get()
    visit(approver).post(reverse("portal:force_majeure_move", args=[measure.pk, "approve"]))

    permit.refresh_from_db()
    assert tried.context["trial"].count == 1
    assert 'value="Typhoon Mẫu"' in tried.content.decode()
    assert permit.last_on == date(2027, 4, 30)
    assert permit.reference in browser.get(reverse("portal:force_majeure", args=[measure.pk])).content.decode()


@pytest.mark.usefixtures("november")
def test_a_measure_is_reversed_by_two_persons(visit: Visit, demand: World, reviewer: Member, approver: Member) -> None:
    permit = permitted(demand)
    visit(reviewer).post(reverse("portal:force_majeure_new"), MEASURE)
    measure = ForceMajeure.objects.get()

    for member, verb, given in (
        (approver, "approve", {}),
        (reviewer, "propose_reversal", {"propose_reversal-reason": "The port opened."}),
        (approver, "reverse", {}),
    ):
        address = reverse("portal:force_majeure_move", args=[measure.pk, verb])
        assert visit(member).post(address, given).status_code == 302

    permit.refresh_from_db()
    measure.refresh_from_db()
    assert (measure.status, permit.last_on) == ("reversed", date(2027, 4, 15))


@pytest.mark.usefixtures("november")
def test_a_measure_whose_days_are_out_of_order_is_refused_and_kept(
    visit: Visit, demand: World, reviewer: Member
) -> None:
    answer = visit(reviewer).post(
        reverse("portal:force_majeure_new"), MEASURE | {"until_on": "2027-04-01", "legal_basis": "Notice 12"}
    )

    assert answer.status_code == 422
    assert 'value="Notice 12"' in answer.content.decode()
    assert not ForceMajeure.objects.exists()


def test_another_counties_measure_is_not_there(visit: Visit, two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    factories.rule_set()
    visit(here.member("bureau", "reviewer")).post(reverse("portal:force_majeure_new"), MEASURE)
    measure = ForceMajeure.objects.get()

    answer = visit(there.member("bureau", "reviewer")).get(reverse("portal:force_majeure", args=[measure.pk]))

    assert answer.status_code == 404


@pytest.mark.usefixtures("november")
def test_the_page_of_a_licence_leads_to_the_workers_affected(visit: Visit, demand: World, approver: Member) -> None:
    permit = permitted(demand)
    licence = demand.intermediary.licences.get()
    browser, address = visit(approver), reverse("portal:licence_affected", args=[licence.pk])

    said = browser.get(reverse("portal:licence", args=[licence.pk])).content.decode()

    assert address in said
    assert permit.reference in browser.get(address).content.decode()
    by_employer = browser.get(reverse("portal:employer_affected", args=[demand.employer.pk]))
    assert permit.reference in by_employer.content.decode()


@pytest.mark.usefixtures("later")
@pytest.mark.parametrize("page", ["returns", "close_out", "force_majeure_list", "affected"])
def test_a_list_costs_the_same_however_long_it_is(demand: World, visit: Visit, auditor: Member, page: str) -> None:
    browser, costs = visit(auditor), []
    licence = demand.intermediary.licences.get()
    address = reverse("portal:licence_affected", args=[licence.pk]) if page == "affected" else reverse(f"portal:{page}")

    for number in (1, 5):
        _gone_home(demand, number)
        for _ in range(number):
            permitted(demand, last_on=date(2027, 4, 30))
            _measure(demand)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(address).status_code == 200
        costs.append(len(queries))

    assert Permit.objects.count() == 12
    assert costs[0] == costs[1] <= 14


def _measure(world: World) -> None:
    member = world.member("bureau", "reviewer")
    ForceMajeure.objects.create(
        name="Typhoon",
        legal_basis="Notice 12",
        area_id=world.county,
        ports=["aidian"],
        from_on=date(2027, 4, 10),
        until_on=date(2027, 4, 20),
        extends_to=date(2027, 4, 30),
        proposed_by=member.pk,
        proposed_login="x",
        proposed_at=LATER,
    )
