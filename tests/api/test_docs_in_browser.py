"""The page of the interface in a real browser, under the policy that lets nothing in from outside."""

import shutil
from typing import Any

import pytest

from api.resources import RESOURCES

playwright = pytest.importorskip("playwright.sync_api")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

pytestmark = [
    pytest.mark.django_db(transaction=True, databases=["default", "owner"]),
    pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine"),
]


def test_the_page_shows_every_noun_and_asks_nobody_else(live_server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "1")  # the browser's driver keeps an event loop in this thread
    hosts, complaints = set(), []

    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        page = browser.new_page()
        page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
        page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.goto(f"{live_server.url}/api/v1/docs/")
        # The page draws only what is in sight, so it is asked for the nouns, and shown the first of them.
        playwright.expect(page.get_by_role("link", name="/api/v1/alerts/", exact=True)).to_be_visible(timeout=20_000)
        nouns = page.evaluate("ui.specSelectors.taggedOperations().keySeq().toJS()")
        page.get_by_role("link", name="/api/v1/alerts/{key}/").click()
        playwright.expect(page.get_by_text("If-None-Match").first).to_be_visible()
        browser.close()

    assert {host for host in hosts if host} == {live_server.url.split("/")[2]}
    assert complaints == []
    assert set(nouns) == {resource.name for resource in RESOURCES} | {"proof", "decisions"}
