"""Around the crossings: days used and left, looking permits up, devices, files, anomalies and the proof."""

import io
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import Member
from core.alerts.models import Alert
from core.audit.models import Event
from core.dates import ZONE
from core.errors import Conflict, Forbidden, Invalid, NotFound
from permits.models import Anomaly, Crossing, Device, DeviceLog, Permit, Stay
from permits.services.border import devices
from permits.services.border.anomalies import settle
from permits.services.border.crossings_file import record_file
from permits.services.border.days import days_of, days_of_each
from permits.services.border.look_up import MOST_A_MINUTE, check_public, look_up
from permits.services.border.ports import ports_closed
from permits.services.border.stays import recompute
from scheme.models import PortStatus
from tests import factories
from tests.factories import World
from tests.permits.border import DAY, FIRST_ON, HOUR, LAST_ON, MINUTE, MORNING, claim, odd, permit, stays, tell


@pytest.fixture
def held(demand: World) -> Permit:
    return permit(demand)


# Place.


def test_a_stay_is_where_its_permit_is_whoever_writes_it_down(held: Permit, post_officer: Member) -> None:
    place = (held.season_id, held.county_id, held.province_id)
    tell(post_officer, claim(held, "in", MORNING))

    Stay.objects.update(season=None, county=None, province=None)

    assert list(Stay.objects.values_list("season", "county", "province")) == [place]
    Stay.objects.update(permit=None)
    assert Stay.objects.filter(season=None, county=None, province=None).exists()


def test_a_stay_without_a_permit_is_nobodys_but_oversights(
    held: Permit, post_officer: Member, approver: Member, department_officer: Member, auditor: Member
) -> None:
    tell(post_officer, claim(held, "in", MORNING))

    assert [len(Stay.objects.visible_to(by)) for by in (approver, department_officer, auditor)] == [1, 1, 1]
    Stay.objects.update(permit=None)
    assert [len(Stay.objects.visible_to(by)) for by in (approver, department_officer, auditor)] == [0, 0, 1]


def test_a_permit_never_moves_to_another_season(held: Permit) -> None:
    with pytest.raises(IntegrityError, match="never change"), transaction.atomic():
        Permit.objects.update(season=factories.season("2027-28"))


# Days.


def test_days_are_counted_over_tet_and_shown_by_both_clocks(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "in", MORNING))
    tell(post_officer, claim(held, "out", datetime(2027, 2, 10, 16, tzinfo=ZONE)))
    away = days_of(held, at=datetime(2027, 2, 15, 12, tzinfo=ZONE))
    tell(post_officer, claim(held, "in", datetime(2027, 2, 20, 9, tzinfo=ZONE)))

    here = days_of(held, at=datetime(2027, 2, 22, 12, tzinfo=ZONE))

    assert (away.is_here, away.used, away.left, away.last_lawful_on) == (False, 87, 74, LAST_ON)
    assert (here.is_here, here.used, here.left) == (True, 89, 67)
    assert here.ends_at.isoformat() == "2027-05-01T00:00:00+08:00"
    assert here.ends_at_in_hanoi.isoformat() == "2027-04-30T23:00:00+07:00"


def test_days_of_many_take_as_many_queries_as_days_of_one(demand: World) -> None:
    many = [permit(demand) for _ in range(3)]
    days_of(many[0], at=MORNING)
    with CaptureQueriesContext(connection) as one:
        days_of(many[0], at=MORNING)

    with CaptureQueriesContext(connection) as all_of_them:
        found = days_of_each(many, at=MORNING)

    assert len(all_of_them) == len(one)
    assert set(found) == {held.pk for held in many}


# Looking up.


def test_a_post_looks_up_one_permit_and_that_is_on_record(held: Permit, post_officer: Member) -> None:
    answer = look_up(held.reference, purpose="entry", by=post_officer, at=MORNING)

    assert (answer.is_valid, answer.expected, answer.ports) == (True, "in", ("aidian",))
    assert (answer.name, answer.birth_year) == (held.worker.name, held.worker.birth_date.year)
    [event] = Event.objects.of(held).filter(verb="look_up")
    assert (event.actor_id, event.details) == (post_officer.pk, {"purpose": "entry"})


