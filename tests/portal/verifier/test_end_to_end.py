"""From the service's own signature to the gate and back: checked, recorded without network, sent when it is there."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from playwright.sync_api import expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Member
from core.alerts.models import Alert
from papers.services.proof import lists
from papers.services.proof.codes import code_of
from permits.models import Crossing, Device, DeviceLog, Permit
from tests import factories
from tests.factories import AT, World
from tests.permits import border
from tests.portal.browsers import needs_chromium, session_of
from tests.portal.verifier.conftest import STORE, Phone

pytestmark = needs_chromium
TAMPER = """async ([store, number]) => {
  const { entries, putEntry } = await import(store);
  const kept = (await entries()).find((one) => one.sequence === number);
  await putEntry({ ...kept, entry: { ...kept.entry, direction: "in" } });
}"""
REMOVE = """number => new Promise((done) => {
  indexedDB.open("verifier").onsuccess = (event) => {
    const asked = event.target.result.transaction("log", "readwrite");
    asked.objectStore("log").delete(number);
    asked.oncomplete = done;
  };
})"""


@pytest.fixture
def held(demand: World) -> Permit:
    """A permit that holds today."""
    permit = border.permit(demand, first_on=AT.date(), last_on=date(2027, 1, 31))
    if not permit.worker.papers.exists():
        factories.paper(permit.worker, number="C1234821")
    return permit


@pytest.fixture
def code(held: Permit, reviewer: Member) -> str:
    """Its code, signed by the service."""
    found = code_of(held.pk, by=reviewer, at=AT)
    lists.publish(at=AT)
    return found


@pytest.fixture
def gate(code: str, phone: Phone, post_officer: Member, live_server: LiveServer) -> Iterator[Phone]:
    """A post officer's telephone, registered as a device of the post, with the lists of today."""
    cookie = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(post_officer)}
    phone.page.context.add_cookies([cookie | {"url": live_server.url}])
    phone.hold(None, None).open()
    phone.page.evaluate("document.getElementById('log').open = true")
    phone.page.fill("#device-name", "Gate 1")
    phone.page.click("#device form button")
    expect(phone.page.locator("#device")).to_contain_text("This device: Gate 1")
    yield phone
    connections.close_all()


def _record(gate: Phone, code: str, *ways: str) -> None:
    for way in ways:
        assert gate.check(code) == "good"
        gate.page.get_by_role("button", name=f"Record the {way}").click()
        gate.page.wait_for_selector(".recorded")


def _send(gate: Phone) -> None:
    """Give the network back, and wait until the log is sent."""
    gate.page.context.set_offline(False)
    expect(gate.page.locator("#waiting")).to_contain_text("Waiting to be sent: 0.", timeout=15_000)


def test_what_the_service_signed_is_good_without_network_and_its_revocation_is_seen_with_it(
    code: str, held: Permit, phone: Phone
) -> None:
    phone.hold(None, None).open().cut()
    good = phone.check(code)
    name_is_shown = held.worker.name in phone.answer()

    Permit.objects.update(status="suspended", suspended_on=AT.date())
    lists.publish(at=AT)
    phone.page.context.set_offline(False)
    phone.open()

    assert (good, name_is_shown) == ("good", True)
    assert phone.check(code) == "suspended"
    assert phone.errors == []


def test_a_registered_device_holds_a_key_that_cannot_leave_it(gate: Phone) -> None:
    device = Device.objects.get()
    script = "async (store) => (await (await import(store)).read('device')).keys.privateKey.extractable"

    assert device.name == "Gate 1"
    assert bytes(device.public_key).hex() in gate.page.inner_text("#device")
    assert gate.page.evaluate(script, STORE) is False


def test_entries_and_exits_are_recorded_without_network_and_sent_in_order_with_it(
    gate: Phone, code: str, held: Permit
) -> None:
    gate.cut()
    _record(gate, code, "entry", "exit")
    before = Crossing.objects.count()
    gate.open()  # what was recorded outlives the page

    _send(gate)

    told = list(Crossing.objects.order_by("sequence").values_list("sequence", "direction", "permit_id", "source"))
    assert before == 0
    assert told == [(1, "in", held.pk, "device"), (2, "out", held.pk, "device")]
    assert DeviceLog.objects.get().last_sequence == 2
    assert not Alert.objects.filter(kind="sequence_gap", closed_at=None).exists()


def test_a_changed_entry_is_found_and_not_sent_and_the_post_is_alerted_to_the_gap(
    gate: Phone, code: str, held: Permit
) -> None:
    gate.cut()
    _record(gate, code, "entry", "exit", "entry")

    gate.page.evaluate(TAMPER, [STORE, 2])
    gate.open()
    alarm = gate.page.inner_text("#alarm")
    gate.page.context.set_offline(False)
    expect(gate.page.locator("#waiting")).to_contain_text("Waiting to be sent: 1.", timeout=15_000)

    assert "Entry 2 of this log was changed" in alarm
    assert list(Crossing.objects.order_by("sequence").values_list("sequence", flat=True)) == [1, 3]
    assert Alert.objects.get(kind="sequence_gap", closed_at=None).params["missing"] == 1


@pytest.mark.parametrize(("number", "said"), [(2, "Entry 2 of this log is missing"), (3, "its last number was 3")])
def test_a_missing_entry_is_found(gate: Phone, code: str, number: int, said: str) -> None:
    gate.cut()
    _record(gate, code, "entry", "exit", "entry")

    gate.page.evaluate(REMOVE, number)
    gate.open()

    assert said in gate.page.inner_text("#alarm")


def test_who_is_not_of_a_post_registers_nothing(
    phone: Phone, reviewer: Member, code: str, live_server: LiveServer
) -> None:
    cookie: dict[str, Any] = {"name": settings.SESSION_COOKIE_NAME, "value": session_of(reviewer)}
    phone.page.context.add_cookies([cookie | {"url": live_server.url}])

    phone.open().page.evaluate("document.getElementById('log').open = true")

    assert "log in with network as a member of the post" in phone.page.inner_text("#device")
    assert phone.page.locator("#device form").count() == 0
