"""A typhoon shuts the road home: one measure by two persons keeps everybody lawful, and each worker is told."""

from datetime import date

import pytest

from core.errors import Refusal
from permits.models import OverstayCase, Permit, Stay
from permits.services.follow_up import cases, force_majeure
from permits.services.follow_up.force_majeure import Measure
from tests.factories import World, shanghai
from tests.journeys.seasons import FIRST, LAST, begun, crosses, holder, letters

pytestmark = pytest.mark.django_db

TYPHOON = Measure(
    name="Typhoon Mẫu",
    legal_basis="Notice 4 of 2027",
    area="451422",
    from_on=date(2027, 4, 14),
    until_on=date(2027, 4, 18),
    extends_to=date(2027, 4, 25),
)
AT = shanghai(date(2027, 4, 16), 9)


def test_a_typhoon_makes_nobody_irregular(demand: World) -> None:
    permit = begun(demand)
    crosses(demand, permit, "in", shanghai(FIRST, 8))
    reviewer, approver = demand.member("bureau", "reviewer"), demand.member("bureau", "approver")
    cases.suspect_due(at=AT)
    cases.tell_due(at=AT)
    assert OverstayCase.objects.get().status == "notified"

    # A dry run first, then two persons of different units.
    assert force_majeure.dry_run(TYPHOON, by=reviewer).permits == [permit.pk]
    assert Permit.objects.get(pk=permit.pk).last_on == LAST
    measure = force_majeure.propose(TYPHOON, by=reviewer, at=AT)
    with pytest.raises(Refusal):
        force_majeure.approve(measure.pk, by=reviewer, at=AT)
    force_majeure.approve(measure.pk, by=approver, at=AT)

    # The permit, the stay and the suspicion follow; the worker is told in Vietnamese.
    assert cases.clear_due(at=AT) == 1
    assert Permit.objects.get(pk=permit.pk).last_on == date(2027, 4, 25)
    assert Stay.objects.get().last_lawful_on == date(2027, 4, 25)
    assert OverstayCase.objects.get().status == "closed"
    assert {kind for kind in letters(holder(permit)) if "force" in kind or "majeure" in kind}

    # Home on the last of the days given: in time.
    crosses(demand, permit, "out", shanghai(date(2027, 4, 25), 22))
    assert cases.suspect_due(at=shanghai(date(2027, 4, 26), 0)) == 0
