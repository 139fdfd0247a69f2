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
pytestmark = [pytest.mark.drill, pytest.mark.django_db(databases=["default", "owner"]), needs_chromium]
PHONE = {"width": 360, "height": 740}
A4 = {"width": 703, "height": 1009}
"""What a sheet leaves between its margins, in pixels of a style sheet."""
ON_PAPER = """() => {
    const seen = where => [...document.querySelectorAll(where)].filter(one => one.checkVisibility())
    const clicked = 'nav.bar, header.top, .filters, .export, .moves, .choosing, .govuk-button, input[type=file]'
    const not_as = (where, display) => seen(where).filter(one => getComputedStyle(one).display !== display)
    const wide = document.documentElement.scrollWidth
    return [
        ...seen(clicked).map(one => `prints what is only clicked: ${one.outerHTML.slice(0, 80)}`),
        ...not_as('table.list tbody tr', 'table-row').map(one => `prints no row: ${one.innerText.slice(0, 40)}`),
        ...not_as('table.list thead', 'table-header-group').map(() => 'prints a table without its heading'),
        ...(document.querySelector('main')?.innerText.trim() ? [] : ['prints nothing']),
        ...(wide > innerWidth ? [`is ${wide} wide on paper`] : []),
    ]
}"""


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
    """What is wrong with a page: what axe says, what sticks out on a phone, and what a sheet shows."""
    answer = page.goto(address)
    if answer is None or not answer.ok or page.url != address:
        return [f"does not open: {page.url}"]
    page.evaluate("document.querySelectorAll('main details').forEach(one => { one.open = true })")
    # Injected past the policy as a tool of the test, not as a script of the page.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    violations = page.evaluate(f"axe.run(document, {RULES}).then(found => found.violations)")
    found = [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in violations]
    wide = page.evaluate("document.documentElement.scrollWidth")
    return found + ([f"is {wide} wide on a phone"] if wide > PHONE["width"] else []) + _faults_on_paper(page)


def _faults_on_paper(page: Page) -> list[str]:
    """What is wrong with the sheet that a page is printed on."""
    page.emulate_media(media="print")
    page.set_viewport_size(A4)
    found: list[str] = page.evaluate(ON_PAPER)
    page.emulate_media(media="screen")
    page.set_viewport_size(PHONE)
    return found


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


@pytest.mark.parametrize("language", ["en", "zh-hans", "vi"])
@pytest.mark.parametrize("role", _busiest().values())
def test_nothing_bars_the_way_in_any_language(
    site: Site, served: str, chromium: Browser, role: str, language: str
) -> None:
    assert _walk(site, served, chromium, role, language) == {}
