"""Two posts at once, a crash in the middle, and every order of telling: one account, nothing twice."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import Member
from core.errors import Conflict
from permits.models import Anomaly, Crossing, Permit, Stay
from permits.services.border import crossings, in_turn
from permits.services.border.crossings import Claim, record_each
from permits.services.border.look_up import MOST_A_MINUTE, Answer, look_up
from permits.services.border.presence_proof import prove
from tests.core.races import race
from tests.factories import World
from tests.permits.border import DAY, HOUR, MINUTE, MORNING, claim, permit, stays, tell


@pytest.mark.django_db(transaction=True)
def test_two_who_tell_of_the_same_crowd_in_opposite_orders_do_not_wait_for_each_other(demand: World) -> None:
    officer = demand.member("post", "officer")
    crowd = [permit(demand) for _ in range(12)]
    for each in crowd:
        assert each.reference

    def told(held: Sequence[Permit], direction: str, at: datetime) -> list[Crossing]:
        return record_each([claim(one, direction, at) for one in held], by=officer, at=at)

    outcome = race(
        lambda: told(crowd, "in", MORNING),
        lambda: told(crowd[::-1], "out", MORNING + 9 * HOUR),
        lambda: told(crowd[::-1], "in", MORNING + DAY),
        lambda: told(crowd, "out", MORNING + DAY + HOUR * 9),
    )

    assert [one for one in outcome if isinstance(one, Exception)] == []
    assert not prove().differences
    for each in crowd:
        assert stays(each) == [
            (MORNING, MORNING + 9 * HOUR, False),
            (MORNING + DAY, MORNING + DAY + 9 * HOUR, False),
        ]


@pytest.mark.django_db(transaction=True)
def test_the_same_telling_twice_at_once_is_kept_once(demand: World) -> None:
    officer = demand.member("post", "officer")
    one = claim(permit(demand), "in", MORNING)

    outcome = race(*[lambda: record_each([one], by=officer, at=MORNING)[0].pk] * 4)

    assert len(set(map(str, outcome))) == 1
    assert Crossing.objects.count() == Stay.objects.count() == 1


def test_what_breaks_in_the_middle_leaves_nothing_and_can_be_told_again(
    demand: World, post_officer: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    held = permit(demand)
    one = claim(held, "in", MORNING)

    def killed(*_: object) -> None:
        raise ConnectionResetError

    with monkeypatch.context() as broken, transaction.atomic():
        broken.setattr(in_turn, "_write", killed)
        with pytest.raises(ConnectionResetError), transaction.atomic():
            crossings.record_each([one], by=post_officer, at=MORNING)
    assert not Crossing.objects.exists()

    tell(post_officer, one)
    tell(post_officer, one)
    assert stays(held) == [(MORNING, None, False)]


@pytest.mark.django_db(transaction=True)
def test_those_who_look_up_at_once_get_no_more_than_those_in_turn(demand: World, post_officer: Member) -> None:
    held = permit(demand)
    assert post_officer.permissions
    for _ in range(MOST_A_MINUTE - 3):
        look_up(held.reference, purpose="entry", by=post_officer, at=MORNING)

    outcomes = race(*[lambda: look_up(held.reference, purpose="entry", by=post_officer, at=MORNING)] * 8)

    assert sum(isinstance(one, Conflict) for one in outcomes) == 5
    assert sum(isinstance(one, Answer) for one in outcomes) == 3


def test_who_left_and_came_again_in_one_telling_has_two_stays(demand: World, post_officer: Member) -> None:
    held = permit(demand)
    tell(post_officer, claim(held, "in", MORNING))

    tell(post_officer, claim(held, "out", MORNING + 9 * HOUR), claim(held, "in", MORNING + DAY))

    assert stays(held) == [(MORNING, MORNING + 9 * HOUR, False), (MORNING + DAY, None, False)]
    assert not prove().differences


MOMENTS = st.sampled_from(
    [MORNING + step for step in (-DAY, 0 * DAY, 5 * MINUTE, 40 * MINUTE, HOUR, 9 * HOUR, 2 * DAY)]
)
TELLINGS = st.lists(
    st.tuples(st.sampled_from(["in", "out"]), MOMENTS, st.booleans()), min_size=1, max_size=6, unique_by=lambda one: one
)


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(tellings=TELLINGS, order=st.randoms(use_true_random=False), at_once=st.integers(1, 3))
def test_whatever_is_told_in_whatever_order_gives_the_same_account(
    demand: World,
    post_officer: Member,
    department_officer: Member,
    tellings: list[tuple[str, datetime, bool]],
    order: object,
    at_once: int,
) -> None:
    accounts = []
    for turn in range(2):
        rows = [(place, *one) for place, one in enumerate(tellings)]
        if turn:
            order.shuffle(rows)  # type: ignore[attr-defined]
        with transaction.atomic():
            held = permit(demand)
            for first in range(0, len(rows), at_once):
                _tell(rows[first : first + at_once], held, post_officer, department_officer)
            assert not prove().differences
            accounts.append((stays(held), _odd(held)))
            transaction.set_rollback(True)

    assert accounts[0] == accounts[1]


def _tell(rows: list[tuple[int, str, datetime, bool]], held: Permit, post: Member, other_side: Member) -> None:
    for is_ours, by in ((True, post), (False, other_side)):
        told = [
            Claim(direction, at, f"k{place}", port="aidian", permit=held.pk)
            for place, direction, at, ours in rows
            if ours == is_ours
        ]
        if told:
            record_each(told, by=by, at=MORNING + timedelta(days=3))


def _odd(held: Permit) -> list[tuple[datetime, str]]:
    rows = Anomaly.objects.filter(worker=held.worker_id).values_list("crossing__occurred_at", "kind")
    return sorted(rows)
