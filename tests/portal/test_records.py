"""What holds for the pages of all records: the way back after an act, and who is shown it."""

from typing import Any

import pytest
from django.urls import reverse

from accounts.models import Member
from employers.models import Filing
from permits.models import Permit
from portal.filing_moves import MOVES
from tests import factories
from tests.factories import World
from tests.portal.conftest import Visit


@pytest.fixture
def permit(demand: World) -> Permit:
    """A permit of a granted filing."""
    return factories.permitted(factories.filing(demand.mandate, status="granted", posts=20), demand.intermediary)


def test_after_a_suspension_the_page_leads_to_the_move_that_ends_it(
    demand: World, permit: Permit, visit: Visit
) -> None:
    browser = visit(demand.member("bureau", "approver"))
    address = reverse("portal:permit_move", args=[permit.pk, "suspend"])

    page = browser.post(address, {"suspend-reason": "A second look."}, follow=True).content.decode()
    later = browser.get(reverse("portal:permit", args=[permit.pk])).content.decode()

    assert 'href="#move-reinstate"' in page
    assert 'id="move-reinstate"' in page
    assert 'href="#move-reinstate"' not in later


def test_after_a_move_that_cannot_be_taken_back_no_way_back_is_shown(
    demand: World, permit: Permit, visit: Visit
) -> None:
    browser = visit(demand.member("bureau", "approver"))
    Permit.objects.update(status="suspended")

    page = browser.post(reverse("portal:permit_move", args=[permit.pk, "reinstate"]), follow=True).content.decode()

    assert 'role="status"' in page
    assert 'href="#move-' not in page


def test_who_may_not_take_an_act_back_is_not_led_there(
    demand: World, visit: Visit, monkeypatch: pytest.MonkeyPatch
) -> None:
    filing: Filing = factories.filing(demand.mandate, status="draft")
    browser = visit(demand.member("intermediary", "clerk"))
    monkeypatch.setitem(MOVES, "file", _with_back(MOVES["file"], "grant"))

    page = browser.post(reverse("portal:filing_move", args=[filing.pk, "file"]), follow=True).content.decode()

    assert 'role="status"' in page
    assert 'href="#move-grant"' not in page


def _with_back(move: Any, back: str) -> Any:
    return type(move)(move.form, move.do, move.said, move.is_apt, back)


def test_a_barred_organisation_can_be_opened_again_from_the_message(demand: World, visit: Visit) -> None:
    operator: Member = demand.member("operator", "administrator")
    browser = visit(operator)

    page = browser.post(
        reverse("portal:organisation_act", args=[demand.employer.pk, "bar"]), follow=True
    ).content.decode()

    assert 'href="#move-unbar"' in page


def test_from_a_record_one_comes_back_to_the_list_as_it_was_narrowed(
    demand: World, permit: Permit, visit: Visit
) -> None:
    browser = visit(demand.member("bureau", "approver"))
    narrowed = reverse("portal:permits") + "?status=issued"
    record = reverse("portal:permit", args=[permit.pk])

    browser.get(narrowed)
    after_the_narrowed_list = browser.get(record).content.decode()
    browser.post(reverse("portal:permit_move", args=[permit.pk, "suspend"]), {"suspend-reason": "A second look."})
    after_an_act = browser.get(record).content.decode()
    browser.get(reverse("portal:permits"))
    after_the_whole_list = browser.get(record).content.decode()

    assert f'href="{narrowed}"' in after_the_narrowed_list
    assert f'href="{narrowed}"' in after_an_act
    assert f'href="{narrowed}"' not in after_the_whole_list


def test_what_was_made_up_as_the_list_one_came_from_leads_nowhere_else(
    demand: World, permit: Permit, visit: Visit
) -> None:
    browser = visit(demand.member("bureau", "approver"))
    browser.cookies["list"] = "permits?status=issued"

    page = browser.get(reverse("portal:permit", args=[permit.pk])).content.decode()

    assert f'href="{reverse("portal:permits")}"' in page
    assert "?status=issued" not in page
