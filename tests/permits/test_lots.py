"""Cases by lot: who may decide takes what fell to them; the rest once half of the time is over, seen by oversight."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db.models import F
from django.urls import reverse
from rest_framework.test import APIClient

from accounts.models import Member
from core.alerts.models import Alert
from core.dates import ZONE
from core.errors import Forbidden
from employers.models import Filing, Mandate
from employers.rules.lots import free_on
from employers.services import lots
from employers.services.demand import decisions, filings
from permits.models import PermitApplication
from permits.services.alerts import sweeps
from permits.services.application import applications
from permits.services.lifetime import issuing
from scheme.services.in_force import read_agreement
from tests import factories
from tests.factories import World
from tests.log_ins import enter
from tests.permits.steps import AT, crew, hiring, requirements
from tests.portal.conftest import Visit, visit

__all__ = ["visit"]


@pytest.fixture
def office(demand: World) -> list[Member]:
    """Three officers of one bureau who may decide; cases fall to one of them by lot."""
    bureau = demand.organisations["bureau"]
    more = [factories.member(bureau, "approver", within=factories.unit(bureau)) for _ in range(2)]
    return [demand.member("bureau", "approver"), *more]


def submitted(demand: World) -> Filing:
    """A filing under review."""
    filing = factories.filing(demand.mandate, status="submitted", posts=5)
    Mandate.objects.filter(pk=demand.mandate.pk).update(posts_filed=F("posts_filed") + filing.posts)
    filing.refresh_from_db()
    return filing


def told(kind: str, filing: Filing, office: list[Member], at: datetime = AT) -> tuple[Member, list[Member]]:
    """To whom a filing, or its applications, fell, and who else there is."""
    fell = lots.drawn_each(kind, [filing], at=at)[filing.pk]
    return next(one for one in office if one.pk == fell), [one for one in office if one.pk != fell]


def free(filing: Filing | PermitApplication) -> datetime:
    """The first moment at which anybody may take it."""
    assert filing.submitted_at is not None
    assert filing.due_on is not None
    day = free_on(filing.submitted_at.astimezone(ZONE).date(), filing.due_on, read_agreement().calendar)
    return datetime(day.year, day.month, day.day, 9, 0, tzinfo=ZONE)


def test_only_the_officer_to_whom_a_filing_fell_asks_recommends_or_decides(demand: World, office: list[Member]) -> None:
    filing = submitted(demand)
    mine, others = told("filing", filing, office)
    at = free(filing) - timedelta(days=1)

    for other in others:
        for act in (
            lambda by: decisions.request_information(filing.pk, question="Which plots?", by=by, at=at),
            lambda by: decisions.recommend(filing.pk, outcome="grant", posts=5, by=by, at=at),
            lambda by: decisions.grant(filing.pk, posts=5, by=by, at=at),
            lambda by: decisions.refuse(filing.pk, reason_code="record", by=by, at=at),
        ):
            with pytest.raises(Forbidden) as refused:
                act(other)
            assert refused.value.code == "drawn_for_another"
            assert mine.name not in str(refused.value)
    decisions.refuse(filing.pk, reason_code="record", by=mine, at=at)

    filing.refresh_from_db()
    assert filing.status == "refused"


def test_who_may_not_decide_prepares_every_filing(demand: World, office: list[Member]) -> None:
    filing = submitted(demand)

    decisions.request_information(
        filing.pk, question="Which plots?", by=demand.member("bureau", "reviewer"), at=factories.AT
    )


def test_anybody_puts_the_second_signature_to_what_the_drawn_officer_recommended(
    demand: World, office: list[Member]
) -> None:
    filing = submitted(demand)
    mine, (other, third) = told("filing", filing, office)
    at = factories.AT

    decisions.recommend(filing.pk, outcome="refuse", reason_code="record", by=mine, at=at)
    with pytest.raises(Forbidden):
        decisions.recommend(filing.pk, outcome="refuse", reason_code="record", by=third, at=at)
    decisions.refuse(filing.pk, reason_code="record", by=other, at=at)

    assert filing.decisions.get().decided_by == other.pk


def test_after_half_of_the_time_anybody_decides_and_oversight_is_shown(demand: World, office: list[Member]) -> None:
    filing = submitted(demand)
    mine, (other, _third) = told("filing", filing, office)

    decisions.refuse(filing.pk, reason_code="record", by=other, at=free(filing))
    sweeps.of_conduct(at=datetime.now(ZONE))

    alert = Alert.objects.visible_to(demand.member("oversight", "auditor")).open().get(kind="case_taken_over")
    assert (alert.subject_id, alert.params["officer"]) == (str(filing.pk), str(other.pk))
    assert not Alert.objects.visible_to(mine).filter(kind="case_taken_over").exists()


def test_nobody_is_told_of_an_officer_who_decides_their_own(demand: World, office: list[Member]) -> None:
    filing = submitted(demand)
    mine, _others = told("filing", filing, office)

    decisions.refuse(filing.pk, reason_code="record", by=mine, at=free(filing))
    sweeps.of_conduct(at=datetime.now(ZONE))

    assert not Alert.objects.filter(kind="case_taken_over").exists()


def test_where_too_few_can_decide_everybody_takes_every_case(demand: World, office: list[Member]) -> None:
    filing = submitted(demand)
    _mine, (other, third) = told("filing", filing, office)
    Member.objects.filter(pk=third.pk).update(closed_at=factories.AT)

    assert lots.drawn_each("filing", [filing], at=AT) == {}
    decisions.refuse(filing.pk, reason_code="record", by=other, at=factories.AT)


def test_to_an_officer_whom_the_list_of_staff_does_not_name_nothing_falls(demand: World, office: list[Member]) -> None:
    factories.member(demand.organisations["bureau"], "approver")
    filing = submitted(demand)
    fell = lots.drawn_each("filing", [filing], at=AT)[filing.pk]

    Member.objects.filter(pk=fell).update(unmatched_from=factories.AT)

    assert lots.drawn_each("filing", [filing], at=AT)[filing.pk] != fell


def test_an_officer_above_takes_none_that_fell_to_one_below_before_it_is_free(
    demand: World, office: list[Member]
) -> None:
    filing = submitted(demand)
    above = factories.member(factories.organisation("bureau", county="451400"), "approver")

    with pytest.raises(Forbidden):
        decisions.refuse(filing.pk, reason_code="record", by=above, at=factories.AT)

    decisions.refuse(filing.pk, reason_code="record", by=above, at=free(filing))


def test_who_files_anew_after_taking_back_falls_to_the_same_officer(demand: World, office: list[Member]) -> None:
    first = submitted(demand)
    fell = lots.drawn_each("filing", [first], at=AT)[first.pk]
    filings.withdraw(first.pk, by=demand.member("intermediary", "clerk"), at=factories.AT)

    again = [factories.filing(demand.mandate, status="submitted", posts=5) for _ in range(6)]
    Filing.objects.filter(pk__in=[one.pk for one in again]).update(submitted_at=AT + timedelta(hours=1))

    told_of = lots.drawn_each("filing", list(Filing.objects.filter(pk__in=[one.pk for one in again])), at=AT)
    assert set(told_of.values()) == {fell}


@pytest.fixture
def hired(demand: World) -> list[Filing]:
    """Granted filings, of a time when one officer alone decided."""
    requirements()
    return [hiring(demand, 3) for _ in range(5)]


@pytest.fixture
def crews(demand: World, hired: list[Filing], office: list[Member]) -> tuple[Member, list[PermitApplication]]:
    """An officer, and three applications: two that fell to that one, and one that fell to another."""
    [first, *rest], bureau = hired, office[0].organisation
    while len(set((fell := lots.drawn_each("application", hired, at=AT)).values())) == 1:
        factories.member(bureau, "approver")  # by chance all fell to one: one more officer shares them
    mine = Member.objects.get(pk=fell[first.pk])
    other = next(one for one in rest if fell[one.pk] != mine.pk)
    return mine, [*crew(demand, first, 2), *crew(demand, other, 1)]


def test_of_many_applications_each_that_fell_to_another_is_named_and_nothing_is_done(
    crews: tuple[Member, list[PermitApplication]],
) -> None:
    mine, waiting = crews
    ids, anothers = [one.pk for one in waiting], waiting[-1]

    with pytest.raises(Forbidden) as refused:
        issuing.refuse_each(dict.fromkeys(ids, "identity_doubted"), by=mine, at=AT)
    with pytest.raises(Forbidden):
        applications.request_information(anothers.pk, question="Which paper?", by=mine, at=AT)

    [problem] = refused.value.problems
    assert (problem.field, problem.params["records"]) == ("2", [str(anothers.pk)])
    assert PermitApplication.objects.to_decide().filter(pk__in=ids).count() == 3
    issuing.refuse_each(dict.fromkeys(ids[:2], "identity_doubted"), by=mine, at=AT)
    issuing.refuse_each({anothers.pk: "identity_doubted"}, by=mine, at=free(anothers))


def test_pages_name_the_row_that_fell_to_another_and_list_and_count_what_fell_to_the_reader(
    crews: tuple[Member, list[PermitApplication]], visit: Visit, time_machine: Any
) -> None:
    time_machine.move_to(AT)
    mine, waiting = crews
    browser = visit(mine)

    listed = browser.get(reverse("portal:applications"), {"lot": "mine"}).content.decode()
    home = browser.get(reverse("portal:home")).content.decode()
    chosen = {"chosen": [str(waiting[0].pk), str(waiting[-1].pk)]}
    page = browser.post(reverse("portal:applications_each", args=["issue"]), chosen)

    assert [one.reference in listed for one in waiting] == [True, True, False]
    assert f"{reverse('portal:applications')}?lot=mine" in home
    assert f"{reverse('portal:filings')}?lot=mine" not in home  # none of them waits
    assert page.status_code == 403
    assert page.content.decode().count("fell by lot to another officer") == 1


def test_the_api_refuses_it_too(crews: tuple[Member, list[PermitApplication]], time_machine: Any) -> None:
    time_machine.move_to(AT)
    mine, waiting = crews
    client = APIClient()
    enter(client, mine)

    answer = client.post(f"/api/v1/permit-applications/{waiting[-1].pk}/issue/", {}, format="json")

    assert (answer.status_code, answer.json()["code"]) == (403, "drawn_for_another")
