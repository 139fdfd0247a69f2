"""Passkeys in a real browser with a virtual authenticator: made, asked for, and of no use to anybody else."""

from collections.abc import Iterator

import pytest
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, CDPSession, Page, expect

from accounts.enums import FactorKind
from accounts.models import Factor, Member
from tests import factories
from tests.factories import PASSWORD
from tests.portal.browsers import chromium, needs_chromium, outside

__all__ = ["chromium"]
pytestmark = [needs_chromium, pytest.mark.django_db(transaction=True, databases=["default", "owner"])]


@pytest.fixture(autouse=True)
def clock() -> None:
    """Browser and server read the same clock."""


@pytest.fixture
def approver(transactional_db: None) -> Member:
    """An approver who has never logged in."""
    cache.clear()
    member = factories.member(factories.organisation("bureau"), "approver", language="en")
    Member.objects.filter(pk=member.pk).update(password=make_password(PASSWORD))
    return member


@pytest.fixture
def window(chromium: Browser) -> Iterator[BrowserContext]:
    """A browser of its own."""
    opened = chromium.new_context(locale="en")
    yield opened
    opened.close()


def with_key(window: BrowserContext) -> Page:
    """A page whose browser has a passkey at hand."""
    return with_device(window)[0]


def with_device(window: BrowserContext) -> tuple[Page, CDPSession, str]:
    """A page whose browser has a passkey at hand, and the device that holds it."""
    page = window.new_page()
    devtools = window.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {"protocol": "ctap2", "transport": "internal", "hasUserVerification": True, "isUserVerified": True}
    options |= {"hasResidentKey": True, "automaticPresenceSimulation": True}
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return page, devtools, made["authenticatorId"]


def log_in(page: Page, address: str, member: Member) -> None:
    page.goto(f"{address}/login/")
    page.fill("[name=email]", member.email)
    page.fill("[name=password]", PASSWORD)
    page.click("main button")


def test_a_passkey_is_made_lets_in_the_next_time_and_needs_no_app(
    live_server: object, window: BrowserContext, approver: Member
) -> None:
    page, address = with_key(window), str(live_server).replace("127.0.0.1", "localhost")
    log_in(page, address, approver)
    expect(page).to_have_url(f"{address}/account/factors/")
    page.fill("[name=key_name]", "computer")
    page.click("[data-passkey=create] button")
    expect(page.locator("ul.codes li")).to_have_count(10)
    made = outside(lambda: list(Factor.objects.values_list("kind", "name")))

    page.goto(f"{address}/account/")
    page.click(".who button")
    log_in(page, address, approver)
    expect(page).to_have_url(f"{address}/login/prove/")
    page.click("[data-passkey=get] button")
    expect(page).to_have_url(f"{address}/")

    assert made == [(FactorKind.PASSKEY, "computer")]
    used = outside(lambda: Factor.objects.get())
    assert used.counter >= 1


def test_another_passkey_does_not_open_the_account(
    live_server: object, chromium: Browser, window: BrowserContext, approver: Member
) -> None:
    page, address = with_key(window), str(live_server).replace("127.0.0.1", "localhost")
    log_in(page, address, approver)
    page.fill("[name=key_name]", "computer")
    page.click("[data-passkey=create] button")
    expect(page.locator("ul.codes li")).to_have_count(10)
    other_window = chromium.new_context(locale="en")
    other = with_key(other_window)

    wrong = other.locator("[data-passkey=get] [role=alert]")

    log_in(other, address, approver)
    expect(wrong).to_be_hidden()
    other.click("[data-passkey=get] button")

    expect(wrong).to_be_visible()
    other.goto(f"{address}/filings/")
    expect(other).to_have_url(f"{address}/login/prove/")
    other_window.close()


def make_key(page: Page, address: str, member: Member) -> None:
    """Log in by the password, make a passkey, and leave."""
    log_in(page, address, member)
    page.fill("[name=key_name]", "computer")
    page.click("[data-passkey=create] button")
    expect(page.locator("ul.codes li")).to_have_count(10)
    page.goto(f"{address}/account/")
    page.click(".who button")


def test_a_passkey_alone_lets_in_where_one_wanted_to_go_and_asks_for_nothing_more(
    live_server: object, window: BrowserContext, approver: Member
) -> None:
    page, address = with_key(window), str(live_server).replace("127.0.0.1", "localhost")
    make_key(page, address, approver)

    page.goto(f"{address}/filings/")
    page.click("main a[href^='/login/passkey/']")
    page.click("[data-passkey=get] button")

    expect(page).to_have_url(f"{address}/filings/")


def test_a_device_that_does_not_verify_its_holder_lets_nobody_in_alone(
    live_server: object, window: BrowserContext, approver: Member
) -> None:
    page, devtools, device = with_device(window)
    address = str(live_server).replace("127.0.0.1", "localhost")
    make_key(page, address, approver)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": device, "isUserVerified": False})

    page.goto(f"{address}/login/passkey/")
    page.click("[data-passkey=get] button")

    expect(page.locator("[data-passkey=get] [role=alert]")).to_be_visible()
    page.goto(f"{address}/filings/")
    expect(page).to_have_url(f"{address}/login/?next=/filings/")


def test_the_copy_of_a_passkey_is_told_by_its_count(
    live_server: object, chromium: Browser, window: BrowserContext, approver: Member
) -> None:
    page, devtools, device = with_device(window)
    address = str(live_server).replace("127.0.0.1", "localhost")
    make_key(page, address, approver)
    [stolen] = devtools.send("WebAuthn.getCredentials", {"authenticatorId": device})["credentials"]
    page.goto(f"{address}/login/passkey/")
    page.click("[data-passkey=get] button")  # its owner goes on using it
    expect(page).to_have_url(f"{address}/")
    other_window = chromium.new_context(locale="en")
    other, its_tools, its_device = with_device(other_window)
    its_tools.send("WebAuthn.addCredential", {"authenticatorId": its_device, "credential": stolen})

    other.goto(f"{address}/login/passkey/")
    other.click("[data-passkey=get] button")

    expect(other.locator(".govuk-error-summary")).to_contain_text("was not accepted")
    other.goto(f"{address}/filings/")
    expect(other).to_have_url(f"{address}/login/?next=/filings/")
    other_window.close()
