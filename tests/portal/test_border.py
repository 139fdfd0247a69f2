"""The border post's pages: one field and one answer, crossings as they were told, devices, and what does not fit."""

from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Member
from core.audit.models import Event
from permits.models import Anomaly, Crossing, Device, Permit
from permits.services.border.look_up import MOST_A_MINUTE
from scheme.models import PortStatus
from tests import factories
from tests.factories import AT, World, shanghai
from tests.permits.border import permit as permitted
from tests.permits.presence_steps import crossed
from tests.portal.conftest import Visit

DAY = AT.date()
LOOK_UP = "portal:look_up"


@pytest.fixture
def held(demand: World) -> Permit:
    """A permit that holds today, through the post's own port."""
    return permitted(demand, first_on=DAY, last_on=date(2027, 1, 31))


@pytest.fixture
def gate(visit: Visit, post_officer: Member) -> Client:
    """The post officer's browser."""
    return visit(post_officer)


def _asked(gate: Client, number: str, purpose: str = "entry") -> str:
    return gate.post(reverse(LOOK_UP), {"number": number, "purpose": purpose}).content.decode()


def test_a_permit_that_holds_may_enter_and_is_recorded_with_one_button(gate: Client, held: Permit) -> None:
    answer = gate.post(
        reverse(LOOK_UP), {"number": f" {held.reference.lower().replace('-', ' ')} ", "purpose": "entry"}
    )
    [button, _other] = answer.context["verdict"].record

    back = gate.post(reverse("portal:look_up_record"), button.initial, follow=True)

    crossing = Crossing.objects.get()
    assert "May enter" in answer.content.decode()
    assert held.worker.name in answer.content.decode()
    assert (crossing.permit_id, crossing.direction) == (held.pk, "in")
    assert back.redirect_chain[0][0] == f"{reverse(LOOK_UP)}?purpose=entry"
    assert "Entry recorded" in back.content.decode()


def test_the_button_pressed_twice_records_one_crossing(gate: Client, held: Permit) -> None:
    answer = gate.post(reverse(LOOK_UP), {"number": held.reference, "purpose": "entry"})
    button = answer.context["verdict"].record[0].initial

    for _ in range(2):
        gate.post(reverse("portal:look_up_record"), button)

    assert Crossing.objects.count() == 1


def test_a_paper_number_finds_its_holders_permit(gate: Client, held: Permit) -> None:
    factories.paper(held.worker, number="C7654321")

    said = _asked(gate, "c 765-4321")

    assert "May enter" in said
    assert held.reference in said


def test_a_paper_that_was_declared_void_finds_nothing(gate: Client, held: Permit) -> None:
    factories.paper(held.worker, number="C7654321", void_from=DAY)

    answer = gate.post(reverse(LOOK_UP), {"number": "C7654321", "purpose": "entry"})

    assert answer.status_code == 404
    assert Event.objects.filter(verb="look_up_failed").count() == 1


def test_a_suspended_permit_says_stop_and_why(gate: Client, held: Permit) -> None:
    Permit.objects.filter(pk=held.pk).update(status="suspended")

    said = _asked(gate, held.reference)

    assert "Stop" in said
    assert "The permit is suspended." in said


def test_nobody_is_kept_from_leaving(gate: Client, held: Permit) -> None:
    Permit.objects.filter(pk=held.pk).update(status="suspended")

    said = _asked(gate, held.reference, "exit")

    assert "May leave, but note" in said
    assert "Record the exit now" in said


def test_a_number_that_cannot_be_read_stays_in_the_field(gate: Client, db: None) -> None:
    answer = gate.post(reverse(LOOK_UP), {"number": "WP-2627-12", "purpose": "entry"})

    assert answer.status_code == 422
    assert 'value="WP-2627-12"' in answer.content.decode()
    assert "reads like WP-2627-000123-J" in answer.content.decode()


