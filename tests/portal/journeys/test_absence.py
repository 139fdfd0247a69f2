"""An employer reports a worker missing; the worker answers from her telephone, and the report is found false."""

from datetime import date
from typing import Any

import pytest

from permits.models import AbsenceReport, Arrival
from tests.factories import World, shanghai
from tests.journeys.seasons import FIRST, begun, crosses
from tests.portal.browsers import needs_chromium
from tests.portal.journeys.conftest import Member, Phone

pytestmark = [pytest.mark.drill, needs_chromium]


def test_a_worker_contests_an_absence_and_the_report_is_found_false(
    demand: World, member: Member, phone: Phone, clock: Any
) -> None:
    permit = begun(demand)
    crosses(demand, permit, "in", shanghai(FIRST, 8))
    Arrival.objects.create(permit=permit, arrived_on=FIRST, reported_at=shanghai(FIRST, 18))

    # Missing since Friday, reported on Monday: worker and both offices are told the same day.
    clock.move_to(shanghai(date(2026, 12, 7), 9))
    employer = member("employer.clerk", "zh-hans")
    employer.opens("at_site")
    employer.follows("Report an absence")
    employer.types(kind="missing", since_on=date(2026, 12, 4), note="周五起未见")
    employer.presses("Report")
    employer.is_told()
    member("department.officer", "vi").has_letter("absence_reported_office")

    # She was at work on the other field, and says so.
    clock.move_to(shanghai(date(2026, 12, 8), 20))
    holder = phone(permit.worker)
    holder.has_letter("absence_reported")
    holder.opens("my")
    holder.follows("Your employer says that you are not at work.")
    holder.reads("周五起未见")
    holder.types(contest="Tôi làm ở ruộng mía thứ hai")
    holder.presses("Send my answer")
    holder.is_told("It was sent.")

    clock.move_to(shanghai(date(2026, 12, 10), 9))
    reviewer = member("bureau.reviewer", "en")
    reviewer.has_letter("absence_contested")
    reviewer.opens("absences")
    reviewer.follows(permit.worker.name)
    reviewer.reads("Tôi làm ở ruộng mía thứ hai")
    reviewer.does("find_false", decision="Seen at work on the second site.")

    phone(permit.worker).has_letter("absence_false")
    employer = member("employer.clerk", "zh-hans")
    employer.has_letter("absence_false")
    assert AbsenceReport.objects.get().status == "false"
    permit.refresh_from_db()
    assert permit.status == "issued"
