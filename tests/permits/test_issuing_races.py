"""Two officers at once: one permit an application, one a worker, and never the last post twice."""

from collections.abc import Callable
from threading import Event
from typing import Any

import pytest

from core.errors import Refusal
from employers.models import Filing
from permits.enums import ApplicationStatus
from permits.models import Permit, PermitApplication
from permits.services.lifetime import issuing, renouncing
from scheme.models import Quota
from scheme.services.quota_proof import prove
from tests import factories
from tests.core.races import race
from tests.factories import World
from tests.permits.steps import AT, applied, crew, hiring, requirements, willing

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


@pytest.fixture
def ground(transactional_db: None) -> World:
    world = factories.world()
    factories.rule_set()
    factories.wage_floors()
    factories.occupation()
    factories.quotas()
    requirements()
    return world


def issuing_at_once(world: World, *crews: list[PermitApplication]) -> list[str]:
    """Issue all at the same moment; the code of each refusal, "" for what was done."""
    approver = world.member("bureau", "approver")

    def act(of: list[PermitApplication]) -> Callable[[], object]:
        return lambda: issuing.issue_each([one.pk for one in of], by=approver, at=AT)

    outcomes = race(*map(act, crews))
    broken = [outcome for outcome in outcomes if isinstance(outcome, Exception) and not isinstance(outcome, Refusal)]
    assert broken == []
    return [outcome.code if isinstance(outcome, Refusal) else "" for outcome in outcomes]


def test_two_officers_issue_an_application_once(ground: World) -> None:
    waiting = crew(ground, hiring(ground), 2)

    outcomes = issuing_at_once(ground, waiting, waiting, waiting)

    assert sorted(outcomes) == ["", "too_late", "too_late"]
    assert Permit.objects.count() == 2
    assert Filing.objects.get().posts_held == 8


def test_two_applications_of_one_worker_are_never_both_issued(ground: World) -> None:
    here, there = hiring(ground), hiring(ground)
    for _ in range(4):
        worker = factories.worker()
        crews = [applied(ground, willing(ground, filing, worker=worker)) for filing in (here, there)]

        outcomes = issuing_at_once(ground, *crews)

        assert outcomes.count("") == 1
        assert set(outcomes) <= {"", "permit_one_at_a_time", "other_permit_held"}
        assert Permit.objects.filter(worker=worker).count() == 1


def test_crews_of_the_same_workers_in_another_order_do_not_wait_in_a_ring(ground: World) -> None:
    here, there = hiring(ground), hiring(ground)
    workers = [factories.worker() for _ in range(6)]
    one = applied(ground, *(willing(ground, here, worker=worker) for worker in workers))
    other = applied(ground, *(willing(ground, there, worker=worker) for worker in reversed(workers)))

    outcomes = issuing_at_once(ground, one, other)

    assert outcomes.count("") == 1
    assert Permit.objects.count() == 6


def test_the_last_posts_of_a_filing_are_given_once(ground: World) -> None:
    filing = hiring(ground, posts=3)
    crews = [crew(ground, filing, 1) for _ in range(6)]

    outcomes = issuing_at_once(ground, *crews)

    assert outcomes.count("") == 3
    assert set(outcomes) == {"", "no_post_left"}
    assert Filing.objects.get().posts_held == 0
    assert PermitApplication.objects.filter(status=ApplicationStatus.ISSUED).count() == Permit.objects.count() == 3
    assert set(Quota.objects.values_list("reserved", "used")) == {(0, 3)}
    assert prove().differences == []


def test_a_permit_is_succeeded_once(ground: World) -> None:
    filing = hiring(ground, posts=1)
    gone = issuing.issue_each([crew(ground, filing, 1)[0].pk], by=ground.member("bureau", "approver"), at=AT)[0]
    Permit.objects.filter(pk=gone.pk).update(status="surrendered", ended_on=AT.date(), end_reason="by_worker")
    offers = [willing(ground, filing) for _ in range(3)]
    crews = [applied(ground, offer, succeeds={offer.pk: gone.pk}) for offer in offers]

    outcomes = issuing_at_once(ground, *crews)

    assert sorted(outcomes) == ["", "already_succeeded", "already_succeeded"]
    assert Permit.objects.filter(succeeds=gone).count() == 1


def test_a_yes_that_was_read_cannot_be_taken_back_before_the_permit_is_written(
    ground: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    [waiting] = crew(ground, hiring(ground), 1)
    read, taken_back = Event(), Event()
    approver, worker = ground.member("bureau", "approver"), factories.as_worker(waiting.worker)
    check = issuing.keep_each

    def check_and_wait(*args: Any, **kwargs: Any) -> object:
        checked = check(*args, **kwargs)
        read.set()
        taken_back.wait(timeout=2)
        return checked

    def renounce() -> object:
        assert read.wait(timeout=10)
        offer = renouncing.renounce(waiting.offer_id, by=worker, at=AT)
        taken_back.set()
        return offer

    monkeypatch.setattr(issuing, "keep_each", check_and_wait)
    issued, refusal = race(lambda: issuing.issue_each([waiting.pk], by=approver, at=AT), renounce)

    assert isinstance(issued, list), issued
    assert [permit.offer_id for permit in issued] == [waiting.offer_id]
    assert isinstance(refusal, Refusal)
    assert refusal.code == "permit_runs"
    assert not taken_back.is_set()
