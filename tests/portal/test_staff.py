"""Lists of staff and second signatures through the pages; and what the demo shows on a developer's machine."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from accounts.models import Member
from accounts.services import factors, members
from core import totp
from permits.management.demo.load import SECRET
from permits.management.demo.offices import DOMAIN
from tests import factories
from tests.factories import AT, World
from tests.portal.conftest import Visit


def test_an_administrator_hands_in_a_list_and_sees_whom_it_leaves_out(
    approver: Member, bureau_administrator: Member, visit: Visit
) -> None:
    browser = visit(bureau_administrator)

    done = browser.post("/staff/", {"dated": "2026-09-01", "emails": f"{bureau_administrator.email}\nx@example.org"})
    page = browser.get("/staff/").content.decode()

    assert done.status_code == 302
    assert approver.email in page.partition("Lists handed in")[0]
    assert "cannot approve" in browser.get(reverse("portal:member", args=[approver.pk])).content.decode()


def test_a_list_with_a_wrong_address_comes_back_as_it_was_typed(bureau_administrator: Member, visit: Visit) -> None:
    answer = visit(bureau_administrator).post("/staff/", {"dated": "2026-09-01", "emails": "Lan"})

    assert answer.status_code == 422
    assert ">\nLan</textarea>" in answer.content.decode()


def test_only_administrators_have_the_page(reviewer: Member, visit: Visit) -> None:
    assert visit(reviewer).get("/staff/").status_code == 403


def test_another_administrator_confirms_on_the_members_page_and_the_first_is_not_offered_it(
    registrar: Member, bureau_administrator: Member, world: World, visit: Visit
) -> None:
    members.set_roles(registrar.pk, ["clerk", "approver"], by=bureau_administrator)
    page, act = reverse("portal:member", args=[registrar.pk]), f"/members/{registrar.pk}/approver/"
    first, second = visit(bureau_administrator), visit(factories.member(registrar.organisation, "administrator"))

    offered = [f'action="{act}"' in browser.get(page).content.decode() for browser in (first, second)]
    refused, done = first.post(act), second.post(act)

    assert offered == [False, True]
    assert (refused.status_code, done.status_code) == (422, 302)
    assert Member.objects.get(pk=registrar.pk).roles == ["approver", "clerk"]


@pytest.mark.parametrize(("debug", "shown"), [(True, True), (False, False)])
def test_the_demo_shows_its_code_on_a_developers_machine_only(
    approver: Member, client: Client, settings: Any, debug: bool, shown: bool
) -> None:
    Member.objects.filter(pk=approver.pk).update(email=f"approver.somewhere@{DOMAIN}")
    factors.give([approver], SECRET, at=AT)
    client.force_login(Member.objects.get(pk=approver.pk))
    session = client.session
    session.update({"opened_at": int(AT.timestamp()), "seen_at": int(AT.timestamp())})
    session.save()
    settings.DEBUG = settings.SHOW_DEMO_CODES = debug

    page = client.get("/login/prove/").content.decode()

    assert (totp.code_at(SECRET, totp.step_at(AT)) in page) is shown
