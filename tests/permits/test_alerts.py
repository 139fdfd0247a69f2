"""Alerts about permits: on the right day, once, for whom they concern, closing themselves, made up after an outage."""

from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.alerts.models import Alert
from core.dates import ZONE
from core.notices.models import Notice
from core.notices.services.letters import render
from permits.enums import PermitStatus
from permits.models import Permit, Stay
from permits.services.alerts import sweeps
from scheme.services.in_force import read_agreement
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


def test_each_step_takes_the_place_of_the_one_before_and_is_raised_once(granted):
    for day in range(31, -2, -1):
        for hour in (0, 12):
            sweeps.of_permits(at=shanghai(LAST - timedelta(day), hour))

    assert kept("permit_ending") == [(stage, False) for stage in ("30", "15", "7", "3", "1", "0")]


def test_after_an_outage_of_days_the_present_step_is_raised(granted):
    sweeps.of_permits(at=shanghai(LAST - timedelta(20)))

    sweeps.of_permits(at=shanghai(LAST - timedelta(2)))

    assert kept("permit_ending") == [("30", False), ("3", True)]
    assert Alert.objects.open().get().params == {"until": "2027-03-31"}


def test_an_extension_closes_it_and_its_new_end_opens_it_again(granted):
    sweeps.of_permits(at=shanghai(LAST - timedelta(7)))

    Permit.objects.filter(pk=granted.pk).update(last_on=LAST + timedelta(40))
    sweeps.of_permits(at=shanghai(LAST - timedelta(6)))
    extended = is_open("permit_ending")
    sweeps.of_permits(at=shanghai(LAST + timedelta(33)))

    assert (extended, is_open("permit_ending")) == ([], ["7"])


@pytest.mark.parametrize("status", [PermitStatus.SURRENDERED, PermitStatus.REVOKED, PermitStatus.CLOSED])
def test_a_permit_that_has_ended_is_not_announced(granted, status):
    Permit.objects.filter(pk=granted.pk).update(status=status, ended_on=date(2027, 3, 1), end_reason="by_worker")

    sweeps.of_permits(at=shanghai(LAST - timedelta(3)))

    assert not Alert.objects.exists()


def test_a_permit_that_goes_on_with_the_next_does_not_end(granted):
    following = {"first_on": LAST + timedelta(1), "last_on": LAST + timedelta(30)}
    factories.permit(granted.application, application=None, succeeds=granted, **following)

    sweeps.of_permits(at=shanghai(LAST - timedelta(3)))

    assert kept("permit_ending") == []


def test_the_last_lawful_day_comes_before_the_permits_where_the_stay_is_shorter(granted):
    inside(granted, last_lawful_on=LAST - timedelta(20))

    sweeps.of_permits(at=shanghai(LAST - timedelta(21)))

    assert Alert.objects.open().get().params == {"until": "2027-03-11"}
    assert is_open("permit_ending") == ["1"]


@pytest.mark.parametrize(
    ("moment", "stage"),
    [
        (shanghai(LAST, 23, 59), None),
        (shanghai(LAST + timedelta(1), 0, 0), "+1"),
        (shanghai(LAST + timedelta(2), 12), "+1"),
        (shanghai(LAST + timedelta(3), 0, 0), "+3"),
        (shanghai(LAST + timedelta(7), 0, 0), "+7"),
        (shanghai(LAST + timedelta(30), 0, 0), "+30"),
        (shanghai(LAST + timedelta(300), 0, 0), "+30"),
    ],
)
def test_who_was_not_seen_leaving_stands_on_the_steps_after(granted, moment, stage):
    inside(granted)
    Permit.objects.filter(pk=granted.pk).update(status="closed", ended_on=LAST, end_reason="season_over")

    sweeps.of_permits(at=moment)

    assert is_open("permit_past_end") == ([stage] if stage else [])


def test_a_late_record_of_the_exit_closes_it(granted):
    stay = inside(granted)
    sweeps.of_permits(at=shanghai(LAST + timedelta(3)))

    Stay.objects.filter(pk=stay.pk).update(left_at=shanghai(LAST, 18))
    sweeps.of_permits(at=shanghai(LAST + timedelta(3), 13))

    assert kept("permit_past_end") == [("+3", False)]


def test_who_was_never_seen_is_on_no_step_after_the_end(granted):
    sweeps.of_permits(at=shanghai(LAST + timedelta(3)))

    assert kept("permit_past_end") == []