@pytest.mark.parametrize(
    ("given", "at", "code"),
    [
        ({}, MORNING - DAY, "permit_not_begun"),
        ({}, MORNING + 200 * DAY, "permit_over"),
        ({"status": "suspended"}, MORNING, "permit_suspended"),
        ({"ports": ["youyiguan"]}, MORNING, "permit_for_other_ports"),
    ],
)
def test_an_answer_says_why_a_permit_does_not_hold(
    demand: World, post_officer: Member, given: dict[str, Any], at: datetime, code: str
) -> None:
    held = permit(demand, **given)

    answer = look_up(held.reference, purpose="control", by=post_officer, at=at)

    assert [problem.code for problem in answer.problems] == [code]
    assert not answer.is_valid


def test_a_paper_finds_its_holders_permit_and_one_that_finds_none_is_on_record(
    held: Permit, post_officer: Member
) -> None:
    factories.paper(held.worker, number="C7654321")

    answer = look_up("c765 4321", purpose="entry", by=post_officer, at=MORNING)

    assert answer.permit == held
    with pytest.raises(NotFound):
        look_up("C7654322", purpose="entry", by=post_officer, at=MORNING)
    assert Event.objects.filter(verb="look_up_failed").count() == 1


def test_nobody_reads_the_register_through_the_door_of_posts(held: Permit, post_officer: Member) -> None:
    unknown = Permit(season=held.season, number=held.number + 1000).reference
    with pytest.raises(NotFound):
        look_up(unknown, purpose="entry", by=post_officer, at=MORNING)
    for _ in range(MOST_A_MINUTE - 1):
        look_up(held.reference, purpose="entry", by=post_officer, at=MORNING)

    with pytest.raises(Conflict, match="wait a minute"):
        look_up(held.reference, purpose="entry", by=post_officer, at=MORNING)


def test_looking_up_takes_a_post_and_a_purpose(held: Permit, post_officer: Member, reviewer: Member) -> None:
    with pytest.raises(Forbidden):
        look_up(held.reference, purpose="entry", by=reviewer, at=MORNING)
    with pytest.raises(Invalid, match="what for"):
        look_up(held.reference, purpose="curiosity", by=post_officer, at=MORNING)
    with pytest.raises(Invalid, match="check character"):
        look_up("WP-2627-000001-X", purpose="entry", by=post_officer, at=MORNING)


def test_anybody_learns_whether_a_permit_holds_and_nothing_else(demand: World) -> None:
    held, suspended = permit(demand), permit(demand, status="suspended")
    unknown = Permit(season=held.season, number=held.number + 1000)

    assert check_public(held.reference, at=MORNING)
    with CaptureQueriesContext(connection) as asked:
        assert not check_public(held.reference, at=MORNING - DAY)
    assert len(asked) == 1
    assert not check_public(held.reference, at=MORNING + 200 * DAY)
    assert not check_public(suspended.reference, at=MORNING)
    assert not check_public(unknown.reference, at=MORNING)


# Devices.


class Gate:
    """A device with its key, that writes its log by itself."""

    def __init__(self, by: Member) -> None:
        self._key = Ed25519PrivateKey.generate()
        public = self._key.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw).hex()
        self.device = devices.enrol(name="gate 1", public_key=public, by=by, at=MORNING)
        self.by = by

    def entry(self, sequence: int, of: Permit, direction: str, at: datetime) -> dict[str, Any]:
        said = {"sequence": sequence, "direction": direction, "occurred_at": at.isoformat()}
        return said | {"permit_number": of.reference}

    def upload(self, *entries: dict[str, Any], at: datetime, signed: str = "") -> DeviceLog:
        signature = signed or self._key.sign(devices.canonical(self.device.pk, entries)).hex()
        return devices.upload_log(self.device.pk, entries=entries, signature=signature, by=self.by, at=at)


