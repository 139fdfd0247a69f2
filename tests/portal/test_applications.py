"""Applications on pages: a crew applied for, issued or refused at once; who stands in the way named, nobody lost."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employers.models import Filing
from permits.models import Permit, PermitApplication
from permits.services.application import applications
from permits.services.lifetime import issuing
from tests import factories
from tests.factories import World
from tests.permits import steps
from tests.portal.conftest import Visit

CREW = {"permit_class": "seasonal", "ports": ["aidian"]}


@pytest.fixture
def season(demand: World, clock: Any) -> World:
    """A world in which permits can be applied for, on a Monday after the filings were granted."""
    steps.requirements()
    clock.move_to(steps.AT)
    return demand


@pytest.fixture
def filing(season: World) -> Filing:
    """A granted filing with posts for a crew."""
    return steps.hiring(season)


def _each(browser: Client, verb: str, records: list[Any], **given: Any) -> Any:
    ticked = {"chosen": [str(one.pk) for one in records]}
    return browser.post(reverse("portal:applications_each", args=[verb]), ticked | given)


def _ticked(page: str, record: Any) -> bool:
    return f'value="{record.pk}" id="tick-{record.pk}" checked' in page


def test_an_officer_issues_a_whole_crew_at_once(season: World, filing: Filing, visit: Visit) -> None:
    crew = steps.crew(season, filing, 4)

    answer = _each(visit(season.member("bureau", "approver")), "issue", crew)

    assert answer.status_code == 302
    assert Permit.objects.filter(application__in=crew).count() == 4


def test_those_that_cannot_be_issued_are_named_and_one_more_click_issues_the_rest(
    season: World, filing: Filing, visit: Visit
) -> None:
    crew = steps.crew(season, filing, 4)
    lost = crew[1]
    lost.worker.papers.update(void_from=steps.AT.date())
    browser = visit(season.member("bureau", "approver"))

    refused = _each(browser, "issue", crew)
    page = refused.content.decode()

    assert refused.status_code == 422
    assert not Permit.objects.exists()
    assert "The paper is lost, replaced or withdrawn" in page
    assert [_ticked(page, one) for one in crew] == [True, False, True, True]

    again = _each(browser, "issue", [one for one in crew if _ticked(page, one)])

    assert again.status_code == 302
    assert Permit.objects.count() == 3


def test_many_are_refused_for_one_reason_and_none_without_one(season: World, filing: Filing, visit: Visit) -> None:
    crew = steps.crew(season, filing, 3)
    browser = visit(season.member("bureau", "approver"))

    without = _each(browser, "refuse", crew)
    refused = _each(browser, "refuse", crew, **{"refuse-refusal": "post_not_there"})

    assert (without.status_code, refused.status_code) == (422, 302)
    assert all(_ticked(without.content.decode(), one) for one in crew)
    assert set(PermitApplication.objects.values_list("status", "refusal")) == {("refused", "post_not_there")}


def test_an_act_on_nothing_says_what_to_do(season: World, visit: Visit) -> None:
    answer = _each(visit(season.member("bureau", "approver")), "issue", [])

    assert answer.status_code == 422
    assert "Tick the rows that are meant." in answer.content.decode()


def test_who_may_not_issue_is_offered_no_boxes_and_refused(season: World, filing: Filing, visit: Visit) -> None:
    crew = steps.crew(season, filing, 1)
    browser = visit(season.member("bureau", "clerk"))

    page = browser.get(reverse("portal:applications")).content.decode()
    answer = _each(browser, "issue", crew)

    assert 'name="chosen"' not in page
    assert answer.status_code == 403


def test_the_intermediary_applies_for_a_crew_and_sees_whom_it_has_not_applied_for(
    season: World, filing: Filing, visit: Visit
) -> None:
    offers = [steps.willing(season, filing) for _ in range(3)]
    browser = visit(season.member("intermediary", "clerk"))
    address = reverse("portal:crew", args=[filing.pk])

    first = browser.post(address, CREW | {"chosen": [str(offers[0].pk)], "verb": "draft"})
    left = browser.get(address).content.decode()
    rest = browser.post(address, CREW | {"chosen": [str(one.pk) for one in offers[1:]], "verb": "apply"})

    assert (first.status_code, rest.status_code) == (302, 302)
    assert [_ticked(left, one) for one in offers] == [False, True, True]
    assert sorted(PermitApplication.objects.values_list("status", flat=True)) == ["draft", "submitted", "submitted"]


def test_a_refused_crew_names_who_and_what_to_change_and_keeps_the_others_and_what_was_chosen(
    season: World, filing: Filing, visit: Visit
) -> None:
    offers = [steps.willing(season, filing) for _ in range(3)]
    offers[2].worker.evidence.all().delete()
    browser = visit(season.member("intermediary", "clerk"))

    answer = browser.post(
        reverse("portal:crew", args=[filing.pk]),
        CREW | {"chosen": [str(one.pk) for one in offers], "verb": "apply"},
    )
    page = answer.content.decode()

    assert answer.status_code == 422
    assert not PermitApplication.objects.exists()
    assert [_ticked(page, one) for one in offers] == [True, True, False]
    assert 'value="aidian" class="govuk-checkboxes__input" id="id_ports_0" checked' in page.replace("\n", " ")


def test_a_crew_without_ports_is_told_at_the_field(season: World, filing: Filing, visit: Visit) -> None:
    offer = steps.willing(season, filing)
    browser = visit(season.member("intermediary", "clerk"))

    answer = browser.post(
        reverse("portal:crew", args=[filing.pk]), {"permit_class": "short", "chosen": [str(offer.pk)]}
    )

    assert answer.status_code == 422
    assert b'href="#id_ports' in answer.content
    assert _ticked(answer.content.decode(), offer)


def test_the_page_shows_every_check_with_its_rule_and_the_office_what_it_looked_at(
    season: World, filing: Filing, visit: Visit
) -> None:
    [application] = steps.crew(season, filing, 1)
    address = reverse("portal:application", args=[application.pk])

    officer = visit(season.member("bureau", "reviewer")).get(address).content.decode()
    employer = visit(season.member("employer", "signatory")).get(address).content.decode()

    application.refresh_from_db()
    assert all(finding["rule"] in officer for finding in application.findings)
    assert "What the checks looked at" in officer
    assert "What the checks looked at" not in employer
    assert "条款" in officer


def test_only_the_moves_that_are_open_are_offered(season: World, filing: Filing, visit: Visit) -> None:
    [application] = steps.crew(season, filing, 1)
    address = reverse("portal:application", args=[application.pk])
    members = {"reviewer": ("bureau", "reviewer"), "approver": ("bureau", "approver")}
    members |= {"intermediary": ("intermediary", "clerk"), "employer": ("employer", "signatory")}

    found = {
        name: {offer.verb for offer in visit(season.member(*who)).get(address).context["offers"]}
        for name, who in members.items()
    }

    assert found == {
        "reviewer": {"request_information"},
        "approver": {"request_information", "issue", "refuse"},
        "intermediary": {"withdraw"},
        "employer": set(),
    }


def test_one_is_asked_answered_and_issued_through_its_page(season: World, filing: Filing, visit: Visit) -> None:
    [application] = steps.crew(season, filing, 1)
    officer, clerk = visit(season.member("bureau", "approver")), visit(season.member("intermediary", "clerk"))

    def move(browser: Client, verb: str, **given: str) -> int:
        address = reverse("portal:application_move", args=[application.pk, verb])
        return int(browser.post(address, {f"{verb}-{name}": value for name, value in given.items()}).status_code)

    answers = [
        move(officer, "request_information", question="Which dormitory?"),
        move(clerk, "answer", text="The second."),
        move(officer, "issue"),
        move(officer, "refuse", refusal="check_failed"),
    ]

    application.refresh_from_db()
    assert answers == [302, 302, 302, 409]
    assert (application.status, application.answer) == ("issued", "The second.")


def test_a_draft_is_edited_and_keeps_what_was_typed_when_refused(season: World, filing: Filing, visit: Visit) -> None:
    offer = steps.willing(season, filing)
    clerk = season.member("intermediary", "clerk")
    [draft] = applications.draft_each([offer.pk], permit_class="seasonal", ports=["aidian"], by=clerk, at=steps.AT)
    address = reverse("portal:application_move", args=[draft.pk, "edit"])
    given = {"edit-permit_class": "short", "edit-first_on": "15/11/2026", "edit-ports": ["aidian"]}

    wrong = visit(clerk).post(address, given | {"edit-last_on": "01/11/2026"})
    right = visit(clerk).post(address, given | {"edit-last_on": "10/12/2026"})

    draft.refresh_from_db()
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert b'value="01/11/2026"' in wrong.content
    assert (draft.permit_class, str(draft.last_on)) == ("short", "2026-12-10")


def test_others_applications_are_not_there(season: World, filing: Filing, visit: Visit) -> None:
    [application] = steps.crew(season, filing, 1)
    other = factories.world(factories.HEKOU)
    stranger = visit(other.member("bureau", "approver"))

    shown = stranger.get(reverse("portal:application", args=[application.pk]))
    moved = stranger.post(reverse("portal:application_move", args=[application.pk, "issue"]))
    many = _each(stranger, "issue", [application])
    crew = visit(other.member("intermediary", "clerk")).get(reverse("portal:crew", args=[filing.pk]))

    assert [one.status_code for one in (shown, moved, many, crew)] == [404] * 4
    assert application.reference not in stranger.get(reverse("portal:applications")).content.decode()


def test_the_list_is_narrowed_and_ordered_by_the_address(season: World, filing: Filing, visit: Visit) -> None:
    crew = steps.crew(season, filing, 2)
    PermitApplication.objects.filter(pk=crew[0].pk).update(due_on="2026-12-01")
    browser = visit(season.member("bureau", "approver"))

    def listed(**asked: str) -> list[Any]:
        return [one.pk for one in browser.get(reverse("portal:applications"), asked).context["page"].rows]

    both = [crew[1].pk, crew[0].pk]
    assert listed(turn="mine", status="submitted", filing=str(filing.pk), order="due") == both
    assert listed(turn="others") == []
    assert listed(permit_class="short") == []
    assert listed(employer="nobody") == []
    assert listed(county=filing.county_id) == both


def test_pages_by_deadline_leave_nobody_out(season: World, filing: Filing, visit: Visit) -> None:
    made = [factories.application(steps.willing(season, filing), due_on="2026-12-01") for _ in range(45)]
    factories.application(made[0].offer, status="withdrawn", due_on="2026-12-01")
    browser = visit(season.member("bureau", "approver"))

    first = browser.get(reverse("portal:applications"), {"order": "due"}).context["page"]
    second = browser.get(reverse("portal:applications") + first.following).context["page"]

    assert {one.pk for one in (*first.rows, *second.rows)} == {one.pk for one in made}
    assert (len(first.rows), len(second.rows), second.following) == (40, 5, "")


@pytest.mark.parametrize("who", [("bureau", "approver"), ("intermediary", "clerk"), ("employer", "signatory")])
def test_the_lists_cost_the_same_however_long_they_are(
    season: World, filing: Filing, visit: Visit, who: tuple[str, str]
) -> None:
    browser = visit(season.member(*who))
    costs = []
    for _ in range(2):
        for offer in [steps.willing(season, filing) for _ in range(3)]:
            factories.application(offer)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("portal:applications")).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]
    assert costs[1] <= 10


def test_the_crews_page_costs_the_same_however_many_said_yes(season: World, filing: Filing, visit: Visit) -> None:
    browser = visit(season.member("intermediary", "clerk"))
    costs = []
    for number in (1, 5):
        for _ in range(number):
            steps.willing(season, filing)
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse("portal:crew", args=[filing.pk])).status_code == 200
        costs.append(len(queries))

    assert costs[0] == costs[1]


def test_a_draft_that_was_changed_stands_whole_beside_what_it_said_first(
    season: World, filing: Filing, visit: Visit
) -> None:
    offer, clerk = steps.willing(season, filing), season.member("intermediary", "clerk")
    [draft] = applications.draft_each([offer.pk], permit_class="seasonal", ports=["aidian"], by=clerk, at=steps.AT)
    browser, address = visit(clerk), reverse("portal:application", args=[draft.pk])
    before = browser.get(address).content.decode()

    applications.edit(draft.pk, last_on=draft.last_on - timedelta(days=3), by=clerk)
    beside = browser.get(address).context["beside"]

    assert "Both versions side by side" not in before
    assert [str(line.what) for line in beside.lines if line.is_changed] == ["Last day"]
    assert len(beside.lines) == 6
    assert beside.earlier is None


def test_one_made_anew_after_a_refusal_stands_beside_the_refused_one_with_every_check(
    season: World, filing: Filing, visit: Visit
) -> None:
    [first] = steps.crew(season, filing, 1)
    approver = season.member("bureau", "approver")
    issuing.refuse_each({first.pk: "post_not_there"}, by=approver, at=steps.AT)
    [again] = applications.apply_each(
        [first.offer_id],
        permit_class="seasonal",
        ports=["aidian"],
        by=season.member("intermediary", "clerk"),
        at=steps.AT,
    )

    beside = visit(approver).get(reverse("portal:application", args=[again.pk])).context["beside"]

    assert beside.earlier == first
    assert len(beside.lines) == 6 + len({one["rule"] for one in again.findings})
