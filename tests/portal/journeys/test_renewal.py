"""Permits that run out are renewed in bulk: proposed by the clock with their checks run, confirmed by an officer."""

from datetime import date
from typing import Any

from permits.models import Permit
from permits.services.lifetime import renewals
from tests.factories import World, shanghai
from tests.permits import steps
from tests.portal.browsers import needs_chromium
from tests.portal.journeys.conftest import Member, Phone

pytestmark = needs_chromium


def test_a_crew_s_permits_are_renewed_with_one_button(demand: World, member: Member, phone: Phone, clock: Any) -> None:
    steps.requirements()
    held = steps.holding(demand, steps.hiring(demand), 3, permit_class="short", last_on=date(2026, 12, 14))
    clock.move_to(shanghai(date(2026, 12, 1), 9))
    assert renewals.propose_due(at=shanghai(date(2026, 12, 1), 9)) == 3

    approver = member("bureau.approver", "en")
    approver.opens("renewals")
    approver.follows("Tick every row of this page")
    approver.presses("Confirm")
    approver.is_told()

    member("intermediary.clerk", "zh-hans").has_letter("permit_issued")
    holder = phone(held[0].worker, number=held[0].reference)
    holder.has_letter("permit_issued_worker")
    assert Permit.objects.filter(succeeds__in=held, status="issued").count() == 3
