"""What should have happened is held against what did."""

from datetime import timedelta

import pytest
from django.core.management import call_command

from core.alerts.models import Alert
from core.dates import day_of
from core.notices.models import Notice
from employers.models import Mandate
from permits.models import Permit
from permits.services import reconciling
from tests import factories
from tests.factories import AT, World


def test_nothing_is_out_of_step_where_nothing_is_due(demand: World) -> None:
    assert reconciling.differences(at=AT) == {}


def test_what_a_job_did_not_do_by_yesterday_is_told_and_closes_by_itself(demand: World) -> None:
    late = factories.mandate(ends_on=day_of(AT) - timedelta(days=3))
    factories.mandate(ends_on=day_of(AT) - timedelta(days=1))  # today's jobs have the day to come to it

    assert reconciling.tell(at=AT) == 1

    [alert] = Alert.objects.visible_to(demand.member("operator", "officer")).open()
    assert (alert.kind, alert.subject_id, alert.params) == ("out_of_step", "mandates_past_end", {"number": 1})

    Mandate.objects.filter(pk=late.pk).delete()
    reconciling.tell(at=AT)

    assert not Alert.objects.open().exists()


@pytest.mark.django_db
def test_every_permit_of_the_demo_has_its_letter_and_one_without_is_found() -> None:
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    permit = Permit.objects.order_by("issued_at").last()
    assert permit is not None
    at = permit.issued_at + timedelta(hours=2)
    assert "permits_without_letter" not in reconciling.differences(at=at)

    Notice.objects.filter(subject_id=str(permit.pk)).delete()

    assert reconciling.differences(at=at)["permits_without_letter"] == 1
