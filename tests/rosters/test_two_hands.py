"""Two hands at the rows of one roster: each row is applied once, and what one of them leaves is done by the other."""

import threading

import pytest
from django.db import connections, transaction

from core.audit.services import act
from rosters.models import Roster, RosterRow
from rosters.services import rosters, staging, working
from tests import factories
from tests.rosters.files import AT, WORKERS, as_csv, person, tried
from workers.models import Registration

ROWS, HELD = 9, 2

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])


def test_a_second_hand_takes_what_the_first_does_not_hold_and_the_first_ends_it(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    factories.rule_set()
    clerk = factories.world().member("intermediary", "clerk")
    roster = tried("workers", as_csv(WORKERS, [person(serial) for serial in range(ROWS)]), clerk)
    rosters.apply(roster.pk, by=clerk, at=AT)
    monkeypatch.setattr(staging, "BATCH", HELD)
    helped: list[int] = []

    def second() -> None:
        try:
            helped.append(working.help_along(at=AT))
        finally:
            connections.close_all()

    with transaction.atomic(), act("apply_roster", by=clerk):
        assert len(staging.held(roster, "good")) == HELD
        thread = threading.Thread(target=second)
        thread.start()
        thread.join()

    assert helped == [ROWS - HELD]
    assert (Registration.objects.count(), Roster.objects.get().status) == (ROWS - HELD, "applying")
    assert working.work(roster.pk, at=AT)
    assert (Roster.objects.get().status, Roster.objects.get().counts) == ("applied", {"applied": ROWS})
    assert Roster.objects.get().done == ROWS
    held = RosterRow.objects.in_state("applied").values_list("record_id", flat=True)
    assert set(held) == set(Registration.objects.values_list("pk", flat=True))


def test_both_hands_at_once_apply_each_row_once(monkeypatch: pytest.MonkeyPatch) -> None:
    factories.rule_set()
    clerk = factories.world().member("intermediary", "clerk")
    roster = tried("workers", as_csv(WORKERS, [person(serial) for serial in range(40)]), clerk)
    rosters.apply(roster.pk, by=clerk, at=AT)
    monkeypatch.setattr(staging, "BATCH", 3)
    barrier, done = threading.Barrier(2), []

    def hand(first: bool) -> None:
        try:
            barrier.wait()
            done.append(working.work(roster.pk, at=AT) if first else working.help_along(at=AT))
        finally:
            connections.close_all()

    threads = [threading.Thread(target=hand, args=[first]) for first in (True, False)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(done) == 2
    assert (Roster.objects.get().status, Roster.objects.get().counts) == ("applied", {"applied": 40})
    assert Registration.objects.count() == 40
