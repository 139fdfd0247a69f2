"""A worker with a small telephone, in Vietnamese: from a code to a yes, and no barrier on the way."""

import json
from collections.abc import Iterator
from datetime import date
from urllib.parse import urlsplit

import pytest
import time_machine
from django.core.cache import cache
from django.urls import reverse
from playwright.sync_api import Browser, ConsoleMessage, Page, expect
from pytest_django.live_server_helper import LiveServer

from core.notices.models import Notice
from core.notices.services.delivery import SECRET
from core.sealing import unseal
from permits.models import Permit
from permits.services.follow_up import absences, cases
from permits.services.lifetime import variations
from portal.actors import now
from tests import factories
from tests.factories import World, shanghai
from tests.permits import presence_steps
from tests.permits.steps import applied, hiring, issued, requirements, willing
from tests.portal.browsers import barriers, chromium, needs_chromium
from tests.workers.steps import AT
from workers.models import Consent, Offer, Worker
from workers.rules.codes import person_number
from workers.services import codes
from workers.services.agreement.terms import terms_for
from workers.services.grievances import complaints

__all__ = ["chromium"]
pytestmark = needs_chromium
TOLD = shanghai(date(2027, 4, 17), 9)


@pytest.fixture(autouse=True)
def clock() -> object:
    """The tests say themselves when they play."""
    cache.clear()
    return None


@pytest.fixture
def heard() -> list[str]:
    """What the browser complained of, and every host but ours that was asked for something."""
    return []


@pytest.fixture(params=[360, 320])
def phone(
    request: pytest.FixtureRequest,
    chromium: Browser,
    live_server: LiveServer,
    heard: list[str],
) -> Iterator[Page]:
    """A telephone in Vietnamese; the pages have no scripts."""
    context = chromium.new_context(
        base_url=live_server.url, locale="vi-VN", viewport={"width": request.param, "height": 640}
    )
    host = urlsplit(live_server.url).netloc

    def console(message: ConsoleMessage) -> None:
        # The browser tells of a refused form, too.
        if message.type == "error" and "status of 422" not in message.text:
            heard.append(message.text)

    opened = context.new_page()
    opened.on("console", console)
    opened.on("pageerror", lambda error: heard.append(str(error)))
    opened.on("request", lambda one: None if urlsplit(one.url).netloc == host else heard.append(one.url))
    yield opened
    context.close()


def sent_code() -> str:
    """The code in the last text message."""
    notice = Notice.objects.filter(kind="worker_code").latest("pk")
    return str(json.loads(unseal(bytes(notice.sealed_params or b""), SECRET))["code"])


def come_in(page: Page, world: World, worker: Worker) -> None:
    """By a code from the counter."""
    page.goto(reverse("portal:my_code"))
    page.locator("#id_number").fill(person_number(worker.number))
    page.locator("#id_code").fill(codes.give_code(worker.pk, by=world.member("department", "officer"), at=now()))
    page.locator("main button.go").click()
    expect(page.locator("h1")).to_have_text(worker.name)


def test_from_a_code_by_message_to_a_yes(phone: Page, offer: Offer, heard: list[str]) -> None:
    born = offer.worker.birth_date
    with time_machine.travel(AT, tick=True):
        phone.goto(reverse("portal:my"))
        expect(phone.locator("html")).to_have_attribute("lang", "vi")
        phone.locator("#id_number").fill(person_number(offer.worker.number).lower())
        phone.locator("#id_birth_date").fill(f"{born:%d/%m/%Y}")
        phone.locator("main button.go").click()
        phone.locator("#id_code").fill(sent_code())
        phone.locator("main button.go").click()
        phone.locator(".turns a").click()
        expect(phone.locator("section[lang=vi] p").first).to_have_text(offer.terms.text_vi.splitlines()[0])
        expect(phone.locator("section[lang=zh-Hans] p").first).to_have_text(offer.terms.text_zh.splitlines()[0])
        phone.locator("main form button.go").click()
        phone.locator("#id_code").fill("000000")
        phone.locator("main button.go").click()
        phone.get_by_role("alert").get_by_role("link").click()
        expect(phone.locator("#id_code")).to_be_focused()
        phone.locator("#id_code").fill(sent_code())
        phone.locator("main button.go").click()
        expect(phone.get_by_role("status")).to_be_visible()
        phone.locator("button.leave").click()
        expect(phone).to_have_url(phone.url.split("/start/")[0] + "/start/")
        phone.go_back()

    expect(phone.locator("#id_birth_date")).to_be_visible()
    assert Consent.objects.get().offer_id == offer.pk
    assert heard == []


