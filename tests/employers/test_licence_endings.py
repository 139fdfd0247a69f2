"""Alerts and letters before licences and mandates end, and the clock's jobs."""

from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.alerts.models import Alert
from core.jobs.models import JobRun
from core.notices.models import Notice
from employers import tasks
from employers.enums import LicenceStatus as L
from employers.models import Licence, Mandate
from employers.services.licensing import ending_alerts
from scheme.models import RuleSet
from tests import factories
from tests.factories import AT, TODAY, World

pytestmark = pytest.mark.django_db
END = date(2027, 12, 31)


@pytest.fixture(autouse=True)
def _rules() -> None:
    factories.rule_set()


def alerted(licence: Licence, days_before: int) -> list[str]:
    ending_alerts.alert_licences_ending(today=licence.valid_until - timedelta(days=days_before), at=AT)
    return sorted(Alert.objects.open().filter(kind="licence_ending").values_list("stage", flat=True))


def test_the_steps_come_one_by_one_each_with_one_letter() -> None:
    licence = factories.licence()

    steps = [alerted(licence, days) for days in (61, 60, 59, 31, 30, 8, 7, 1, 0)]

    assert steps == [[], ["60"], ["60"], ["60"], ["30"], ["30"], ["7"], ["7"], ["7"]]
    letters = Notice.objects.filter(kind="licence_ending").values_list("organisation_id", flat=True)
    assert list(letters) == [licence.intermediary_id] * 3
    assert {alert.organisation_id for alert in Alert.objects.all()} == {licence.intermediary_id}


def test_an_alert_closes_when_the_licence_has_a_successor_or_has_ended() -> None:
    licence = factories.licence()
    assert alerted(licence, 30) == ["30"]

    factories.licence(licence.intermediary, valid_from=date(2028, 1, 1), valid_until=date(2029, 1, 1))

    assert alerted(licence, 29) == []


@pytest.mark.parametrize("status", [L.APPLIED, L.REVOKED, L.REFUSED, L.EXPIRED])
def test_only_licences_that_run_are_announced(status: str) -> None:
    assert alerted(factories.licence(status=status), 7) == []


def test_the_steps_are_those_of_the_rule_set() -> None:
    RuleSet.objects.all().delete()
    factories.rule_set("scheme-own", changed={"licence_alert_days": [45]})
    licence = factories.licence()

    assert [alerted(licence, days) for days in (60, 46, 45, 1)] == [[], [], ["45"], ["45"]]


def test_a_mandate_s_end_is_announced_to_both_parties(world: World) -> None:
    first = ending_alerts.alert_mandates_ending(today=world.mandate.ends_on - timedelta(days=30), at=AT)
    again = ending_alerts.alert_mandates_ending(today=world.mandate.ends_on - timedelta(days=30), at=AT)

    assert (first, again) == (1, 0)
    told = Notice.objects.filter(kind="mandate_ending").values_list("organisation_id", flat=True)
    assert sorted(told) == sorted([world.employer.pk, world.intermediary.pk])


def test_announcing_takes_a_constant_number_of_queries() -> None:
    def announced(number: int) -> int:
        for _ in range(number):
            factories.licence()
        with CaptureQueriesContext(connection) as queries:
            assert ending_alerts.alert_licences_ending(today=END - timedelta(days=7), at=AT) == number
        return len(queries)

    assert announced(1) == announced(25)


def test_without_rules_nothing_is_announced() -> None:
    licence = factories.licence()

    assert ending_alerts.alert_licences_ending(today=date(2015, 1, 1), at=AT) == 0
    assert licence.status == L.ACTIVE


def test_each_job_does_its_work_once_a_day(world: World) -> None:
    licence = factories.licence(factories.intermediary(), valid_until=TODAY - timedelta(1))
    mandate = factories.mandate(world.employer, world.intermediary, ends_on=TODAY - timedelta(1))
    factories.licence(factories.intermediary(), valid_until=TODAY + timedelta(7))
    factories.mandate(world.employer, world.partner, ends_on=TODAY + timedelta(7))
    jobs = [tasks.expire_licences, tasks.expire_mandates, tasks.alert_licences_ending, tasks.alert_mandates_ending]

    with time_machine.travel(AT, tick=False):
        first = [job() for job in jobs]
        second = [job() for job in jobs]

    assert (first, second) == ([1, 1, 1, 1], [0, 0, 0, 0])
    assert Licence.objects.get(pk=licence.pk).status == L.EXPIRED
    assert Mandate.objects.get(pk=mandate.pk).status == "expired"
    assert JobRun.objects.filter(finished_at__isnull=False).count() == 4
