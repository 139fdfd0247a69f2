"""The worker's own yes: by a code of one's own, to exactly the terms that were read."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from tests import factories
from tests.employers.steps import granted
from tests.factories import World
from tests.workers.steps import AT, answers, crew, logged_in, offer_to, offered
from workers.enums import OfferStatus
from workers.models import Consent, Disclosure, Offer, OneTimeCode
from workers.services import codes
from workers.services.agreement import consents

pytestmark = pytest.mark.django_db


def test_a_worker_says_yes_with_a_code_of_their_own(demand: World) -> None:
    [offer] = offered(demand)
    worker = logged_in(demand, offer)
    [answer] = answers(demand, [offer], AT + timedelta(minutes=1))

    made = consents.accept(offer.pk, digest=answer.digest, code=answer.code, by=worker, at=AT + timedelta(minutes=2))

    consent = Consent.objects.get(offer=offer)
    assert made.status == Offer.objects.get().status == OfferStatus.ACCEPTED
    assert (consent.worker_id, consent.digest, consent.way) == (offer.worker_id, offer.terms.digest, "kiosk")
    assert consent.code.used_at == AT + timedelta(minutes=2)
    assert Event.objects.of(offer).last().login == worker.login


def test_a_crew_at_a_counter_answers_in_one_act_each_with_its_own_code(demand: World, department_officer) -> None:
    made = offered(demand, posts=10, workers=5)

    consents.accept_each(answers(demand, made), by=department_officer, at=AT)

    assert set(Offer.objects.values_list("status", flat=True)) == {OfferStatus.ACCEPTED}
    assert Consent.objects.values("code").distinct().count() == 5
    assert not OneTimeCode.objects.filter(used_at=None).exists()
    assert Event.objects.filter(verb="accept", subject_type="workers.offer").count() == 5
    told = Notice.objects.filter(kind="offers_accepted", channel="in_app")
    assert [notice.params["number"] for notice in told] == [5, 5]


def test_with_the_yes_it_is_recorded_that_the_employer_learns_who_comes(demand: World, department_officer) -> None:
    made = offered(demand, workers=2)

    consents.accept_each(answers(demand, made), by=department_officer, at=AT)

    passed = Disclosure.objects.filter(purpose="accept").values_list("worker", "recipient", "ground")
    assert set(passed) == {(offer.worker_id, demand.employer.pk, "contract") for offer in made}


def test_one_wrong_code_and_nothing_is_taken_down(demand: World, department_officer) -> None:
    made = offered(demand, workers=3)
    given = answers(demand, made)
    swapped = [given[0], replace(given[1], code=given[2].code), given[2]]

    with pytest.raises(Invalid) as refusal:
        consents.accept_each(swapped, by=department_officer, at=AT)

    assert refusal.value.problems[0].field == "1.code"
    assert set(Offer.objects.values_list("status", flat=True)) == {OfferStatus.MADE}
    assert not Consent.objects.exists()


@pytest.mark.parametrize("role", [("intermediary", "clerk"), ("employer", "signatory"), ("bureau", "approver")])
def test_nobody_else_can_say_yes_for_a_worker(demand: World, role: tuple[str, str]) -> None:
    made = offered(demand)

    with pytest.raises(Forbidden):
        consents.accept_each(answers(demand, made), by=demand.member(*role), at=AT)

    assert not Consent.objects.exists()


@pytest.mark.parametrize("kind", ["intermediary", "employer"])
def test_not_even_with_the_permission_is_a_party_s_yes_a_worker_s(demand: World, kind: str) -> None:
    made = offered(demand)
    body = demand.organisations[kind]
    mighty = replace(factories.as_worker(made[0].worker), kind=kind, organisation_id=body.pk)
    mighty = replace(mighty, permissions=mighty.permissions | {"give_code", "answer_offer"})

    with pytest.raises(Forbidden):
        consents.accept_each(answers(demand, made), by=mighty, at=AT)
    with pytest.raises(Forbidden):
        consents.decline(made[0].pk, by=mighty, at=AT)


def test_an_officer_s_permission_without_the_worker_s_code_is_nothing(demand: World, department_officer) -> None:
    [offer] = offered(demand)
    [answer] = answers(demand, [offer])
    wrong = "000000" if answer.code != "000000" else "000001"

    with pytest.raises(Invalid, match="ask for a new one"):
        consents.accept_each([replace(answer, code=wrong)], by=department_officer, at=AT)


def test_a_code_from_another_counter_is_no_good(demand: World, protection_officer) -> None:
    made = offered(demand)
    given = answers(demand, made)

    with pytest.raises(Invalid):
        consents.accept_each(given, by=protection_officer, at=AT)


def test_terms_other_than_those_read_are_not_accepted(demand: World, department_officer) -> None:
    made = offered(demand)
    [answer] = answers(demand, made)

    with pytest.raises(Conflict) as refusal:
        consents.accept_each([replace(answer, digest="0" * 64)], by=department_officer, at=AT)

    assert refusal.value.code == "terms_changed"
    assert OneTimeCode.objects.get().used_at is None


def test_an_offer_ends_with_its_last_day(demand: World, department_officer) -> None:
    made = offered(demand)
    late = factories.shanghai(date(2026, 11, 1), 0)

    with pytest.raises(Conflict, match="last day for an answer"):
        consents.accept_each(answers(demand, made, late), by=department_officer, at=late)


def test_a_worker_does_not_promise_the_same_days_twice(demand: World, department_officer) -> None:
    [first] = offered(demand)
    [second] = offer_to(demand, granted(demand, posts=3), [first.registration])
    consents.accept_each(answers(demand, [first]), by=department_officer, at=AT)

    with pytest.raises(Conflict, match="another post for these days"):
        consents.accept_each(answers(demand, [second]), by=department_officer, at=AT)


def test_another_s_offer_is_told_from_a_wrong_code_by_nothing(demand: World) -> None:
    mine, theirs = offered(demand, workers=2)
    worker = logged_in(demand, mine)
    code = codes.give_code(mine.worker_id, by=demand.member("department", "officer"), at=AT)

    with pytest.raises(Invalid, match="ask for a new one"):
        consents.accept(theirs.pk, digest=theirs.terms.digest, code=code, by=worker, at=AT)
    with pytest.raises(NotFound):
        consents.decline(theirs.pk, by=worker, at=AT)


def test_a_yes_can_be_taken_back_and_the_post_is_free(demand: World, department_officer) -> None:
    [offer] = offered(demand, posts=1)
    consents.accept_each(answers(demand, [offer]), by=department_officer, at=AT)

    consents.renounce(offer.pk, by=logged_in(demand, offer, AT + timedelta(minutes=1)), at=AT)

    assert offer_to(demand, offer.filing, crew(demand, offer.filing))
    assert Consent.objects.filter(offer=offer).exists()


@pytest.mark.parametrize("number", [1, 40])
def test_many_answers_take_as_many_statements_as_one(
    demand: World, department_officer, number: int, django_assert_max_num_queries
) -> None:
    given = answers(demand, offered(demand, posts=50, workers=number))

    with django_assert_max_num_queries(24):
        consents.accept_each(given, by=department_officer, at=AT)
