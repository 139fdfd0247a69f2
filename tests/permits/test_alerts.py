"""Alerts about permits: on the right day, once, seen by whom they concern, closing themselves, made up after an outage."""

from datetime import date, datetime, timedelta

import pytest

from core.alerts.models import Alert
from core.dates import ZONE
from permits.models import Stay
from permits.services.alerts import sweeps
from tests import factories
from tests.factories import shanghai

pytestmark = pytest.mark.django_db

LAST = date(2027, 3, 31)


@pytest.fixture
def filing(demand):
    return factories.filing(demand.mandate, status="granted")


@pytest.fixture
def granted(demand, filing):
    """A seasonal permit from mid-November to the end of March."""
    return factories.permitted(filing, demand.partner, first_on=date(2026, 11, 15), last_on=LAST)


def inside(permit, entered=None, **given):
    """The holder came in and was not seen leaving."""
    return Stay.objects.create(
        worker=permit.worker,
        permit=permit,
        entered_at=entered or shanghai(permit.first_on),
        last_lawful_on=given.pop("last_lawful_on", permit.last_on),
        **given,
    )


def kept(*kinds):
    """Of the kinds: stage and whether it is open, in the order of raising."""
    rows = Alert.objects.filter(kind__in=kinds).order_by("pk")
    return [(row.stage, row.closed_at is None) for row in rows]


def is_open(kind):
    return list(Alert.objects.open().filter(kind=kind).values_list("stage", flat=True))


@pytest.mark.parametrize(
    ("moment", "stage"),
    [
        (shanghai(LAST - timedelta(31), 23, 59), None),
        (shanghai(LAST - timedelta(30), 0, 0), "30"),
        (shanghai(LAST - timedelta(16), 23, 59), "30"),
        (shanghai(LAST - timedelta(15), 0, 0), "15"),
        (shanghai(LAST - timedelta(7), 0, 0), "7"),
        (shanghai(LAST - timedelta(3), 0, 0), "3"),
        (shanghai(LAST - timedelta(1), 0, 0), "1"),
        (shanghai(LAST, 0, 0), "0"),
        (shanghai(LAST, 23, 59), "0"),
        (shanghai(LAST + timedelta(1), 0, 0), None),
    ],
)
def test_a_permit_is_announced_on_the_steps_of_its_class_by_chinas_clock(granted, moment, stage):
    sweeps.of_permits(at=moment)

    assert is_open("permit_ending") == ([stage] if stage else [])


def test_an_evening_in_hanoi_is_already_the_next_day_where_permits_end(granted):
    hanoi = datetime.fromisoformat("2027-03-29T23:30:00+07:00")

    sweeps.of_permits(at=hanoi)

    assert hanoi.astimezone(ZONE).date() == LAST - timedelta(1)
    assert is_open("permit_ending") == ["1"]
