"""Lists of keys and of states: they follow each act, and say no more than they must."""

import random
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from papers.enums import ListKind
from papers.models import ListDue, PermitCode, ProofList
from papers.services.proof import keys, lists
from papers.services.proof.codes import code_of
from permits.models import Permit
from tests.factories import World
from tests.papers.proving import AT, DAY, folder, held, judged, seen, suspend
from tests.permits import border
from tests.vectors.make import LISTED, key_list, status_list
from verifier.lists import read_keys, read_statuses

__all__ = ["folder", "held"]


@pytest.mark.parametrize(
    ("status", "reason"),
    [("suspended", "suspended"), ("revoked", "revoked"), ("surrendered", "ended"), ("closed", "ended")],
)
def test_every_change_of_state_is_on_the_next_list(held: Permit, reviewer: Member, status: str, reason: str) -> None:
    code = code_of(held.pk, by=reviewer, at=AT)
    assert judged(code).answer == "good"
    over = {} if status == "suspended" else {"ended_on": AT.date(), "end_reason": "revoked"}

    Permit.objects.filter(pk=held.pk).update(status=status, **over)

    assert judged(code, at=AT + timedelta(minutes=1)).reason == reason


def test_who_asks_for_a_list_gets_it_with_the_act_that_went_before(held: Permit, reviewer: Member) -> None:
    code = code_of(held.pk, by=reviewer, at=AT)
    assert seen(code, AT) == "good"

    suspend(held)

    assert seen(code, AT + timedelta(seconds=4)) == "good"  # made no more often than every five seconds
    assert seen(code, AT + timedelta(seconds=5)) == "suspended"
    assert not ListDue.objects.filter(kind="status").exists()


def test_a_lost_key_is_off_the_list_for_whoever_asks_next(held: Permit, reviewer: Member) -> None:
    code = code_of(held.pk, by=reviewer, at=AT)
    assert seen(code, AT) == "good"

    keys.lose(PermitCode.objects.get().key_id, at=AT)

    assert seen(code, AT + timedelta(seconds=5)) == "unknown_key"


def test_an_act_that_is_taken_back_makes_no_list_due(held: Permit) -> None:
    lists.publish(at=AT)

    with transaction.atomic():
        suspend(held)
        transaction.set_rollback(True)

    assert not ListDue.objects.exists()


def test_a_change_while_a_list_is_made_makes_it_due_again(held: Permit, monkeypatch: pytest.MonkeyPatch) -> None:
    lists.publish(at=AT)
    suspend(held)
    made = lists.sign

    def meanwhile(*given: Any, **named: Any) -> bytes:
        Permit.objects.filter(pk=held.pk).update(status="issued")
        return made(*given, **named)

    monkeypatch.setattr(lists, "sign", meanwhile)
    lists.status_list(at=AT + timedelta(minutes=1))

    assert ListDue.objects.filter(kind="status").exists()


def test_a_list_that_says_nothing_new_is_published_again_only_when_it_grows_old(held: Permit, reviewer: Member) -> None:
    code_of(held.pk, by=reviewer, at=AT)

    assert lists.publish(at=AT) == 2
    assert lists.publish(at=AT + timedelta(hours=11)) == 0
    assert lists.publish(at=AT + timedelta(hours=12)) == 2
    assert ProofList.objects.filter(kind=ListKind.STATUS).count() == 2
    assert lists.publish(at=AT + 40 * DAY) == 2
    assert ProofList.objects.filter(kind=ListKind.STATUS).count() == 1


def test_a_status_list_is_signed_for_at_most_three_days(held: Permit) -> None:
    lists.publish(at=AT)

    found = lists.status_list(at=AT)

    assert found.ends_at - found.made_at == timedelta(hours=72)


def test_the_list_of_a_million_permits_of_which_one_in_a_hundred_is_revoked_is_small() -> None:
    chance = random.Random(1)
    revoked = chance.sample(range(1_000_000), 10_000)

    bits = lists.packed(((number, lists.STATUSES["revoked"]) for number in revoked), 1_000_000)
    made = status_list(LISTED, bits=bits)

    assert len(made) <= 20_000
    statuses = read_statuses(made, read_keys(key_list(LISTED)))
    assert {statuses.of(number) for number in revoked} == {1}
    assert sum(statuses.of(number) == 1 for number in range(0, 1_000_000, 50)) == sum(n % 50 == 0 for n in revoked)


def test_publishing_takes_as_many_queries_for_many_permits_as_for_one(held: Permit, demand: World) -> None:
    lists.publish(at=AT)
    with CaptureQueriesContext(connection) as of_one:
        lists.publish(at=AT + DAY)
    for _ in range(4):
        border.permit(demand, status="suspended")

    with CaptureQueriesContext(connection) as of_many:
        assert lists.publish(at=AT + 2 * DAY) == 2

    assert len(of_many) == len(of_one)
