"""A worker's season: registered, cleared, offered, a yes by code; permit, entry, more days, home, closed out."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import expect

from employers.models import Filing
from permits.models import Extension, Permit, PermitApplication, Return, Stay
from permits.services.follow_up import returns
from tests.factories import World, shanghai
from tests.permits import steps
from tests.permits.steps import ASKED, LAST
from tests.portal.browsers import needs_chromium
from tests.portal.journeys.conftest import Member, Phone
from tests.portal.journeys.people import Holder, Official, sent_code
from workers.models import Offer, Registration, Worker
from workers.rules.mrz import write_td3

pytestmark = needs_chromium
NAME = "Nguyễn Thị Thử"
BORN, ENDS = date(1994, 3, 21), date(2033, 5, 4)
ZONE = write_td3(number="C1234567", family="Nguyễn", given="Thị Thử", birth_date=BORN, sex="F", expires_on=ENDS)
FIRST, SHORT = date(2026, 11, 15), date(2026, 12, 14)
LONGER = date(2027, 1, 10)


@pytest.fixture
def filing(demand: World) -> Filing:
    """A granted filing for the whole season, whose permits ask for a health check and an insurance."""
    steps.requirements()
    return steps.hiring(demand, 5)


def _register(clerk: Official, season: Any, partner: Any) -> Worker:
    clerk.opens("registrations")
    clerk.follows("Register a worker")
    clerk.types(mrz="\n".join(ZONE))
    clerk.presses("Read it")
    expect(clerk.page.locator('[name="number"]')).to_have_value("C1234567")
    clerk.types(
        name=NAME,
        province="20",
        phone="+84 912 345 678",
        partner=partner,
        season=season,
        agreed=True,
        agreed_abroad=True,
    )
    clerk.presses("Register")
    clerk.is_told("The worker was registered; the sending department is told, and so is the worker.")
    return Registration.objects.get().worker


def _show(clerk: Official) -> None:
    """The health check and the insurance of everybody who showed them."""
    for kind, code in ASKED.items():
        clerk.opens("evidence_new")
        clerk.types(requirement=f"{kind}:{code}", issuer="Trung tâm Y tế mẫu", number=code[:9])
        clerk.types(valid_from=date(2026, 9, 1), valid_until=date(2027, 8, 31))
        clerk.ticks(NAME)
        clerk.presses("Record evidence")
        clerk.is_told()


def test_a_worker_is_registered_cleared_offered_a_post_and_says_yes(
    demand: World, filing: Filing, member: Member, phone: Phone, clock: Any
) -> None:
    clock.move_to(shanghai(date(2026, 9, 10), 9))
    partner = member("partner.clerk", "vi")
    worker = _register(partner, filing.season_id, demand.intermediary.pk)
    _show(partner)

    officer = member("department.officer", "vi")
    officer.has_letter("workers_registered")
    officer.opens("clearances")
    officer.ticks(NAME)
    officer.presses("Clear for departure")
    officer.is_told()
    partner.has_letter("workers_cleared")

    clerk = member("intermediary.clerk", "zh-hans")
    clerk.opens("filing", filing.pk)
    clerk.follows("Offer posts to workers")
    clerk.types(group=f"{FIRST}/{LAST}", valid_until=date(2026, 10, 31))
    clerk.ticks(NAME)
    clerk.presses("Offer posts to those who are ticked")
    clerk.is_told()

    # The worker reads the terms and says yes by a code of her own.
    holder = phone(worker)
    holder.has_letter("offer_made")
    holder.opens("my")
    holder.follows("You are offered work.")
    holder.reads(Offer.objects.get().terms.text_vi.splitlines()[0])
    holder.presses("Send me a code to say yes")
    holder.types(code=sent_code())
    holder.presses("Yes, I want this work")
    holder.is_told("You have said yes.")

    clerk.has_letter("offers_accepted")
    assert Offer.objects.get().status == "accepted"


@pytest.fixture
def willing(demand: World, filing: Filing) -> Offer:
    """A cleared worker with papers who said yes."""
    return steps.willing(demand, filing)


def _apply(clerk: Official, filing: Filing, name: str) -> PermitApplication:
    clerk.opens("filing", filing.pk)
    clerk.follows("Apply for a crew")
    clerk.types(permit_class="short", last_on=SHORT, ports="aidian")
    clerk.page.get_by_role("checkbox", name=name).check()
    clerk.presses("Draft and submit")
    clerk.is_told()
    return PermitApplication.objects.get()


def _cross(gate: Official, permit: Permit, purpose: str, word: str, button: str) -> None:
    """Look the permit up and record, with one button, what the holder does."""
    gate.opens("look_up")
    gate.page.locator(f"#lane-{purpose}").check(force=True)
    gate.types(number=permit.reference.lower())
    gate.presses("Look up")
    gate.page.get_by_role("alert").get_by_text(gate.words(word), exact=False).wait_for()
    gate.reads(permit.worker.name)
    gate.presses(button)
    gate.is_told()


def _extend(holder: Holder, approver: Official, permit: Permit) -> None:
    holder.opens("my")
    holder.follows("Stay longer, or end my permit")
    holder.follows("I want to stay longer")
    holder.types(ends_on=LONGER, reason="Mía còn nhiều")
    holder.presses("Ask")
    holder.is_told("It was sent.")
    approver.opens("extensions")
    approver.page.get_by_role("main").get_by_role("link", name=permit.reference).first.click()
    approver.does("grant", comment="甘蔗尚未收完")
    holder.has_letter("extension_granted_worker")


def test_a_permit_is_applied_for_issued_used_extended_and_its_season_closed_out(
    demand: World, filing: Filing, willing: Offer, member: Member, phone: Phone, clock: Any
) -> None:
    clock.move_to(shanghai(date(2026, 10, 5), 9))
    clerk, approver = member("intermediary.clerk", "zh-hans"), member("bureau.approver", "zh-hans")
    asked = _apply(clerk, filing, willing.worker.name)
    approver.opens("applications")
    approver.ticks(asked.reference)
    approver.presses("Issue")
    approver.is_told()
    clerk.has_letter("permit_issued")
    permit = Permit.objects.select_related("worker").get()

    # The post looks at one number and records the entry; the employer reports that she came and where she sleeps.
    clock.move_to(shanghai(date(2026, 11, 16), 9))
    gate, employer = member("post.officer", "en"), member("employer.clerk", "zh-hans")
    _cross(gate, permit, "entry", "May enter", "Record the entry now")
    employer.opens("arrivals")
    employer.ticks(permit.reference)
    employer.types(**{"report_arrival-arrived_on": date(2026, 11, 16)})
    employer.presses("Report the arrivals")
    employer.is_told()
    employer.ticks(permit.reference)
    employer.types(**{"register_lodging-registered_on": date(2026, 11, 16)})
    employer.presses("Report the registrations")
    employer.is_told()

    clock.move_to(shanghai(date(2026, 12, 1), 9))
    holder, approver = phone(permit.worker, number=permit.reference), member("bureau.approver", "zh-hans")
    holder.has_letter("permit_issued_worker")
    _extend(holder, approver, permit)
    assert Extension.objects.get().status == "granted"
    assert Stay.objects.get().last_lawful_on == LONGER

    # Out in time; the clock sees that the season is over; each does one thing, and the worker is told.
    clock.move_to(shanghai(date(2027, 1, 8), 15))
    _cross(member("post.officer", "en"), permit, "exit", "May leave", "Record the exit now")
    later = shanghai(date(2027, 4, 20), 9)
    clock.move_to(later)
    returns.note_exits(at=later)
    _close_out(permit, member, phone)


def _close_out(permit: Permit, member: Member, phone: Phone) -> None:
    department, employer = member("department.officer", "vi"), member("employer.clerk", "zh-hans")
    for person, verb, given in (
        (department, "confirm", {}),
        (employer, "settle_wage", {"settled_on": date(2027, 1, 9)}),
        (employer, "return_papers", {"returned_on": date(2027, 1, 8)}),
        (member("bureau.approver", "zh-hans"), "close_out", {}),
    ):
        person.opens("returns", query="?season=2026-27")
        person.page.get_by_role("main").get_by_role("link", name=permit.worker.name).first.click()
        person.does(verb, **given)
    phone(permit.worker).has_letter("return_closed_out")
    found = Return.objects.select_related("registration").get()
    assert (found.status, found.registration.returned_in_time) == ("closed_out", True)
