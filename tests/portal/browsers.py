"""The system's own browser, for every test that looks at pages in it, and what axe finds there."""

import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright

from accounts.models import Member
from accounts.rules import needs_second_factor
from tests.log_ins import session_for

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = "{runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']}"
CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
T = TypeVar("T")
needs_chromium = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium is installed")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The system's own browser; its driver keeps a loop in this thread, which Django would take for its own."""
    with pytest.MonkeyPatch.context() as patch, sync_playwright() as started:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")
        browser = started.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()
        # Those that were opened beside the loop are closed beside it: without it they are not found again.
        connections.close_all()


def barriers(page: Page, address: str) -> tuple[list[str], int]:
    """What axe finds on a page with all its moves open, and how wide the page is."""
    page.goto(address)
    for summary in page.locator("main .moves > details > summary").all():
        summary.click()
    # Injected past the policy as a tool of the test, not as a script of the page.
    page.evaluate(AXE.read_text(encoding="utf-8"))
    result = page.evaluate(f"() => axe.run(document, {RULES})")
    broken = [f"{rule['id']}: {rule['nodes'][0]['html'][:120]}" for rule in result["violations"]]
    return broken, page.evaluate("document.documentElement.scrollWidth")


def outside(do: Callable[[], T]) -> T:
    """Do something outside of the test's own transaction, where the server sees it."""

    def done() -> T:
        try:
            return do()
        finally:
            connections.close_all()

    with ThreadPoolExecutor(1) as other:
        return other.submit(done).result()


def session_of(member: Member) -> str:
    """The key of a session in which somebody has logged in."""
    second = "code" if needs_second_factor(member.kind, member.roles) else ""
    return outside(lambda: session_for(member, second=second))
