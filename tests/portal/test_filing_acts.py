"""What people do on a filing's page: one act a form, refusals at their fields with what was typed kept."""

from dataclasses import replace

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from employers.models import Filing
from employers.services.demand import content as contents
from employers.services.demand import filings
from tests import factories
from tests.employers import steps
from tests.factories import World
from tests.portal.conftest import Visit


def _move(browser: Client, filing: Filing, verb: str, **given: object) -> object:
    address = reverse("portal:filing_move", args=[filing.pk, verb])
    return browser.post(address, {f"{verb}-{name}": value for name, value in given.items()})


def test_the_approver_grants_a_part_and_comes_back_to_the_filing(submitted: Filing, world: World, visit: Visit) -> None:
    browser = visit(world.member("bureau", "approver"))

    answer = _move(browser, submitted, "grant", posts="12")

    submitted.refresh_from_db()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("portal:filing", args=[submitted.pk])
    assert (submitted.status, submitted.posts_granted) == ("granted", 12)


def test_a_refused_grant_stands_at_its_field_with_what_was_typed(submitted: Filing, world: World, visit: Visit) -> None:
    browser = visit(world.member("bureau", "approver"))

    answer = _move(browser, submitted, "grant", posts="21", comment="as asked")

    page = answer.content.decode()
    submitted.refresh_from_db()
    assert answer.status_code == 422
    assert submitted.status == "submitted"
    assert 'href="#id_grant-posts"' in page
    assert 'value="21"' in page
    assert "as asked" in page


def test_words_that_are_no_number_are_told_at_the_field(submitted: Filing, world: World, visit: Visit) -> None:
    browser = visit(world.member("bureau", "approver"))

    answer = _move(browser, submitted, "grant", posts="many")

    assert answer.status_code == 422
    assert b'href="#id_grant-posts"' in answer.content


def test_a_move_that_came_too_late_is_a_conflict(submitted: Filing, world: World, visit: Visit) -> None:
    browser = visit(world.member("bureau", "approver"))
    _move(browser, submitted, "grant", posts="12")

    answer = _move(browser, submitted, "refuse", reason_code="record")

    assert answer.status_code == 409


def test_who_may_not_decide_is_told_so(submitted: Filing, world: World, visit: Visit) -> None:
    browser = visit(world.member("bureau", "clerk"))

    answer = _move(browser, submitted, "grant", posts="12")

    assert answer.status_code == 403


@pytest.mark.parametrize("verb", ["grant", "refuse", "withdraw", "nonsense"])
def test_another_bureaus_filing_is_not_there(demand: World, visit: Visit, verb: str) -> None:
    other = factories.world(factories.HEKOU)
    filing = factories.filing(other.mandate, status="submitted")
    browser = visit(demand.member("bureau", "approver"))

    answer = _move(browser, filing, verb, posts="1")

    assert answer.status_code == 404
    assert browser.get(reverse("portal:filing", args=[filing.pk])).status_code == 404


def test_only_the_moves_that_are_open_are_offered(submitted: Filing, world: World, visit: Visit) -> None:
    seen = {
        role: [offer.verb for offer in visit(world.member(kind, role)).get(_page(submitted)).context["offers"]]
        for kind, role in [("bureau", "approver"), ("bureau", "clerk"), ("employer", "signatory")]
    }

    assert seen["approver"] == ["request_information", "recommend", "grant", "refuse"]
    assert seen["clerk"] == seen["signatory"] == []


def test_the_employer_confirms_exactly_what_it_read(demand: World, visit: Visit) -> None:
    filing = factories.filing(demand.mandate, status="awaiting_employer")
    browser = visit(demand.member("employer", "signatory"))

    stale = _move(browser, filing, "confirm", digest="e" * 64)
    answer = _move(browser, filing, "confirm", digest=filing.content_digest)

    filing.refresh_from_db()
    assert stale.status_code == 409
    assert answer.status_code == 302
    assert filing.status == "submitted"


