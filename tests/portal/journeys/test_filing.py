"""A mandate is given, a filing drafted page by page, confirmed, asked about, granted; and a licence is suspended."""

from datetime import date
from typing import Any

from playwright.sync_api import expect

from employers.enums import CostHead
from employers.models import Filing, Licence, Mandate
from tests import factories
from tests.factories import World
from tests.portal.browsers import needs_chromium
from tests.portal.journeys.conftest import Member
from tests.portal.journeys.people import Official, Person

pytestmark = needs_chromium
FIRST, LAST = date(2026, 11, 15), date(2027, 4, 15)


def _pages(world: World) -> list[dict[str, Any]]:
    """What is typed on each page of a filing."""
    return [
        {
            "employer": world.employer.pk,
            "county": world.county,
            "industry": factories.CANE,
            "occupation": factories.FARM_HAND,
            "job_title": "甘蔗砍收工",
            "groups.0.posts": 20,
            "groups.0.starts_on": FIRST,
            "groups.0.ends_on": LAST,
        },
        {
            "pay_kind": "time",
            "wage_fen": 160,
            "wage_unit": "day",
            "hours_a_day": 8,
            "days_a_week": "5.5",
            "meals": "provided",
        },
        {"worksites.0.name": "一号蔗区", "lodgings.0.address": "职工宿舍", "lodgings.0.capacity": 20},
        {f"costs.{row}.payer": "employer" for row in range(len(CostHead.values))}
        | {
            "local_search.from_on": date(2026, 7, 5),
            "local_search.until_on": date(2026, 8, 5),
            "local_search.channels": "县就业网，村广播",
            "local_search.applied": 2,
            "local_search.hired": 1,
        },
    ]


def _write(clerk: Official, world: World) -> Filing:
    """A draft, page by page, looked over and handed to the employer."""
    clerk.opens("filings")
    clerk.follows("New filing")
    for page in _pages(world):
        clerk.types(**page)
        clerk.presses("Save and go on")
    clerk.reads("甘蔗砍收工")
    clerk.presses("Save the draft")
    clerk.is_told("The draft was saved. Hand it to the employer when it is complete.")
    clerk.does("file")
    return Filing.objects.get()


def _finds(person: Official, filing: Filing) -> None:
    """Open a filing from the list of what waits."""
    person.opens("home")
    person.follows(filing.reference)


def test_a_filing_goes_from_a_mandate_to_its_grant(demand: World, member: Member) -> None:
    demand.mandate.delete()
    signatory, clerk = member("employer.signatory", "zh-hans"), member("intermediary.clerk", "en")
    signatory.opens("mandates")
    giving = signatory.page.locator("form", has=signatory.page.locator('[name="cap"]'))
    signatory.types(giving, intermediary=demand.intermediary.pk, cap=200, starts_on=date(2026, 9, 1), ends_on=LAST)
    signatory.presses("Give the mandate")
    signatory.is_told("The mandate was given; the intermediary is told.")
    assert Mandate.objects.get().cap == 200
    clerk.has_letter("mandate_given")

    filing = _write(clerk, demand)
    signatory.has_letter("filing_awaiting_employer")
    _finds(signatory, filing)
    signatory.does("confirm")

    # The bureau asks once, and grants fewer.
    reviewer, approver = member("bureau.reviewer", "zh-hans"), member("bureau.approver", "zh-hans")
    _finds(reviewer, filing)
    reviewer.does("request_information", question="宿舍的租约")
    clerk.has_letter("filing_information_requested")
    _finds(clerk, filing)
    clerk.reads("宿舍的租约")
    clerk.does("answer", text="Attached.")
    _finds(approver, filing)
    approver.does("grant", posts=12)

    for person in (clerk, signatory):
        person.has_letter("filing_granted")
    filing.refresh_from_db()
    assert (filing.status, filing.posts_granted) == ("granted", 12)


def test_a_suspended_licence_shuts_the_intermediary_out_and_is_lifted(demand: World, member: Member) -> None:
    licence, filing = (
        Licence.objects.get(intermediary=demand.intermediary),
        factories.filing(demand.mandate, status="granted"),
    )
    clerk, approver = member("intermediary.clerk", "vi"), member("bureau.approver", "en")
    clerk.opens("filings")
    clerk.reads(filing.reference)

    approver.opens("licences")
    approver.follows(licence.number)
    approver.does("suspend", reason="The bond was called and not renewed.")
    approver.reads(filing.reference)

    # The very next click of the clerk is not answered; the register tells everybody.
    Person.opens(clerk, "filings")
    expect(clerk.page).to_have_url(f"{clerk.page.url.split('/login')[0]}/login/?next=/filings/")
    clerk.opens("register")
    clerk.reads(licence.number)
    clerk.opens("entry", licence.pk)
    signatory = member("employer.signatory", "zh-hans")
    signatory.has_letter("licence_suspended")

    approver.does("reinstate")
    clerk.logs_in()
    clerk.opens("filings")
    clerk.reads(filing.reference)
    licence.refresh_from_db()
    assert licence.status == "active"
