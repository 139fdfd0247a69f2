"""Many clients on the last places of one quota: never too many at any node, and the ledger proves.

Every client is a thread with a connection of its own; all start at one barrier.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import contextmanager
from threading import Barrier, Thread
from time import sleep
from uuid import uuid4

import pytest
from django.db import connections, transaction
from django.db.models import F

from core.actors import CLOCK
from core.errors import Invalid, Refusal
from scheme.enums import EntryKind
from scheme.models import Quota, QuotaEntry
from scheme.services import quotas
from scheme.services.adjustments import approve_adjustment, propose_adjustment
from scheme.services.quota_proof import prove
from scheme.services.quotas import Want
from tests import factories
from tests.factories import AT, CANE, NINGMING, PINGXIANG

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])
CLIENTS = 64
RICE = "A0111"
LEAVES = [(NINGMING, CANE), (NINGMING, RICE), (PINGXIANG, CANE), (PINGXIANG, RICE)]
CEILINGS = {0: 40, 1: 35, 2: 30, 3: 20, 4: 12}  # the prefecture is the tightest: 30 of 64 fit
FIT = 30


@pytest.fixture
def season():
    for county, trade in LEAVES:
        factories.quotas(county, trade=trade, ceiling=100)
    QuotaEntry.objects.bulk_create(
        QuotaEntry(
            quota=quota, kind=EntryKind.ADJUST, ceiling_change=CEILINGS[quota.depth] - 100, cause=uuid4(), login="t"
        )
        for quota in Quota.objects.all()
    )
    return factories.season().pk


def race(acts: Sequence[Callable[[], object]]) -> Counter[str]:
    """Let all acts start together, each on its own connection, and count how they ended."""
    barrier, ends = Barrier(len(acts)), []

    def run(act):
        try:
            with connections["default"].cursor() as cursor:
                cursor.execute("SELECT 1")
            barrier.wait(timeout=30)
            act()
            ends.append("done")
        except Refusal as refusal:
            ends.append(refusal.code)
        except Exception as error:
            ends.append(f"{type(error).__name__}: {error}")
        finally:
            connections["default"].close()

    threads = [Thread(target=run, args=(act,)) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return Counter(ends)


def want(season, number, posts=1, cause=None):
    county, trade = LEAVES[number % len(LEAVES)]
    return Want(cause or uuid4(), season, county, trade, posts)


def reserving(*wants):
    def act():
        with transaction.atomic():
            quotas.reserve(wants, by=CLOCK, at=AT)

    return act


def over():
    return Quota.objects.filter(ceiling__lt=F("reserved") + F("used"))


def test_sixty_four_clients_never_oversell_the_last_places_at_any_node(season):
    ends = race([reserving(want(season, number)) for number in range(CLIENTS)])

    assert ends == {"done": FIT, "quota_full": CLIENTS - FIT}
    assert not over().exists()
    assert Quota.objects.get(depth=2).left == 0
    assert Quota.objects.get(depth=0).reserved == FIT
    assert prove().differences == []


def test_whatever_each_wants_no_node_is_oversold(season):
    wants = [want(season, number, posts=1 + number % 5) for number in range(CLIENTS)]

    ends = race([reserving(one) for one in wants])

    granted = quotas.held_by([one.cause for one in wants])
    assert set(ends) == {"done", "quota_full"}
    assert ends["done"] == sum(posts > 0 for posts in granted.values())
    assert Quota.objects.get(depth=0).reserved == sum(granted.values()) <= FIT
    assert all(granted[one.cause] in (0, one.posts) for one in wants)
    assert prove().differences == []


def test_wants_that_cross_from_leaf_to_leaf_never_wait_for_each_other_in_a_circle(season):
    acts = [
        reserving(*(want(season, number + step * (1 if number % 2 else -1)) for step in range(4)))
        for number in range(CLIENTS // 2)
    ]

    ends = race(acts)

    assert ends == {"done": FIT // 4, "quota_full": CLIENTS // 2 - FIT // 4}
    assert prove().differences == []


def test_reserving_and_releasing_together_neither_loses_nor_makes_a_post(season):
    held = [want(season, number) for number in range(FIT)]
    quotas.reserve(held, by=CLOCK, at=AT)
    takers = [want(season, number) for number in range(CLIENTS - FIT)]

    ends = race(
        [lambda one=one: quotas.release([one], by=CLOCK, at=AT) for one in held] + [reserving(one) for one in takers]
    )

    assert set(ends) <= {"done", "quota_full"}
    taken = sum(quotas.held_by([one.cause for one in takers]).values())
    assert ends["done"] == FIT + taken
    assert Quota.objects.get(depth=0).reserved == taken
    assert prove().differences == []


@pytest.mark.parametrize("act", [quotas.release, quotas.use])
def test_what_one_cause_holds_is_given_back_once(season, act):
    held = want(season, 0, posts=10)
    quotas.reserve([held, want(season, 0, posts=2)], by=CLOCK, at=AT)

    ends = race([lambda: act([held], by=CLOCK, at=AT)] * 16)

    assert ends == {"done": 1, "holds_fewer_posts": 15}
    assert prove().differences == []


def test_ceilings_that_fall_while_posts_are_reserved_never_fall_below_them(season, two_worlds, reviewer, approver):
    counties = Quota.objects.filter(area_id=NINGMING, industry=None)
    proposed = [
        propose_adjustment(counties.get().pk, change=-4, reason="less cane", by=reviewer, at=AT).pk for _ in range(5)
    ]

    ends = race(
        [lambda pk=pk: approve_adjustment(pk, by=approver, at=AT) for pk in proposed]
        + [reserving(Want(uuid4(), season, NINGMING, CANE, 1)) for _ in range(40)]
    )

    assert set(ends) <= {"done", "quota_full", "quota_in_use"}
    county = counties.get()
    approved = QuotaEntry.objects.filter(quota=county, ceiling_change=-4).count()
    assert county.ceiling == CEILINGS[3] - 4 * approved
    assert ends["done"] == approved + county.reserved
    assert not over().exists()
    assert prove().differences == []


@contextmanager
def without(remove, restore):
    """A guard of the database taken away by its owner, and put back on empty tables."""
    with connections["owner"].cursor() as cursor:
        cursor.execute(remove)
        try:
            yield
        finally:
            cursor.execute("TRUNCATE scheme_quota CASCADE")
            cursor.execute(restore)


def definition(sql):
    with connections["owner"].cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchone()[0]


def test_without_its_constraint_the_same_race_oversells(season):
    kept = definition("SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = 'quota_never_oversold'")
    remove = "ALTER TABLE scheme_quota DROP CONSTRAINT quota_never_oversold"
    restore = f"ALTER TABLE scheme_quota ADD CONSTRAINT quota_never_oversold {kept}"

    with without(remove, restore):
        ends = race([reserving(want(season, number)) for number in range(CLIENTS)])

        assert ends == {"done": CLIENTS}
        assert over().count() == 9


def until_somebody_waits():
    for _ in range(1000):
        with connections["default"].cursor() as cursor:
            # In this database only: other tests run beside this one, on the same server.
            cursor.execute(
                "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                " WHERE NOT granted AND datname = current_database()"
            )
            if cursor.fetchone()[0]:
                return
        sleep(0.01)
    raise AssertionError("nobody waits")


def test_without_its_check_a_cause_gives_back_more_than_it_holds(season):
    kept = definition("SELECT pg_get_functiondef('scheme_apply_entries'::regproc)")
    start, end = kept.index("    IF EXISTS"), kept.index("    END IF;") + len("    END IF;")
    held = want(season, 0, posts=6)
    quotas.reserve([held, want(season, 0, posts=6)], by=CLOCK, at=AT)

    with without(kept[:start] + kept[end:], kept):
        # Both look before either has written: the first keeps its transaction open until the second waits for it.
        looked = Barrier(2)

        def first():
            with transaction.atomic():
                quotas.release([held], by=CLOCK, at=AT)
                looked.wait(timeout=10)
                until_somebody_waits()

        def second():
            looked.wait(timeout=10)
            quotas.release([held], by=CLOCK, at=AT)

        ends = race([first, second])
        differences = prove().differences

    assert ends["done"] == 2
    assert {difference.what for difference in differences} == {f"held by {held.cause}"}


def test_a_refused_reservation_leaves_its_transaction_usable(season):
    quotas.reserve([want(season, 0, posts=12)], by=CLOCK, at=AT)

    with transaction.atomic():
        with pytest.raises(Invalid):
            quotas.reserve([want(season, 0)], by=CLOCK, at=AT)
        quotas.reserve([want(season, 1)], by=CLOCK, at=AT)

    assert Quota.objects.get(depth=0).reserved == 13