@pytest.fixture
def busy(demand: World) -> tuple[Permit, list[str]]:
    """A worker about whom there is everything, and the addresses of all pages about it."""
    requirements()
    filing = hiring(demand)
    terms = terms_for(filing, filing.starts_on, filing.ends_on, at=AT)
    [permit] = issued(demand, *(one.pk for one in applied(demand, willing(demand, filing, terms=terms))))
    presence_steps.entered(permit, shanghai(date(2026, 11, 16), 8), demand)
    at, by = shanghai(date(2026, 12, 7), 9), factories.as_worker(permit.worker)
    clerk = demand.member("intermediary", "clerk")
    report = absences.report(
        permit.pk, kind="missing", since_on=date(2026, 12, 4), by=demand.member("employer", "clerk"), at=at
    )
    change = variations.ask(
        permit.pk, effective_on=date(2026, 12, 9), reason="另一口岸", ports=["aidian"], by=clerk, at=at
    )
    cases.suspect_due(at=TOLD)
    cases.tell_due(at=TOLD)
    written = complaints.receive("wages", "Chưa trả lương.", by=by, at=at)
    old = permit.offer
    content = old.terms.content | {"wage_fen": 17_500}
    newer = factories.offer(
        old.registration,
        filing,
        terms=factories.terms(filing, content=content),
        replaces=old,
        valid_until=date(2027, 4, 30),
    )
    pages = [
        (name, []) for name in ("my", "my_letters", "my_telephone", "my_offers", "my_list", "my_book", "my_book_new")
    ]
    pages += [(name, []) for name in ("my_enter", "my_code", "my_numbers")]
    pages += [(name, [permit.pk]) for name in ("my_permit", "my_longer", "my_end")]
    pages += [(name, [newer.pk]) for name in ("my_offer", "my_yes", "my_no")]
    pages += [("my_offer", [old.pk]), ("my_absence", [report.pk]), ("my_change", [change.pk])]
    pages += [("my_stay", [permit.overstay_cases.get().pk])]
    pages += [(name, [written.pk]) for name in ("my_book_entry", "my_book_back")]
    return permit, [reverse(f"portal:{name}", args=args) for name, args in pages]


def test_nothing_bars_the_way_and_nothing_sticks_out(
    phone: Page, demand: World, busy: tuple[Permit, list[str]], heard: list[str]
) -> None:
    permit, addresses = busy
    width = phone.viewport_size["width"] if phone.viewport_size else 0

    with time_machine.travel(TOLD, tick=True):
        come_in(phone, demand, permit.worker)
        found = {address: barriers(phone, address) for address in addresses}

    assert found == {address: ([], width) for address in addresses}
    assert heard == []


def test_no_page_weighs_more_than_a_weak_link_carries(
    phone: Page, demand: World, busy: tuple[Permit, list[str]]
) -> None:
    permit, addresses = busy

    with time_machine.travel(TOLD, tick=True):
        come_in(phone, demand, permit.worker)
        weighed = {address: _weight(phone, address) for address in addresses}

    assert min(weighed.values()) > 2_000
    assert max(weighed.values()) <= 30_000


def _weight(page: Page, address: str) -> int:
    """A page with all that it needs, before any compression."""
    page.goto(address)
    entries = "[...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]"
    return int(page.evaluate(f"{entries}.reduce((sum, one) => sum + one.decodedBodySize, 0)"))
