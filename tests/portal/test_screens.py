"""A picture of every home page and main step of the demo season, for the gallery: `docs/screens/`."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Browser, BrowserContext, Page, expect

from accounts.models import Member
from employers.models import Filing
from permits.management.people import OPERATOR
from permits.models import OverstayCase, Permit, PermitApplication
from portal.actors import now
from rosters.models import Roster
from tests.portal.browsers import chromium, needs_chromium, outside, session_of
from tests.portal.demo_site import Site, clock, served, site
from workers.models import Offer, Worker
from workers.rules.codes import person_number
from workers.services import codes

__all__ = ["chromium", "clock", "served", "site"]
pytestmark = [pytest.mark.drill, pytest.mark.django_db(databases=["default", "owner"]), needs_chromium]
SCREENS = Path(__file__).parents[2] / "docs" / "screens"
MOST = 150 * 1024
"""Bytes of one picture."""
DESK, PHONE = {"width": 1280, "height": 720}, {"width": 360, "height": 740}
Find = Callable[[Member], Any]


@dataclass(frozen=True)
class Screen:
    """A picture: who looks, in which language, at which page, about which record."""

    name: str
    role: str
    language: str
    page: str
    find: Find | None = None
    verb: str = ""
    query: str = ""

    def found(self) -> tuple[Member, str]:
        """The first holder of the role to whom the demo has something to show, and where it is."""
        kind, role = self.role.split(".")
        holders = Member.objects.visible_to(OPERATOR).filter(organisation__kind=kind, is_active=True)
        for member in holders.select_related("organisation", "organisation__area", "unit").order_by("pk"):
            shown = self._shown(member) if role in member.roles else None
            if shown is not None:
                return member, reverse(f"portal:{self.page}", args=shown) + self.query
        raise AssertionError(f"The demo has nothing to show as {self.name}.")

    def _shown(self, member: Member) -> list[Any] | None:
        if self.find is None:
            return []
        record = self.find(member).order_by("pk").first()
        return None if record is None else [record.pk, self.verb] if self.verb else [record.pk]


def _hiring(by: Member) -> Any:
    """Filings some of whose workers said yes and have no application yet."""
    waiting = Offer.objects.visible_to(by).filter(status="accepted", applications=None)
    return Filing.objects.visible_to(by).filter(pk__in=waiting.values("filing"))


def _being(records: Any, status: str) -> Find:
    """The records that somebody sees with that status."""
    return lambda by: records.visible_to(by).filter(status=status)


HOMES = [
    ("bureau", "reviewer", "zh-hans"),
    ("employer", "signatory", "zh-hans"),
    ("intermediary", "clerk", "zh-hans"),
    ("department", "officer", "vi"),
    ("post", "officer", "zh-hans"),
    ("licensing", "reviewer", "vi"),
    ("protection", "officer", "zh-hans"),
    ("oversight", "auditor", "zh-hans"),
    ("operator", "administrator", "en"),
]
DRAFT, SUBMITTED = _being(Filing.objects, "draft"), _being(Filing.objects, "submitted")
ASKED, ISSUED = _being(PermitApplication.objects, "submitted"), _being(Permit.objects, "issued")
STEPS = [
    Screen("filing-work", "intermediary.clerk", "zh-hans", "filing_change", DRAFT, "edit", "?step=work"),
    Screen("filing-look", "intermediary.clerk", "zh-hans", "filing_change", DRAFT, "edit", "?step=look"),
    Screen("review", "bureau.approver", "zh-hans", "filing", SUBMITTED),
    Screen("crew", "intermediary.clerk", "zh-hans", "crew", _hiring),
    Screen("issue", "bureau.approver", "zh-hans", "applications", query="?status=submitted&tick=all"),
    Screen("application", "bureau.approver", "en", "application", ASKED),
    Screen("permit", "department.officer", "vi", "permit", ISSUED),
    Screen("case", "bureau.reviewer", "zh-hans", "case", OverstayCase.objects.visible_to),
    Screen("roster", "intermediary.clerk", "zh-hans", "roster", Roster.objects.visible_to),
    Screen("season", "bureau.reviewer", "zh-hans", "season"),
    Screen("board", "", "vi", "board"),
    Screen("register", "", "zh-hans", "register"),
]
SEEN = [Screen(f"home-{kind}", f"{kind}.{role}", language, "home") for kind, role, language in HOMES] + STEPS


def _browser(chromium: Browser, address: str, language: str, viewport: Any, by: Member | None = None) -> BrowserContext:
    """A browser in that language, in which somebody may have logged in."""
    context = chromium.new_context(base_url=address, locale=language, viewport=viewport)
    cookies = {settings.LANGUAGE_COOKIE_NAME: language}
    if by is not None:
        cookies[settings.SESSION_COOKIE_NAME] = session_of(by)
    context.add_cookies([{"name": name, "value": value, "url": address} for name, value in cookies.items()])
    return context


def _take(page: Page, name: str) -> None:
    """Keep what the window shows, where it is light enough for a page of pictures."""
    SCREENS.mkdir(exist_ok=True)
    picture = page.screenshot()
    assert len(picture) <= MOST, f"{name} weighs {len(picture):,} bytes"
    (SCREENS / f"{name}.png").write_bytes(picture)


@pytest.mark.parametrize("screen", SEEN, ids=lambda one: one.name)
def test_a_picture_is_taken_of(screen: Screen, site: Site, served: str, chromium: Browser) -> None:
    by, address = screen.found() if screen.role else (None, reverse(f"portal:{screen.page}"))
    context = _browser(chromium, served, screen.language, DESK, by)
    page = context.new_page()

    answer = page.goto(address)

    assert answer is not None
    assert (answer.status, page.url) == (200, served + address)
    _take(page, screen.name)
    context.close()


def test_a_picture_is_taken_of_the_check_without_network(served: str, site: Site, chromium: Browser) -> None:
    context = _browser(chromium, served, "vi", PHONE)
    page = context.new_page()
    page.goto(reverse("portal:verify"))
    expect(page.locator("#camera")).to_be_visible()
    expect(page.locator("#status-age")).not_to_be_empty()
    _take(page, "verify")
    context.close()


def test_a_picture_is_taken_of_a_look_up(served: str, site: Site, chromium: Browser) -> None:
    by, _address = Screen("look-up", "post.officer", "zh-hans", "look_up").found()
    context = _browser(chromium, served, "zh-hans", DESK, by)
    page = context.new_page()
    page.goto(reverse("portal:look_up"))
    permits = Permit.objects.visible_to(site.members["bureau.reviewer"]).filter(status="issued").order_by("pk")
    page.locator('[name="number"]').fill(permits[0].reference)
    page.locator("form.gate button").click()

    expect(page.locator("#verdict-title")).to_be_visible()
    _take(page, "look-up")
    context.close()


@pytest.mark.parametrize("name", ["worker-home", "worker-offer"])
def test_a_picture_is_taken_of_a_telephone(name: str, site: Site, served: str, chromium: Browser) -> None:
    counter = site.members["department.officer"]
    worker, shown = _whose(counter, name)
    context = _browser(chromium, served, "vi", PHONE)
    page = context.new_page()
    page.goto(reverse("portal:my_code"))
    page.locator('[name="number"]').fill(person_number(worker.number))
    page.locator('[name="code"]').fill(outside(lambda: codes.give_code(worker.pk, by=counter, at=now())))
    page.locator("main button.go").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(worker.name)

    if shown:
        page.goto(shown)
    _take(page, name)
    context.close()


def _whose(counter: Member, name: str) -> tuple[Worker, str]:
    """A worker with a permit; or one with an open offer, and where it is read."""
    if name == "worker-home":
        permits = Permit.objects.visible_to(counter).filter(status="issued", worker__stays__left_at=None)
        return permits.select_related("worker").order_by("pk")[0].worker, ""
    offer = Offer.objects.visible_to(counter).order_by("status", "-pk").select_related("worker")[0]
    return offer.worker, reverse("portal:my_offer", args=[offer.pk])