def test_a_declined_filing_leaves_the_employers_sight(demand: World, visit: Visit) -> None:
    filing = factories.filing(demand.mandate, status="awaiting_employer")
    demand.mandate.posts_filed = filing.posts
    demand.mandate.save()
    browser = visit(demand.member("employer", "signatory"))

    answer = _move(browser, filing, "decline", reason="The wage is not ours.")

    assert answer.status_code == 302
    assert answer["Location"] == reverse("portal:filings")


def test_a_question_is_asked_and_answered(submitted: Filing, world: World, visit: Visit) -> None:
    _move(visit(world.member("bureau", "reviewer")), submitted, "request_information", question="Which lodging?")

    answer = _move(visit(world.member("intermediary", "clerk")), submitted, "answer", text="The one by the mill.")

    submitted.refresh_from_db()
    assert answer.status_code == 302
    assert (submitted.status, submitted.answer) == ("submitted", "The one by the mill.")


def test_what_changed_since_the_last_check_stands_side_by_side(demand: World, visit: Visit) -> None:
    filing = steps.submitted(demand)
    [content] = contents.read_each([filing]).values()
    bureau, clerk = visit(demand.member("bureau", "reviewer")), demand.member("intermediary", "clerk")
    before = bureau.get(_page(filing)).context["beside"]
    _move(bureau, filing, "request_information", question="Wage?")
    fewer = replace(content.groups[0], posts=content.posts - 4)
    raised = replace(content, wage_fen=content.wage_fen + 1000, groups=(fewer,))

    filings.revise(filing.pk, raised, by=clerk, at=timezone.now())
    page = bureau.get(_page(filing))

    assert before is None
    assert [(one.what, one.before, one.after) for one in page.context["beside"].lines] == [
        ("Posts (1)", "10", "6"),
        ("Wage, yuan", "160", "170"),
    ]
    assert "<del>160</del>" in page.content.decode()


def test_any_two_versions_stand_side_by_side_whole_where_asked(demand: World, visit: Visit) -> None:
    filing = steps.submitted(demand)
    [content] = contents.read_each([filing]).values()
    bureau, clerk = visit(demand.member("bureau", "reviewer")), demand.member("intermediary", "clerk")
    for more in (1000, 2000):
        _move(bureau, filing, "request_information", question="Wage?")
        raised = replace(content, wage_fen=content.wage_fen + more)
        filings.revise(filing.pk, raised, by=clerk, at=timezone.now())
        filings.confirm(filing.pk, digest=raised.digest, by=demand.member("employer", "signatory"), at=timezone.now())

    page = bureau.get(_page(filing), {"before": "1", "after": "2"})
    nonsense = bureau.get(_page(filing), {"before": "9", "after": "x"})

    beside = page.context["beside"]
    assert [one.number for one in beside.versions] == [3, 2, 1]
    assert [(one.what, one.before, one.after) for one in beside.lines if one.is_changed] == [
        ("Wage, yuan", "160", "170")
    ]
    assert ("Posts (1)", "10", "10") in [(one.what, one.before, one.after) for one in beside.lines]
    assert [one.after for one in nonsense.context["beside"].lines] == ["180"]


def test_two_persons_grant_together(demand: World, visit: Visit) -> None:
    filing = factories.filing(demand.mandate, status="submitted", posts=120)
    recommended = {"outcome": "grant", "posts": "110", "reason_code": "", "comment": ""}

    alone = _move(visit(demand.member("bureau", "approver")), filing, "grant", posts="110")
    _move(visit(demand.member("bureau", "reviewer")), filing, "recommend", **recommended)
    together = _move(visit(demand.member("bureau", "approver")), filing, "grant", posts="110")

    assert alone.status_code == 422
    assert together.status_code == 302


def _page(filing: Filing) -> str:
    return reverse("portal:filing", args=[filing.pk])
