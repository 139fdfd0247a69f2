"""Every page in a real browser, for every kind of organisation: nothing bars the way, sticks out or leaves home."""

from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page

from portal.urls import urlpatterns
from tests.portal.browsers import AXE, RULES, chromium, needs_chromium, session_of
from tests.portal.demo_site import ROLES, Site, clock, is_open_to, served, site
from tests.portal.test_every_page import FILES, TABLE

__all__ = ["chromium", "clock", "served", "site"]
pytestmark = [pytest.mark.django_db(databases=["default", "owner"]), needs_chromium]
PHONE = {"width": 360, "height": 740}


def _busiest() -> dict[str, str]:
    """Of each kind of organisation the role to which most pages open."""
    found: dict[str, str] = {}
    for role in ROLES:
        kind = role.split(".")[0]
        found[kind] = max(found.get(kind, role), role, key=_number_of_pages)
    return found


def _number_of_pages(role: str) -> int:
    return sum(is_open_to(role, told) for told in TABLE.values())


def _context(chromium: Browser, address: str, member: Any, language: str) -> BrowserContext:
    """A phone on which somebody has logged in."""
    context = chromium.new_context(viewport=PHONE)
    cookies = {
        settings.SESSION_COOKIE_NAME: session_of(member),
        settings.LANGUAGE_COOKIE_NAME: language,
    }
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context


def _faults(page: Page, address: str) -> list[str]:
    """What is wrong with a page: what axe says, and what sticks out on a phone."""
    answer = page.goto(address)
    if answer is None or not answer.ok or page.url != address:
        return [f"does not open: {page.url}"]
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    # Injected past the policy as a tool of the test, not as a script of the page.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate(f"axe.run(document, {RULES}).then(found => found.violations)")
    found = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"is {wide} wide on a phone"] if wide > PHONE["width"] else [])


def _walk(site: Site, served: str, chromium: Browser, role: str, language: str) -> dict[str, list[str]]:
    member, asked, errors = site.members[role], set(), []
    context = _context(chromium, served, member, language)
    page = context.new_page()
    page.on("request", lambda request: asked.add(urlsplit(request.url).netloc))
    page.on("console", lambda message: errors.append(message.text) if message.type == "error" else None)
    opened = [one for one in urlpatterns if one.name not in FILES and is_open_to(role, TABLE[str(one.name)])]
    faults = {str(one.name): _faults(page, served + site.address(one, member)) for one in opened}
    context.close()
    assert asked == {urlsplit(served).netloc}
    assert errors == []
    assert faults
    return {name: found for name, found in faults.items() if found}


@pytest.mark.parametrize("role", _busiest().values())
def test_nothing_bars_the_way_on_any_page(site: Site, served: str, chromium: Browser, role: str) -> None:
    assert _walk(site, served, chromium, role, "en") == {}


@pytest.mark.drill
@pytest.mark.parametrize("language", ["zh-hans", "vi"])
@pytest.mark.parametrize("role", _busiest().values())
def test_nothing_bars_the_way_in_any_language(
    site: Site, served: str, chromium: Browser, role: str, language: str
) -> None:
    assert _walk(site, served, chromium, role, language) == {}
