"""An employer reports a worker missing; the worker says otherwise, and the false report counts against the employer."""

from datetime import date

import pytest

from core.errors import Conflict
from permits.models import Permit
from permits.services.follow_up import absences
from tests.factories import World, shanghai
from tests.journeys.seasons import FIRST, begun, crosses, holder, letters

pytestmark = pytest.mark.django_db


def test_a_contested_absence_is_found_false_and_counted(demand: World) -> None:
    permit = begun(demand)
    crosses(demand, permit, "in", shanghai(FIRST, 8))
    clerk, reviewer = demand.member("employer", "clerk"), demand.member("bureau", "reviewer")
    department = demand.member("department", "officer")

    # Missing since Friday, reported on Monday: in time, and worker and both offices know the same day.
    reported_at = shanghai(date(2026, 12, 7), 9)
    report = absences.report(permit.pk, kind="missing", since_on=date(2026, 12, 4), by=clerk, at=reported_at)
    assert not report.was_late
    assert "absence_reported" in letters(holder(permit))
    assert "absence_reported_office" in letters(reviewer) & letters(department)
    with pytest.raises(Conflict, match="may contest it until 2026-12-12"):
        absences.uphold(report.pk, "Not seen.", by=reviewer, at=shanghai(date(2026, 12, 8), 9))

    # The worker answers: at work on the second site all the time.
    absences.contest(report.pk, "Tôi làm ở ruộng mía thứ hai", by=holder(permit), at=shanghai(date(2026, 12, 8), 20))
    assert "absence_contested" in letters(reviewer)
    found = absences.find_false(
        report.pk, "Seen at work on the second site.", by=reviewer, at=shanghai(date(2026, 12, 10), 9)
    )

    assert found.status == "false"
    assert absences.false_reports_of([demand.employer.pk], by=reviewer) == {demand.employer.pk: 1}
    assert {"absence_false"} <= letters(holder(permit)) & letters(clerk)
    assert Permit.objects.get(pk=permit.pk).status == "issued"
