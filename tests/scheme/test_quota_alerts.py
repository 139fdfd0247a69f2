"""Quotas that fill up raise an alert a threshold, once, which closes when they are no longer so full."""

from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.actors import CLOCK
from core.alerts.models import Alert
from core.jobs.models import JobRun
from scheme import tasks
from scheme.models import Quota, QuotaEntry
from scheme.services import quotas
from scheme.services.in_force import read_agreement
from scheme.services.quota_alerts import raise_quota_alerts
from tests import factories
from tests.factories import AT, CANE, NINGMING, PINGXIANG

pytestmark = pytest.mark.django_db


@pytest.fixture
def season(db):
    factories.rule_set()
    factories.quotas(ceiling=1000)
    return factories.season()


@pytest.fixture
def small(season):
    """A trade's quota of a hundred posts below larger ones."""
    factories.quotas(trade="A0141", ceiling=100)
    return Quota.objects.get(industry_id="A0141")


def reserve(season, posts, *, county=NINGMING, industry="A0141"):
    want = quotas.Want(uuid4(), season.pk, county, industry, posts)
    quotas.reserve([want], by=CLOCK, at=AT)
    return want


def stages(**kept):
    return list(Alert.objects.filter(kind="quota_threshold", **kept).order_by("id").values_list("subject_id", "stage"))


@pytest.mark.parametrize(
    ("posts", "expected"), [(79, []), (80, ["80"]), (94, ["80"]), (95, ["80", "95"]), (100, ["80", "95", "100"])]
)
def test_an_alert_is_raised_from_its_threshold_on(season, small, posts, expected):
    reserve(season, posts)

    raised = raise_quota_alerts(at=AT)

    assert raised == len(expected)
    assert sorted(stages(), key=lambda one: int(one[1])) == [(str(small.pk), stage) for stage in expected]


def test_used_posts_count_as_reserved_ones_do(season, small):
    want = reserve(season, 80)
    quotas.use([want], by=CLOCK, at=AT)

    assert raise_quota_alerts(at=AT) == 1


def test_a_second_run_raises_nothing(season, small):
    reserve(season, 90)
    raise_quota_alerts(at=AT)

    assert raise_quota_alerts(at=AT) == 0
    assert len(stages()) == 1


def test_an_alert_closes_when_the_quota_is_no_longer_so_full_and_opens_again(season, small):
    want = reserve(season, 96)
    raise_quota_alerts(at=AT)

    quotas.release([quotas.Want(want.cause, season.pk, NINGMING, "A0141", 10)], by=CLOCK, at=AT)
    raise_quota_alerts(at=AT)
    assert (stages(closed_at=None), stages(closed_at=AT)) == ([(str(small.pk), "80")], [(str(small.pk), "95")])

    reserve(season, 10)
    assert raise_quota_alerts(at=AT) == 1
    assert len(stages(closed_at=None)) == 2


def test_a_raised_ceiling_closes_the_alert(season, small):
    reserve(season, 100)
    raise_quota_alerts(at=AT)

    QuotaEntry.objects.create(quota=small, kind="adjust", ceiling_change=900, cause=uuid4(), login="test")
    raise_quota_alerts(at=AT)

    assert stages(closed_at=None) == []


def test_a_bureau_sees_the_alerts_of_its_area_and_below(season, small, two_worlds):
    reserve(season, 80)

    raise_quota_alerts(at=AT)

    here, elsewhere = (world.member("bureau", "reviewer") for world in two_worlds)
    assert Alert.objects.visible_to(here).get().params == {"percent": 80, "ceiling": 100, "reserved": 80, "used": 0}
    assert Alert.objects.get().area == NINGMING
    assert not Alert.objects.visible_to(elsewhere).exists()


def test_thresholds_are_those_of_the_area_s_own_rules(season, small):
    factories.rule_set("ningming", area=factories.area(), changed={"quota_thresholds_percent": [50]})
    factories.quotas(PINGXIANG, ceiling=100)
    reserve(season, 50)
    reserve(season, 50, county=PINGXIANG, industry=CANE)

    raise_quota_alerts(at=AT)

    assert stages() == [(str(small.pk), "50")]


def test_a_season_that_is_over_alerts_nobody(season, small):
    reserve(season, 100)
    raise_quota_alerts(at=AT)

    raise_quota_alerts(at=datetime(2027, 6, 1, 8, tzinfo=UTC))

    assert stages(closed_at=None) == []


def test_without_rules_there_are_no_thresholds(season, small):
    reserve(season, 100)

    assert raise_quota_alerts(at=datetime(2015, 6, 1, 8, tzinfo=UTC)) == 0


def test_the_number_of_queries_does_not_grow_with_the_quotas(season, small, django_assert_num_queries):
    reserve(season, 100)
    read_agreement()
    with CaptureQueriesContext(connection) as few:
        raise_quota_alerts(at=AT)
    for trade in ("A0111", "A0113", "A0123", "A0134"):
        factories.quotas(trade=trade, ceiling=10)
        reserve(season, 10, industry=trade)
    read_agreement()

    with django_assert_num_queries(len(few)):
        assert raise_quota_alerts(at=AT) == 12


def test_the_clock_asks_once_a_period(season, small):
    reserve(season, 100)

    with time_machine.travel(datetime(2026, 9, 1, 1, 3, tzinfo=UTC), tick=False):
        answers = [tasks.raise_quota_alerts(), tasks.raise_quota_alerts()]

    assert answers == [3, 0]
    assert JobRun.objects.get(job="raise_quota_alerts").done == 3
    assert season.work_until > date(2026, 9, 1)