def test_the_twenty_first_look_up_within_a_minute_is_told_to_wait(gate: Client, held: Permit) -> None:
    for _ in range(MOST_A_MINUTE):
        _asked(gate, held.reference)

    answer = gate.post(reverse(LOOK_UP), {"number": held.reference, "purpose": "entry"})

    assert answer.status_code == 409
    assert "wait a minute" in answer.content.decode()
    assert held.worker.name not in answer.content.decode()


def test_the_empty_field_has_the_focus(gate: Client, db: None) -> None:
    said = gate.get(reverse(LOOK_UP)).content.decode()

    assert said.count("autofocus") == 1
    assert 'autofocus value=""' in said


@pytest.mark.parametrize(("kind", "role"), [("bureau", "approver"), ("employer", "clerk"), ("department", "officer")])
def test_only_posts_look_up(visit: Visit, demand: World, kind: str, role: str) -> None:
    assert visit(demand.member(kind, role)).get(reverse(LOOK_UP)).status_code == 403


def test_a_crossing_has_a_page_and_a_correction_stands_beside_it(gate: Client, held: Permit, demand: World) -> None:
    told = crossed(held, "in", shanghai(DAY, 7), demand)
    assert gate.get(reverse("portal:crossing", args=[told.pk])).status_code == 200

    gate.post(
        reverse("portal:crossing_move", args=[told.pk, "correct"]),
        {"correct-direction": "out", "correct-occurred_at": f"{DAY} 07:30", "correct-reason": "Mixed up."},
    )

    later = Crossing.objects.get(corrects=told)
    assert (later.direction, later.occurred_at) == ("out", shanghai(DAY, 7, 30))
    assert "This crossing was corrected." in gate.get(reverse("portal:crossing", args=[told.pk])).content.decode()


def test_a_refused_correction_keeps_what_was_typed(gate: Client, held: Permit, demand: World) -> None:
    told = crossed(held, "in", shanghai(DAY, 7), demand)

    answer = gate.post(
        reverse("portal:crossing_move", args=[told.pk, "correct"]),
        {"correct-direction": "out", "correct-occurred_at": "yesterday", "correct-reason": "Mixed up."},
    )

    assert answer.status_code == 422
    assert 'value="yesterday"' in answer.content.decode()
    assert not Crossing.objects.filter(corrects=told).exists()


def test_another_posts_crossing_is_not_there(visit: Visit, two_worlds: tuple[World, World]) -> None:
    here, there = two_worlds
    factories.rule_set()
    told = crossed(permitted(here), "in", shanghai(date(2026, 11, 16), 7), here)

    answer = visit(there.member("post", "officer")).get(reverse("portal:crossing", args=[told.pk]))

    assert answer.status_code == 404


def test_crossings_are_narrowed_by_the_address(gate: Client, held: Permit, demand: World) -> None:
    crossed(held, "in", shanghai(DAY, 7), demand)
    crossed(held, "out", shanghai(DAY, 9), demand)

    rows = gate.get(reverse("portal:crossings"), {"direction": "out"}).context["page"].rows

    assert [row.direction for row in rows] == ["out"]


def test_a_device_is_registered_and_revoked(gate: Client, db: None) -> None:
    key = Ed25519PrivateKey.generate().public_key().public_bytes_raw().hex()

    gate.post(reverse("portal:devices"), {"name": "Gate 2", "public_key": key})
    device = Device.objects.get()
    gate.post(reverse("portal:device_retire", args=[device.pk]))

    device.refresh_from_db()
    assert (device.name, device.retired_at is not None) == ("Gate 2", True)
    assert "Revoked" in gate.get(reverse("portal:devices")).content.decode()


def test_a_key_that_is_none_is_refused_and_stays(gate: Client, db: None) -> None:
    answer = gate.post(reverse("portal:devices"), {"name": "Gate 2", "public_key": "abc"})

    assert answer.status_code == 422
    assert 'value="abc"' in answer.content.decode()
    assert not Device.objects.exists()


