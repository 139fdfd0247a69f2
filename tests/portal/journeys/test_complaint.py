"""A worker complains of withheld papers; a desk answers, and no page of the employer's changes by a sign."""

import re
from datetime import date
from typing import Any

import pytest
from django.urls import reverse

from tests.factories import World, shanghai
from tests.journeys.seasons import FIRST, begun, crosses
from tests.portal.browsers import needs_chromium
from tests.portal.journeys.conftest import Member, Phone
from tests.portal.journeys.people import Official
from workers.models import Complaint

pytestmark = [pytest.mark.drill, needs_chromium]
KEY = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
PAGES = ("home", "notices", "alerts", "permits", "returns", "close_out", "people")
WORDS, ANSWER = "Họ giữ hộ chiếu của tôi", "Chúng tôi đã lấy lại hộ chiếu cho chị."


def _all_pages(people: list[Official]) -> list[str]:
    """All that these people see, without the keys that each form has of its own."""
    seen = []
    for person in people:
        for page in PAGES:
            person.opens(page)
            seen.append(KEY.sub("", person.page.content()))
    return seen


def test_a_complaint_is_answered_and_nothing_of_it_shows_to_those_it_is_about(
    demand: World, member: Member, phone: Phone, clock: Any
) -> None:
    permit = begun(demand)
    crosses(demand, permit, "in", shanghai(FIRST, 8))
    clock.move_to(shanghai(date(2026, 12, 1), 20))
    parties = [member("employer.clerk", "zh-hans"), member("intermediary.clerk", "zh-hans")]
    before = _all_pages(parties)

    holder = phone(permit.worker)
    holder.follows("Something is wrong: write to the protection desk")
    holder.follows("Write")
    holder.types(kind="papers_held", about=demand.employer.pk, text=WORDS)
    holder.presses("Send")
    holder.is_told("It was sent.")

    desk = member("protection.officer", "en")
    desk.has_letter("complaint_received")
    desk.opens("complaints")
    desk.page.get_by_role("main").locator(f'a[href="{_page()}"]').first.click()
    desk.reads(WORDS)
    desk.does("assign")
    desk.does("answer", text=ANSWER)

    holder.has_letter("complaint_answered")
    holder.opens("my_book")
    holder.page.get_by_role("main").locator(f'a[href="{_page("my_book_entry")}"]').click()
    holder.reads(ANSWER)
    assert _all_pages(parties) == before
    assert Complaint.objects.get().status == "answered"


def _page(name: str = "complaint") -> str:
    return reverse(f"portal:{name}", args=[Complaint.objects.get().pk])
