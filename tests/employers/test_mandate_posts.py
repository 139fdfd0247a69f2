"""The posts filed under mandates: never more than the cap, however many file at once."""

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from core.actors import CLOCK
from core.audit.models import Event
from core.audit.services import act
from core.errors import Conflict, Invalid
from employers.models import Mandate
from employers.services.mandating.mandate_posts import claim, claim_each, give_back, give_back_each
from tests import factories
from tests.core.races import race

pytestmark = pytest.mark.django_db


def filed(mandate: Mandate) -> int:
    return Mandate.objects.get(pk=mandate.pk).posts_filed


def test_posts_are_counted_and_given_back_under_the_verb_of_the_act() -> None:
    mandate = factories.mandate(cap=10)

    with act("file", by=CLOCK):
        claim(mandate.pk, 7)
    with act("withdraw", by=CLOCK):
        give_back(mandate.pk, 3)

    assert filed(mandate) == 4
    assert [event.verb for event in Event.objects.of(mandate)][-2:] == ["file", "withdraw"]


def test_over_the_cap_nothing_is_counted_and_the_refusal_says_what_is_left() -> None:
    full, roomy = factories.mandate(cap=10, posts_filed=8), factories.mandate(cap=10)

    with pytest.raises(Invalid, match="room for 2 more") as refusal, transaction.atomic():
        claim_each([(roomy.pk, 5), (full.pk, 1), (full.pk, 2)])

    assert (refusal.value.code, refusal.value.problems[0].field) == ("mandate_cap_kept", "posts")
    assert refusal.value.problems[0].params == {"left": 2}
    assert (filed(full), filed(roomy)) == (8, 0)


def test_the_last_post_of_a_cap_can_be_filed() -> None:
    mandate = factories.mandate(cap=10, posts_filed=9)

    claim(mandate.pk, 1)

    assert filed(mandate) == 10


def test_under_a_mandate_that_has_ended_nothing_is_filed_but_posts_come_back() -> None:
    mandate = factories.mandate(status="ended", posts_filed=5)

    with pytest.raises(Conflict) as refusal, transaction.atomic():
        claim(mandate.pk, 1)
    give_back(mandate.pk, 5)

    assert refusal.value.code == "mandate_not_running"
    assert filed(mandate) == 0


def test_many_claims_are_one_statement() -> None:
    many = [factories.mandate() for _ in range(12)]

    with CaptureQueriesContext(connection) as queries:
        claim_each([(one.pk, 2) for one in many * 2])
        give_back_each([(one.pk, 1) for one in many])

    assert len(queries) == 2
    assert {filed(one) for one in many} == {3}


def test_posts_are_counted_from_nought_only() -> None:
    mandate = factories.mandate()

    with pytest.raises(ValueError, match="counted from 0"):
        claim(mandate.pk, -1)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_outside_an_act_no_posts_are_counted() -> None:
    mandate = factories.mandate()

    with pytest.raises(transaction.TransactionManagementError):
        claim(mandate.pk, 1)


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_of_sixteen_filers_at_once_only_as_many_succeed_as_the_cap_has_room_for() -> None:
    mandate = factories.mandate(cap=50)

    def file() -> str:
        with act("file", by=CLOCK):
            claim(mandate.pk, 7)
        return "filed"

    outcomes = race(*[file] * 16)

    assert outcomes.count("filed") == 7
    assert {one.code for one in outcomes if isinstance(one, Invalid)} == {"mandate_cap_kept"}
    assert filed(mandate) == 49


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_claims_on_the_same_mandates_in_any_order_never_wait_in_a_ring() -> None:
    some = [factories.mandate(cap=100) for _ in range(6)]

    def file(turn: int) -> object:
        def work() -> str:
            with act("file", by=CLOCK):
                claim_each([(one.pk, 1) for one in some[turn % 6 :] + some[: turn % 6]])
            return "filed"

        return work

    outcomes = race(*[file(turn) for turn in range(16)])

    assert outcomes == ["filed"] * 16
    assert {filed(one) for one in some} == {16}
