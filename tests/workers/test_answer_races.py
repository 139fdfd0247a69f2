"""Answers given at one moment: one yes for one offer, one code for one yes, and no post twice."""

import pytest

from core.errors import Conflict, Invalid, Refusal
from employers.models import Filing
from tests.core.races import race
from tests.factories import World
from tests.workers.steps import AT, answers, crew, offer_to, offered
from workers.enums import OfferStatus
from workers.models import Consent, Offer
from workers.services.agreement import consents, offers

pytestmark = pytest.mark.django_db(transaction=True)


def test_one_answer_given_twice_is_one_yes(demand: World, department_officer) -> None:
    given = answers(demand, offered(demand))

    outcomes = race(*[lambda: consents.accept_each(given, by=department_officer, at=AT)] * 3)

    assert sum(not isinstance(outcome, Exception) for outcome in outcomes) == 1
    assert all(isinstance(outcome, Refusal) for outcome in outcomes if isinstance(outcome, Exception))
    assert Consent.objects.count() == 1


def test_a_yes_and_a_withdrawal_do_not_both_happen(demand: World, department_officer) -> None:
    [offer] = made = offered(demand)
    given, clerk = answers(demand, made), demand.member("intermediary", "clerk")

    outcomes = race(
        lambda: consents.accept_each(given, by=department_officer, at=AT),
        lambda: offers.withdraw_each([offer.pk], by=clerk, at=AT),
    )

    assert sum(isinstance(outcome, Conflict | Invalid) for outcome in outcomes) == 1
    assert Consent.objects.exists() == (Offer.objects.get().status == OfferStatus.ACCEPTED)


def test_the_last_post_after_a_reduction_is_taken_once(demand: World, department_officer) -> None:
    first, second = offered(demand, posts=2, workers=2)
    one, other = answers(demand, [first]), answers(demand, [second])
    Filing.objects.filter(pk=first.filing_id).update(posts_granted=1, posts_held=1)

    outcomes = race(
        lambda: consents.accept_each(one, by=department_officer, at=AT),
        lambda: consents.accept_each(other, by=department_officer, at=AT),
    )

    assert sum(isinstance(outcome, Conflict) for outcome in outcomes) == 1
    assert Offer.objects.filter(status=OfferStatus.ACCEPTED).count() == 1


def test_new_offers_and_a_yes_do_not_lock_each_other_out(demand: World, department_officer) -> None:
    filing = offered(demand, posts=4)[0].filing
    made = offer_to(demand, filing, crew(demand, filing, 1))
    more, given = crew(demand, filing, 1), answers(demand, made)

    outcomes = race(
        lambda: offer_to(demand, filing, more), lambda: consents.accept_each(given, by=department_officer, at=AT)
    )

    assert not [outcome for outcome in outcomes if isinstance(outcome, Exception)]