def test_a_signed_log_is_taken_in_once_and_a_missing_part_raises_an_alert_until_it_comes(
    held: Permit, post_officer: Member
) -> None:
    gate = Gate(post_officer)
    entry, leaving = gate.entry(1, held, "in", MORNING), gate.entry(2, held, "out", MORNING + 9 * HOUR)
    third = gate.entry(3, held, "in", MORNING + DAY)
    gate.upload(entry, at=MORNING + 2 * DAY)

    gate.upload(third, at=MORNING + 2 * DAY)
    assert Alert.objects.filter(kind="sequence_gap", closed_at=None).values_list("params", flat=True).get() == {
        "missing": 1,
        "first": 2,
    }
    first = gate.upload(leaving, at=MORNING + 3 * DAY)
    again = gate.upload(leaving, at=MORNING + 3 * DAY)

    assert first.pk == again.pk
    assert not Alert.objects.filter(closed_at=None).exists()
    assert stays(held) == [(MORNING, MORNING + 9 * HOUR, False), (MORNING + DAY, None, False)]
    assert set(Crossing.objects.values_list("source", flat=True)) == {"device"}


def test_a_log_that_was_changed_is_refused(held: Permit, post_officer: Member) -> None:
    gate = Gate(post_officer)
    gate.upload(gate.entry(1, held, "in", MORNING), at=MORNING)

    with pytest.raises(Invalid, match="not this device's"):
        gate.upload(gate.entry(2, held, "out", MORNING), at=MORNING, signed="00" * 64)
    with pytest.raises(Invalid, match="log was changed"):
        gate.upload(gate.entry(1, held, "in", MORNING + HOUR), at=MORNING + HOUR)
    with pytest.raises(Invalid, match="sequence number"):
        gate.upload(gate.entry(0, held, "in", MORNING), at=MORNING)
    assert Crossing.objects.count() == DeviceLog.objects.count() == 1


def test_what_a_retired_device_tells_is_kept_and_odd(held: Permit, post_officer: Member) -> None:
    gate = Gate(post_officer)
    devices.retire(gate.device.pk, by=post_officer, at=MORNING)

    gate.upload(gate.entry(1, held, "in", MORNING), at=MORNING + DAY)

    assert (odd(held), len(stays(held))) == (["device_retired"], 1)
    with pytest.raises(Conflict):
        devices.retire(gate.device.pk, by=post_officer, at=MORNING)


def test_a_number_mistyped_on_a_device_is_kept_as_typed(held: Permit, post_officer: Member) -> None:
    gate = Gate(post_officer)
    typed = gate.entry(1, held, "in", MORNING) | {"permit_number": "WP-2627-000001-X"}

    gate.upload(typed, at=MORNING)

    assert Crossing.objects.get().stated_number == "WP-2627-000001-X"
    assert Anomaly.objects.get().kind == "no_permit"


def test_a_device_has_a_key_that_can_be_one(post_officer: Member, reviewer: Member) -> None:
    with pytest.raises(Invalid, match="32 bytes"):
        devices.enrol(name="gate", public_key="00ff", by=post_officer, at=MORNING)
    with pytest.raises(Forbidden):
        devices.enrol(name="gate", public_key="00" * 32, by=reviewer, at=MORNING)
    assert not Device.objects.exists()


# Files.


def test_a_file_is_kept_whole_or_its_wrong_cells_are_named(held: Permit, post_officer: Member) -> None:
    head = "key,direction,occurred_at,permit_number"
    good = f"a,in,{MORNING.isoformat()},{held.reference}"

    for rows, fields in (
        ([good, "b,up,2026-11-15T08:00+08:00,nonsense"], ["3.permit_number", "3.direction"]),
        ([good, "", "b,in,yesterday,x"], ["4.occurred_at"]),
        (["b,in,2026-11-15T08:00,x"], ["2.occurred_at"]),
        ([], ["1.key"]),
    ):
        with pytest.raises(Invalid) as refusal:
            record_file("\n".join([head, *rows]).encode(), by=post_officer, at=MORNING + DAY)
        assert [problem.field for problem in refusal.value.problems] == fields
    with pytest.raises(Invalid, match="UTF-8"):
        record_file(b"\xff\xfe", by=post_officer, at=MORNING)
    with pytest.raises(Invalid, match="direction, occurred_at"):
        record_file(b"key\n", by=post_officer, at=MORNING)
    assert not Crossing.objects.exists()

    [crossing] = record_file(f"\ufeff{head}\r\n{good}\r\n".encode(), by=post_officer, at=MORNING + DAY)
    assert (crossing.source, crossing.permit_id) == ("file", held.pk)


