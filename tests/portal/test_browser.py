"""The pages in a real browser: the main journeys, no barrier that axe can find, and no request that leaves the host."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from playwright.sync_api import Browser, Page, expect
from pytest_django.live_server_helper import LiveServer

from accounts.models import Member
from employers.models import Filing
from tests import factories
from tests.factories import PASSWORD, World
from tests.log_ins import code_of
from tests.portal.browsers import barriers, chromium, needs_chromium

__all__ = ["chromium"]
pytestmark = needs_chromium


@pytest.fixture
def asked() -> set[str]:
    """The hosts that the pages have asked for something."""
    return set()


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, asked: set[str]) -> Iterator[Page]:
    """A page without scripts of ours, in English, at a phone's width."""
    context = chromium.new_context(base_url=live_server.url, locale="en-GB", viewport={"width": 360, "height": 740})
    opened = context.new_page()
    opened.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    yield opened
    context.close()


@pytest.fixture
def officer(demand: World) -> Member:
    """The approver, who has a password."""
    member = demand.member("bureau", "approver")
    member.password = make_password(PASSWORD)
    member.language = "en"
    member.save()
    return member


def _log_in(page: Page, member: Member) -> None:
    page.goto("/login/")
    page.get_by_label("E-mail address").fill(member.email)
    page.get_by_label("Password").fill(PASSWORD)
    code = code_of(member)
    page.get_by_role("main").get_by_role("button", name="Log in").click()
    page.locator("[name=code]").fill(code)
    page.get_by_role("main").get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", name="What waits for you")).to_be_visible()


def test_an_officer_logs_in_finds_what_waits_and_grants_it(
    page: Page, officer: Member, submitted: Filing, asked: set[str], live_server: LiveServer
) -> None:
    _log_in(page, officer)

    page.get_by_role("link", name=submitted.reference).click()
    page.locator("summary", has_text="Grant").click()
    page.locator("#id_grant-posts").fill("12")
    page.get_by_role("button", name="Grant").click()

    expect(page.get_by_role("status")).to_contain_text("granted")
    submitted.refresh_from_db()
    assert (submitted.status, submitted.posts_granted) == ("granted", 12)
    assert asked == {urlsplit(live_server.url).netloc}


def test_a_refusal_leads_to_its_field(page: Page, officer: Member, submitted: Filing) -> None:
    _log_in(page, officer)
    page.goto(reverse("portal:filing", args=[submitted.pk]))
    page.locator("summary", has_text="Grant").click()
    page.locator("#id_grant-posts").fill("500")
    page.get_by_role("button", name="Grant").click()

    page.get_by_role("alert").get_by_role("link").first.click()

    expect(page.locator("#id_grant-posts")).to_be_focused()
    expect(page.locator("#id_grant-posts")).to_have_value("500")


def test_the_language_changes_where_one_stands(page: Page, demand: World) -> None:
    page.goto("/board/")

    page.get_by_role("button", name="Tiếng Việt").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Vị trí còn trống")
    page.get_by_role("button", name="简体中文").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("空缺岗位")
    expect(page.locator("html")).to_have_attribute("lang", "zh-Hans")
    assert urlsplit(page.url).path == "/board/"


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 360), ("vi", 360), ("vi", 1280)])
def test_nothing_bars_the_way_and_nothing_sticks_out(
    page: Page, officer: Member, submitted: Filing, language: str, width: int, live_server: LiveServer
) -> None:
    factories.filing(submitted.mandate, status="granted")
    _log_in(page, officer)
    page.set_viewport_size({"width": width, "height": 900})
    page.context.add_cookies([{"name": "django_language", "value": language, "url": live_server.url}])
    addresses = [reverse(f"portal:{name}") for name in ("home", "filings", "start", "board", "register", "quotas")]
    addresses += [reverse(f"portal:{name}") for name in ("decision_times", "mandates", "licences", "account")]
    addresses += [reverse("portal:filing", args=[submitted.pk]), reverse("portal:reference_rows", args=["areas"])]

    found = {address: barriers(page, address) for address in addresses}

    assert found == {address: ([], width) for address in addresses}
