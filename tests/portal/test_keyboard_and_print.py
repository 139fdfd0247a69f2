"""By keyboard alone, and on paper: where the focus goes and is seen, and what a sheet shows of a list."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

from employers.models import Filing
from tests.factories import World
from tests.portal.browsers import chromium, needs_chromium, session_of

__all__ = ["chromium"]
pytestmark = needs_chromium
A4 = {"width": 703, "height": 1009}
"""What a sheet leaves between its margins, in pixels of a style sheet."""
FOCUSED = """() => {
    const one = document.activeElement, box = one.getBoundingClientRect(), style = getComputedStyle(one)
    return {
        tag: one.tagName, id: one.id, name: one.name || '', x: Math.round(box.left), y: Math.round(box.top + scrollY),
        inside: document.querySelector('main').contains(one),
        isSeen: box.width > 0 && box.height > 0 && (style.outlineStyle !== 'none' || style.boxShadow !== 'none'),
    }
}"""
REACHABLE = """() => [...document.querySelectorAll(
    'main a[href], main button, main input:not([type=hidden]), main select, main textarea, main summary'
)].filter(one => one.checkVisibility() && !one.closest('details:not([open]) > :not(summary)')).length"""


@pytest.fixture
def page(chromium: Browser, live_server: LiveServer, demand: World, submitted: Filing) -> Iterator[Page]:
    """The browser of somebody who files demand."""
    context = chromium.new_context(base_url=live_server.url, viewport={"width": 1280, "height": 900})
    key = session_of(demand.member("intermediary", "clerk"))
    context.add_cookies([{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}])
    yield context.new_page()
    context.close()


def _steps(page: Page, most: int) -> list[dict[str, Any]]:
    """What has the focus, one press of Tab after the other, till it leaves the page's own part."""
    found: list[dict[str, Any]] = []
    for _press in range(most):
        page.keyboard.press("Tab")
        focused = page.evaluate(FOCUSED)
        if not focused["inside"]:
            break
        found.append(focused)
    return found


@pytest.mark.parametrize("name", ["filings", "filing_new"])
def test_the_first_tab_skips_to_the_content_and_the_next_ones_go_down_the_page_and_are_seen(
    page: Page, name: str
) -> None:
    page.goto(reverse(f"portal:{name}"))

    page.keyboard.press("Tab")
    skip = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    steps = _steps(page, 200)

    assert skip == "#content"
    assert len(steps) > 4
    assert [one for one in steps if not one["isSeen"]] == []
    # A row of fields may be a little uneven; up it goes only to a column that stands farther to the right.
    up = [(one, after) for one, after in pairwise(steps) if after["y"] < one["y"] - 60 and after["x"] <= one["x"]]
    assert up == []


def test_everything_in_a_list_that_can_be_clicked_is_reached_by_tab(page: Page) -> None:
    page.goto(reverse("portal:filings"))
    wanted = page.evaluate(REACHABLE)
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert len(_steps(page, 200)) == wanted > 5


def test_a_list_is_printed_as_a_table_without_what_is_only_clicked(page: Page, submitted: Filing) -> None:
    page.goto(reverse("portal:filings"))
    page.emulate_media(media="print")
    page.set_viewport_size(A4)

    hidden = [page.locator(part).first.is_visible() for part in ("nav.bar", "header.top", ".filters", ".export")]
    row = page.locator("table.list tbody tr").first

    assert hidden == [False] * 4
    assert row.evaluate("one => getComputedStyle(one).display") == "table-row"
    assert page.locator("table.list thead").evaluate("one => getComputedStyle(one).display") == "table-header-group"
    assert row.locator("a").first.evaluate("one => getComputedStyle(one, '::after').content") == "none"
    assert submitted.reference in row.inner_text()
    assert page.evaluate("document.documentElement.scrollWidth") <= A4["width"]