# Anomalies, ports and the proof.


def test_a_settled_anomaly_stays_settled(held: Permit, post_officer: Member, reviewer: Member) -> None:
    tell(post_officer, claim(held, "in", MORNING), claim(held, "in", MORNING + DAY))
    anomaly = Anomaly.objects.get()

    settle(anomaly.pk, note="The exit of that night was not seen: rain.", by=reviewer, at=MORNING + 2 * DAY)
    tell(post_officer, claim(held, "out", MORNING + 3 * DAY))

    kept = Anomaly.objects.get()
    assert (kept.pk, kept.status, kept.settled_at) == (anomaly.pk, "settled", MORNING + 2 * DAY)
    with pytest.raises(Conflict):
        settle(anomaly.pk, note="again", by=reviewer, at=MORNING)


def test_settling_takes_words_and_the_right_office(
    held: Permit, post_officer: Member, reviewer: Member, intermediary_clerk: Member
) -> None:
    tell(post_officer, claim(held, "out", MORNING))
    anomaly = Anomaly.objects.get()

    with pytest.raises(Invalid):
        settle(anomaly.pk, note=" ", by=reviewer, at=MORNING)
    with pytest.raises(NotFound):
        settle(anomaly.pk, note="no", by=intermediary_clerk, at=MORNING)
    assert not Anomaly.objects.visible_to(factories.as_worker(held.worker)).exists()


def test_a_bureau_sees_crossings_without_a_permit_at_its_ports(
    two_worlds: tuple[World, World], post_officer: Member
) -> None:
    here, there = two_worlds
    factories.rule_set()
    factories.occupation()
    factories.quotas()
    unknown = Permit(season=factories.season(), number=999_999)
    tell(post_officer, claim(unknown, "in", MORNING))

    assert Anomaly.objects.visible_to(here.member("bureau", "reviewer")).count() == 1
    assert not Anomaly.objects.visible_to(there.member("bureau", "reviewer")).exists()


def test_the_ports_of_a_county_that_are_closed_on_a_day(demand: World) -> None:
    PortStatus.objects.create(port_id="aidian", state="closed", valid_from=FIRST_ON, valid_until=FIRST_ON)

    assert ports_closed(demand.county, FIRST_ON) == ["aidian"]
    assert ports_closed(demand.county, FIRST_ON + timedelta(days=1)) == []


def test_the_proof_finds_every_difference(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "in", MORNING), claim(held, "in", MORNING + DAY))
    told = io.StringIO()
    call_command("prove_stays", stdout=told)
    assert "1 workers, 2 stays" in told.getvalue()

    Stay.objects.filter(left_at=None, is_end_unknown=False).update(last_lawful_on=date(2030, 1, 1))
    Stay.objects.filter(is_end_unknown=True).delete()
    Anomaly.objects.all().delete()

    with pytest.raises(CommandError, match="3 differences"):
        call_command("prove_stays", stdout=io.StringIO())


def test_an_extension_moves_the_last_lawful_day_of_the_stay_that_runs(held: Permit, post_officer: Member) -> None:
    tell(post_officer, claim(held, "in", MORNING))
    Permit.objects.filter(pk=held.pk).update(last_on=LAST_ON + 20 * DAY, extended_on=LAST_ON)

    assert recompute([held.worker_id], at=MORNING + MINUTE) == 1
    assert Stay.objects.get().last_lawful_on == LAST_ON + 20 * DAY
