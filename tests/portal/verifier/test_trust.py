"""Whom a device trusts, and whether its clock can be right: told before anything is decided by either."""

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from django.utils import timezone, translation
from playwright.sync_api import Browser, expect
from pytest_django.live_server_helper import LiveServer

from core.signing import fingerprint
from papers.models import SigningKey
from papers.services.proof import lists
from portal.words.verifier import SENTENCES
from tests.portal.browsers import needs_chromium
from tests.portal.verifier.authority import Authority
from tests.portal.verifier.conftest import Phone

pytestmark = needs_chromium
OTHER = "00" * 16


@pytest.fixture
def new(chromium: Browser, live_server: LiveServer, demand: Any) -> Iterator[Phone]:
    """A telephone on which nothing was opened yet, with its clock right."""
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 360, "height": 740})
    yield Phone(context.new_page()).at(int(time.time()))
    context.close()


def open_at(phone: Phone, signs: str) -> Phone:
    phone.page.goto("about:blank")
    phone.page.goto(f"/verify/#{signs}")
    phone.page.wait_for_selector("body[data-ready]")
    return phone


def said(key: str, **places: str) -> re.Pattern[str]:
    with translation.override("en"):
        return re.compile(re.escape(str(SENTENCES[key]) % dict.fromkeys(places, "…")).replace("…", ".+"))


def own_fingerprint() -> str:
    lists.key_list(at=timezone.now())
    return fingerprint(bytes(SigningKey.objects.get(use="lists").public_key))


def test_a_new_device_trusts_the_key_that_its_address_names(new: Phone) -> None:
    signs = own_fingerprint()

    open_at(new, signs.lower())

    expect(new.page.locator("#fingerprint")).to_contain_text(" ".join(re.findall("....", signs)))
    expect(new.page.locator("#trusted")).to_have_text(said("pinned"))
    expect(new.page.locator("#clock")).to_be_hidden()


def test_a_new_device_keeps_no_list_of_another_key_than_its_address_names(new: Phone, authority: Authority) -> None:
    own_fingerprint()

    open_at(new, OTHER)
    new.page.click("#fetch")

    expect(new.page.locator("#fetched")).to_have_text(said("list_stranger"))
    expect(new.page.locator("#fingerprint")).to_be_empty()
    assert new.check(authority.code()) == "unknown_key"


def test_without_a_named_key_the_first_is_taken_and_that_is_said(new: Phone) -> None:
    new.open()

    expect(new.page.locator("#trusted")).to_have_text(said("not_pinned"))


def test_a_device_that_holds_a_list_is_not_led_elsewhere_by_an_address(phone: Phone, authority: Authority) -> None:
    phone.hold(authority.keys(), authority.status({})).cut()

    open_at(phone, OTHER)

    expect(phone.page.locator("#pin")).to_have_text(said("pin_differs"))
    assert phone.check(authority.code()) == "good"


def test_by_a_clock_that_is_behind_the_lists_nothing_is_good(phone: Phone, authority: Authority) -> None:
    phone.hold(authority.keys(), authority.status({2: 1})).cut()
    assert phone.check(authority.code()) == "good"

    phone.at(authority.at - 2 * 86_400)
    answers = [phone.check(authority.code()), phone.check(authority.code(index=2))]
    told = phone.says("clock_behind")

    assert answers == ["clock_behind", "revoked"]
    assert set(told) == {"zh-hans", "vi", "en"}
    expect(phone.open().page.locator("#clock")).to_be_visible()


def test_a_clock_that_differs_from_the_services_is_told(new: Phone) -> None:
    new.at(int(time.time()) + 2 * 3600).open()

    expect(new.page.locator("#clock")).to_have_text(said("clock_off", count="120"))
    new.at(int(time.time())).page.click("#fetch")

    expect(new.page.locator("#clock")).to_be_hidden()