def test_an_anomaly_is_settled_with_words(visit: Visit, reviewer: Member, held: Permit, demand: World) -> None:
    told = crossed(held, "in", shanghai(DAY, 7), demand)
    odd = Anomaly.objects.create(crossing=told, worker=held.worker, kind="wrong_port", found_at=AT)
    browser = visit(reviewer)
    address = reverse("portal:anomaly_move", args=[odd.pk, "settle"])

    refused = browser.post(address, {"settle-note": " "})
    browser.post(address, {"settle-note": "The other gate was shut."})

    odd.refresh_from_db()
    assert refused.status_code == 422
    assert (odd.status, odd.note) == ("settled", "The other gate was shut.")
    assert browser.get(reverse("portal:anomaly", args=[odd.pk])).status_code == 200
    assert not browser.get(reverse("portal:anomalies"), {"kind": "wrong_port"}).context["page"].rows
    settled = browser.get(reverse("portal:anomalies"), {"kind": "wrong_port", "status": "settled"})
    assert [row.pk for row in settled.context["page"].rows] == [odd.pk]


@pytest.mark.parametrize("page", ["crossings", "anomalies", "devices"])
def test_a_list_costs_the_same_however_long_it_is(demand: World, visit: Visit, auditor: Member, page: str) -> None:
    browser, costs = visit(auditor), []

    for number in (1, 6):
        for _ in range(number):
            told = crossed(permitted(demand), "in", shanghai(date(2026, 11, 16), 7), demand)
            Anomaly.objects.create(crossing=told, worker=told.worker, kind="wrong_port", found_at=AT)
            Device.objects.create(
                organisation=demand.organisations["post"], name="x", public_key=b"x" * 32, enrolled_at=AT
            )
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(f"portal:{page}")).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 10


def test_anybody_sees_which_ports_are_closed(client: Client, demand: World) -> None:
    PortStatus.objects.create(port=factories.port(), state="closed", valid_from=DAY, note="Typhoon")

    said = client.get(reverse("portal:ports")).content.decode()

    assert "Closed today" in said


def test_a_post_whose_port_is_closed_is_told_so_and_where_the_holder_may_cross(gate: Client, held: Permit) -> None:
    factories.port("dongxing")
    Permit.objects.filter(pk=held.pk).update(ports=["aidian", "dongxing"])
    before = gate.get(reverse(LOOK_UP)).content.decode()
    PortStatus.objects.create(port_id="aidian", state="closed", valid_from=DAY, note="Typhoon")

    empty, entry = gate.get(reverse(LOOK_UP)).content.decode(), _asked(gate, held.reference)
    leaving = _asked(gate, held.reference, "exit")

    assert "Your port is closed today" not in before
    assert "Your port is closed today" in empty
    assert "Typhoon" in empty
    assert "This permit also names, open today: Dongxing" in entry
    assert "also names" not in leaving
    assert "Record the exit now" in leaving


def test_a_permit_without_an_open_port_says_what_the_holder_can_do(gate: Client, held: Permit) -> None:
    PortStatus.objects.create(port_id="aidian", state="closed", valid_from=DAY)

    assert "names no port that is open today" in _asked(gate, held.reference)


def test_the_home_of_a_post_is_the_field_itself(gate: Client, held: Permit) -> None:
    home = gate.get("/").content.decode()

    assert f'action="{reverse(LOOK_UP)}"' in home
    assert home.count("autofocus") == 1


def test_a_crossing_recorded_by_mistake_is_one_step_from_being_taken_back(gate: Client, held: Permit) -> None:
    [button, _other] = (
        gate.post(reverse(LOOK_UP), {"number": held.reference, "purpose": "entry"}).context["verdict"].record
    )

    page = gate.post(reverse("portal:look_up_record"), button.initial, follow=True).content.decode()

    assert reverse("portal:crossing", args=[Crossing.objects.get().pk]) in page
