"""An overstay that was none: suspected by the clock, told, answered by the worker, and closed by an officer."""

from datetime import date
from typing import Any

from django.urls import reverse

from permits.models import OverstayCase
from permits.services.follow_up import cases
from tests.factories import World, shanghai
from tests.journeys.seasons import FIRST, begun, crosses
from tests.portal.browsers import needs_chromium
from tests.portal.journeys.conftest import Member, Phone

pytestmark = needs_chromium
LAST = date(2027, 4, 15)


def test_a_suspected_overstay_is_contested_and_cleared(demand: World, member: Member, phone: Phone, clock: Any) -> None:
    permit = begun(demand)
    crosses(demand, permit, "in", shanghai(FIRST, 8))
    midnight = shanghai(date(2027, 4, 16), 0, 10)
    clock.move_to(midnight)
    assert cases.suspect_due(at=midnight) == cases.tell_due(at=midnight) == 1
    case = OverstayCase.objects.get()
    to_case = f'a[href="{reverse("portal:case", args=[case.pk])}"]'

    # Told in Vietnamese; she left by another gate, and says when.
    clock.move_to(shanghai(date(2027, 4, 16), 19))
    holder = phone(permit.worker)
    holder.has_letter("overstay_suspected")
    holder.opens("my")
    holder.follows("Nobody saw you leave China.")
    holder.types(left_on=LAST, port="Chi Ma", contest="Tôi đi cùng chị gái")
    holder.presses("Send my answer")
    holder.is_told("It was sent.")

    # Neither employer nor intermediary learns of it.
    for role in ("employer.clerk", "intermediary.clerk"):
        other = member(role, "zh-hans")
        other.opens("notices")
        assert not other.page.locator(to_case).count()

    clock.move_to(shanghai(date(2027, 4, 19), 9))
    reviewer = member("bureau.reviewer", "zh-hans")
    reviewer.has_letter("overstay_contested")
    reviewer.page.locator(to_case).first.click()
    reviewer.reads("Chi Ma")
    reviewer.does("close", closing="left_in_time", left_on=LAST, note="爱店口岸的班次记录")

    phone(permit.worker).has_letter("overstay_closed")
    case.refresh_from_db()
    assert (case.status, case.closing, case.left_on) == ("closed", "left_in_time", LAST)
