"""Two at once: a stay is suspected once, a case confirmed once, a measure put in force once."""

from collections.abc import Callable
from datetime import date

import pytest

from core.errors import Refusal
from permits.enums import CaseStatus, PermitClass
from permits.models import Extension, OverstayCase
from permits.services.follow_up import cases, force_majeure
from permits.services.follow_up.force_majeure import Measure
from tests import factories
from tests.core.races import race
from tests.factories import World, shanghai
from tests.permits.presence_steps import entered, permitted

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "owner"])

LAST = date(2026, 12, 31)
TOLD = shanghai(date(2027, 1, 1), 0, 30)
LATER = shanghai(date(2027, 1, 9), 9)


@pytest.fixture
def ground(transactional_db: None) -> World:
    """A world with a worker whose last lawful day is the end of December."""
    world = factories.world()
    factories.rule_set()
    permit = permitted(world, permit_class=PermitClass.SHORT, last_on=LAST)
    entered(permit, shanghai(date(2026, 12, 1), 9), world)
    return world


def outcomes_of(*runners: Callable[[], object]) -> list[str]:
    """What became of each: the code of its refusal, "" for what was done."""
    outcomes = race(*runners)
    assert [one for one in outcomes if isinstance(one, Exception) and not isinstance(one, Refusal)] == []
    return sorted(one.code if isinstance(one, Refusal) else "" for one in outcomes)


def test_two_clocks_suspect_a_stay_once(ground: World) -> None:
    found = race(*[lambda: cases.suspect_due(at=TOLD)] * 4)

    assert sorted(found, key=str) == [0, 0, 0, 1]
    assert OverstayCase.objects.count() == 1


def test_two_clocks_tell_a_worker_once(ground: World) -> None:
    cases.suspect_due(at=TOLD)

    told = race(*[lambda: cases.tell_due(at=TOLD)] * 4)

    assert sorted(told, key=str) == [0, 0, 0, 1]


def test_one_of_two_second_signatures_counts(ground: World) -> None:
    cases.suspect_due(at=TOLD)
    cases.tell_due(at=TOLD)
    case = OverstayCase.objects.get()
    cases.propose_confirmation(case.pk, "No exit at any port.", by=ground.member("bureau", "reviewer"), at=LATER)
    approver = ground.member("bureau", "approver")

    outcomes = outcomes_of(*[lambda: cases.confirm(case.pk, by=approver, at=LATER)] * 2)

    assert outcomes == ["", "too_late"]
    assert OverstayCase.objects.get().status == CaseStatus.CONFIRMED


def test_a_measure_extends_a_permit_once(ground: World) -> None:
    typhoon = Measure("Typhoon", "Notice 12 of 2026", "451422", date(2026, 12, 20), LAST, date(2027, 1, 10))
    proposed = force_majeure.propose(typhoon, by=ground.member("bureau", "reviewer"), at=TOLD)
    approver = ground.member("bureau", "approver")

    outcomes = outcomes_of(*[lambda: force_majeure.approve(proposed.pk, by=approver, at=TOLD)] * 2)

    assert outcomes == ["", "too_late"]
    assert Extension.objects.count() == 1
