"""An overstay that was none: the exit was seen in time and told late, and nobody had to prove anything."""

from datetime import date

import pytest

from core.alerts.models import Alert
from permits.models import OverstayCase
from permits.services.alerts import sweeps
from permits.services.follow_up import cases
from tests.factories import World, shanghai
from tests.journeys.seasons import FIRST, begun, crosses, holder, letters

pytestmark = pytest.mark.django_db

LAST = date(2027, 4, 15)
MIDNIGHT = shanghai(date(2027, 4, 16), 0)


def test_a_late_record_clears_the_worker_without_a_word_against_anybody(demand: World) -> None:
    permit = begun(demand)
    crosses(demand, permit, "in", shanghai(FIRST, 8))

    # A minute before midnight nobody is suspected; at midnight the records ask a question.
    assert cases.suspect_due(at=shanghai(LAST, 23, 59)) == 0
    assert cases.suspect_due(at=MIDNIGHT) == cases.tell_due(at=MIDNIGHT) == 1
    sweeps.of_permits(at=MIDNIGHT)
    [case] = OverstayCase.objects.visible_to(holder(permit))
    assert (case.status, case.evidence["last_lawful_on"]) == ("notified", LAST.isoformat())
    assert "overstay_suspected" in letters(holder(permit))

    # Neither employer nor intermediary learns of it.
    for kind in ("employer", "intermediary"):
        clerk = demand.member(kind, "clerk")
        assert not OverstayCase.objects.visible_to(clerk).exists()
        assert not Alert.objects.visible_to(clerk).filter(kind="permit_past_end").exists()
        assert not {name for name in letters(clerk) if name.startswith("overstay")}

    # The post's network comes back: the worker had left on the last day, at eleven at night in Hanoi.
    told = shanghai(date(2027, 4, 18), 9)
    crosses(demand, permit, "out", shanghai(LAST, 23, 55), told_at=told)
    assert cases.clear_due(at=told) == 1
    sweeps.of_permits(at=told)

    case.refresh_from_db()
    assert (case.status, case.closing, case.left_on) == ("closed", "left_in_time", LAST)
    assert "overstay_closed" in letters(holder(permit))
    assert not Alert.objects.filter(kind="permit_past_end", closed_at=None).exists()
