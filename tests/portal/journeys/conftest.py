"""Everybody who takes part, each with a browser and a language; nothing leaves the host and no page complains."""

from collections.abc import Callable, Iterator
from urllib.parse import urlsplit

import pytest
import time_machine
from django.contrib.auth.hashers import make_password
from django.core.cache import cache
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize
from pytest_django.live_server_helper import LiveServer

from tests.factories import AT, PASSWORD, World
from tests.portal.browsers import chromium
from tests.portal.journeys.people import Holder, Official
from workers.models import Worker
from workers.rules.codes import person_number

__all__ = ["chromium"]
DESK: ViewportSize = {"width": 1280, "height": 900}
PHONE: ViewportSize = {"width": 360, "height": 740}
Sit = Callable[..., Page]
Member = Callable[..., Official]
Phone = Callable[..., Holder]


@pytest.fixture(autouse=True)
def clock() -> Iterator[time_machine.Traveller]:
    """The clock stands at the factories' moment and goes on from there, until the journey moves it."""
    cache.clear()
    with time_machine.travel(AT, tick=True) as stopped:
        yield stopped


@pytest.fixture
def sit(chromium: Browser, live_server: LiveServer) -> Iterator[Sit]:
    """Browsers of their own, over which it is watched what they ask for and what they complain of."""
    host = urlsplit(live_server.url).netloc
    heard: list[str] = []
    contexts: list[BrowserContext] = []

    def opened(language: str, viewport: ViewportSize) -> Page:
        context = chromium.new_context(base_url=live_server.url, locale=language, viewport=viewport)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(8_000)
        page.on("request", lambda one: None if urlsplit(one.url).netloc == host else heard.append(one.url))
        page.on("console", lambda one: heard.append(one.text) if one.type == "error" else None)
        page.on("pageerror", lambda error: heard.append(str(error)))
        return page

    yield opened
    for context in contexts:
        context.close()
    assert heard == []


@pytest.fixture
def member(sit: Sit, demand: World) -> Member:
    """`member("bureau.approver", "zh-hans")` is that member, who has just logged in."""

    def logged_in(role: str, language: str) -> Official:
        found = demand.member(*role.split("."))
        found.password, found.language = make_password(PASSWORD), language
        found.save()
        person = Official(sit(language, DESK), language, found)
        person.logs_in()
        return person

    return logged_in


@pytest.fixture
def phone(sit: Sit) -> Phone:
    """`phone(worker)` is that worker, who has just come in by a code."""

    def come_in(worker: Worker, language: str = "vi", number: str = "") -> Holder:
        person = Holder(sit(language, PHONE), language, worker)
        person.comes_in(number or person_number(worker.number))
        return person

    return come_in