def test_a_commuter_out_late_is_past_the_last_lawful_day_the_next_midnight(demand, filing):
    permit = factories.permitted(
        filing, demand.partner, permit_class="commuter", first_on=date(2027, 3, 1), last_on=date(2027, 4, 30)
    )
    inside(permit, shanghai(date(2027, 3, 3), 7, 10), last_lawful_on=date(2027, 3, 3))

    sweeps.of_permits(at=shanghai(date(2027, 3, 3), 23, 59))
    before = is_open("permit_past_end")
    sweeps.of_permits(at=shanghai(date(2027, 3, 4), 0, 0))

    assert (before, is_open("permit_past_end")) == ([], ["+1"])


def test_permits_of_two_records_that_proved_to_be_one_person_are_announced_while_they_overlap(demand, filing):
    one, other = (
        factories.permitted(filing, demand.partner, first_on=date(2026, 11, 15), last_on=LAST) for _ in range(2)
    )
    factories.permitted(filing, demand.partner, first_on=date(2026, 11, 15), last_on=LAST)
    sweeps.of_permits(at=factories.AT)
    before = kept("double_permit")

    type(one.worker).objects.filter(pk=other.worker_id).update(merged_into=one.worker)
    sweeps.of_permits(at=factories.AT)
    found = set(Alert.objects.open().filter(kind="double_permit").values_list("subject_id", flat=True))
    Permit.objects.filter(pk=other.pk).update(status="surrendered", ended_on=LAST, end_reason="by_worker")
    sweeps.of_permits(at=factories.AT)

    assert (before, found) == ([], {str(one.pk), str(other.pk)})
    assert kept("double_permit") == [("", False), ("", False)]


def test_all_whom_a_permit_concerns_see_that_it_ends_and_offices_alone_that_nobody_left(two_worlds, granted, filing):
    here, there = two_worlds
    inside(granted)
    sweeps.of_permits(at=shanghai(LAST))
    sweeps.of_permits(at=shanghai(LAST + timedelta(1)))

    def seeing(kind):
        return {
            name
            for name in ("employer", "intermediary", "partner", "bureau", "department", "licensing", "post")
            for one in (here, there)
            for member in [next(m for (k, _role), m in one.members.items() if k == name)]
            if Alert.objects.visible_to(member).filter(kind=kind).exists()
            for name in [name if one is here else f"other {name}"]
        }

    assert seeing("permit_ending") == {"employer", "intermediary", "partner", "bureau", "department"}
    assert seeing("permit_past_end") == {"bureau", "department"}


def test_an_organisation_gets_one_letter_however_many_permits_end(demand, filing):
    for days in (30, 30, 29):
        factories.permitted(filing, demand.partner, first_on=date(2026, 11, 15), last_on=LAST - timedelta(30 - days))

    sweeps.of_permits(at=shanghai(LAST - timedelta(30)))
    sweeps.of_permits(at=shanghai(LAST - timedelta(30), 13))

    told = Notice.objects.filter(kind="permit_ending", channel="in_app", organisation_id__isnull=False)
    assert sorted(told.values_list("organisation_id", "params__count", "params__first_on")) == sorted(
        (demand.organisations[kind].pk, 3, "2027-03-30")
        for kind in ("employer", "intermediary", "partner", "bureau", "department")
    )


def test_the_number_of_statements_does_not_grow_with_the_permits(demand, filing):
    def statements(number):
        for _ in range(number):
            factories.permitted(filing, demand.partner, first_on=date(2026, 11, 15), last_on=LAST)
        with CaptureQueriesContext(connection) as queries:
            assert sweeps.of_everything(at=shanghai(LAST - timedelta(3))) >= number
        return len(queries)

    read_agreement()  # kept from then on
    assert statements(1) == statements(12)


def test_a_worker_is_told_the_last_lawful_day_by_both_clocks_once_a_step(granted):
    for day in (7, 6):
        sweeps.of_permits(at=shanghai(LAST - timedelta(day)))

    told = Notice.objects.filter(kind="worker_permit_ending")
    assert sorted(told.values_list("person_id", "channel", "language", "subject_id")) == [
        (granted.worker_id, "in_app", "vi", str(granted.pk)),
        (granted.worker_id, "sms", "vi", str(granted.pk)),
    ]
    letter = render(told.first(), language="en")
    assert letter.subject == "Your last lawful day is 31 March 2027"
    assert "24:00 by the clock of China, 23:00 by the clock of Viet Nam" in letter.body


def test_of_the_day_after_the_case_tells_the_worker_and_the_ladder_of_later_ones(granted):
    inside(granted)

    told = {}
    for days in (1, 3):
        sweeps.of_permits(at=shanghai(LAST + timedelta(days)))
        told[days] = Notice.objects.filter(kind="worker_past_end", channel="in_app").count()

    assert told == {1: 0, 3: 1}
