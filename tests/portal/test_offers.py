"""Offers: made to a crew from a filing, taken back, renewed, and accepted at a counter by the worker's own code."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from employers.models import Filing
from employers.services.demand import after_grant, content, filings
from tests import factories
from tests.employers import steps
from tests.factories import World
from tests.portal.conftest import Visit
from workers.models import NamedRequest, Offer, OneTimeCode, Registration
from workers.rules.codes import person_number


@pytest.fixture
def filing(demand: World) -> Filing:
    """A filing of three posts that went all the way."""
    return steps.granted(demand, 3)


@pytest.fixture
def crew(demand: World, filing: Filing) -> list[Registration]:
    """Four cleared workers of the season."""
    home = demand.organisations["department"].province
    return [factories.registration(factories.worker(home), demand.intermediary, filing.season) for _number in range(4)]


def _sent(crew: list[Registration], **given: Any) -> dict[str, Any]:
    said = {"group": "2026-11-15/2027-04-15", "valid_until": "2026-10-31"}
    return said | {"chosen": [str(row.pk) for row in crew]} | given


def _offered(crew: list[Registration], of: Filing) -> list[Offer]:
    return [factories.offer(row, of) for row in crew]


def test_posts_of_a_filing_are_offered_to_all_who_are_ticked(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    address = reverse("portal:filing_offers", args=[filing.pk])

    answer = browser.post(address, _sent(crew[:2]))
    left = [row.pk for row in browser.get(address).context["page"].rows]

    made = Offer.objects.all()
    assert answer["Location"] == f"{reverse('portal:offers')}?filing={filing.pk}"
    assert {offer.registration_id for offer in made} == {row.pk for row in crew[:2]}
    assert {(offer.starts_on, offer.ends_on) for offer in made} == {(date(2026, 11, 15), date(2027, 4, 15))}
    assert left == [crew[3].pk, crew[2].pk]


def test_more_offers_than_posts_are_refused_and_the_ticks_stay(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    browser = visit(demand.member("intermediary", "clerk"))

    answer = browser.post(reverse("portal:filing_offers", args=[filing.pk]), _sent(crew))

    page = answer.content.decode()
    assert answer.status_code in (409, 422)
    assert all(f'value="{row.pk}" checked' in page for row in crew)
    assert 'value="2026-10-31"' in page
    assert not Offer.objects.exists()


def test_the_list_of_free_workers_costs_the_same_however_long_it_is(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    costs = []

    for more in (0, 5):
        for _number in range(more):
            factories.registration(factories.worker(crew[0].province), demand.intermediary, filing.season)
        with CaptureQueriesContext(connection) as queries:
            browser.get(reverse("portal:filing_offers", args=[filing.pk]))
        costs.append(len(queries))

    assert costs[0] == costs[1] <= 10


def test_the_page_of_a_granted_filing_leads_to_its_offers(demand: World, visit: Visit, filing: Filing) -> None:
    agent, employer = visit(demand.member("intermediary", "clerk")), visit(demand.member("employer", "signatory"))
    address = reverse("portal:filing_offers", args=[filing.pk])

    assert address in agent.get(reverse("portal:filing", args=[filing.pk])).content.decode()
    assert address not in employer.get(reverse("portal:filing", args=[filing.pk])).content.decode()
    assert employer.get(address).status_code == 403


def test_offers_are_taken_back_one_or_many_at_a_time(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    offers = _offered(crew[:3], filing)
    browser = visit(demand.member("intermediary", "clerk"))

    many = browser.post(reverse("portal:offers"), {"chosen": [str(offer.pk) for offer in offers[:2]]})
    one = browser.post(reverse("portal:offer_move", args=[offers[2].pk, "withdraw"]))
    late = browser.post(reverse("portal:offer_move", args=[offers[2].pk, "withdraw"]))

    assert (many.status_code, one.status_code, late.status_code) == (302, 302, 409)
    assert set(Offer.objects.values_list("status", flat=True)) == {"withdrawn"}


def test_an_offer_shows_its_terms_in_both_languages_and_its_history(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    browser = visit(demand.member("intermediary", "clerk"))
    browser.post(reverse("portal:filing_offers", args=[filing.pk]), _sent(crew[:1]))
    offer = Offer.objects.get()

    page = browser.get(reverse("portal:offer", args=[offer.pk]))

    said = page.content.decode()
    assert offer.terms.text_vi.splitlines()[0] in said
    assert offer.terms.text_zh.splitlines()[0] in said
    assert [step.verb for step in page.context["steps"]] == ["make_offer"]


def test_changed_terms_are_put_before_the_workers_with_the_difference(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    clerk, signatory = demand.member("intermediary", "clerk"), demand.member("employer", "signatory")
    browser = visit(clerk)
    address = reverse("portal:filing_offers", args=[filing.pk])
    browser.post(address, _sent(crew[:1]))
    old = Offer.objects.get()
    Offer.objects.filter(pk=old.pk).update(status="accepted", answered_at=factories.AT)
    _amend(filing, clerk, signatory)

    answer = browser.post(address, {"verb": "renew", "renew-valid_until": "2026-10-31"})
    new = Offer.objects.exclude(pk=old.pk).get()
    page = browser.get(reverse("portal:offer", args=[new.pk]))

    assert answer.status_code == 302
    assert new.replaces_id == old.pk
    assert [part.part for part in page.context["difference"]] == ["pay"]
    assert "170" in page.content.decode()


def _amend(filing: Filing, clerk: Any, signatory: Any) -> None:
    [said] = content.read_each([filing]).values()
    changed = after_grant.amend(filing.pk, replace(said, wage_fen=17_000), by=clerk, at=factories.AT)
    filings.confirm_amendment(changed.pk, digest=changed.content_digest, by=signatory, at=factories.AT)


def test_an_employer_sees_an_offer_once_it_is_accepted(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    open_, taken = factories.offer(crew[0], filing), factories.offer(crew[1], filing, status="accepted")
    browser = visit(demand.member("employer", "signatory"))

    rows = browser.get(reverse("portal:offers")).context["page"].rows

    assert [row.pk for row in rows] == [taken.pk]
    assert browser.get(reverse("portal:offer", args=[open_.pk])).status_code == 404


def test_an_employer_asks_for_a_worker_by_name(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    last = factories.season(code="2025-26", work_from=date(2025, 11, 1), work_until=date(2026, 4, 30))
    old = factories.filing(demand.mandate, status="closed", season=last)
    factories.offer(factories.registration(crew[0].worker, demand.intermediary, last), old, status="accepted")
    browser = visit(demand.member("employer", "signatory"))
    address, number = reverse("portal:named_requests"), person_number(crew[0].worker.number)

    asked = browser.post(address, {"number": number, "season": str(filing.season_id)})
    unknown = browser.post(address, {"number": person_number(crew[1].worker.number), "season": str(filing.season_id)})

    assert (asked.status_code, unknown.status_code) == (302, 422)
    assert NamedRequest.objects.get().worker_id == crew[0].worker_id
    assert person_number(crew[1].worker.number) in unknown.content.decode()


def _code(page: Any) -> str:
    return str(page.context["code"])


def test_a_worker_says_yes_at_the_counter_with_a_code_shown_once(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    visit(demand.member("intermediary", "clerk")).post(
        reverse("portal:filing_offers", args=[filing.pk]), _sent(crew[:1])
    )
    offer, worker = Offer.objects.get(), crew[0].worker
    browser = visit(demand.member("department", "officer"))
    seen = {
        "number": person_number(worker.number),
        "birth_date": worker.birth_date.isoformat(),
        "is_seen": "on",
    }

    given = browser.post(reverse("portal:counter"), seen)
    code = _code(given)
    address, said = reverse("portal:counter_accept", args=[offer.pk]), {f"{offer.pk}-digest": offer.terms.digest}
    wrong = browser.post(address, said | {f"{offer.pk}-code": "000000" if code != "000 000" else "111111"})
    right = browser.post(address, said | {f"{offer.pk}-code": code})

    offer.refresh_from_db()
    assert len(code.replace(" ", "")) == 6
    assert offer.terms.text_vi.splitlines()[0] in given.content.decode()
    assert (wrong.status_code, right.status_code) == (422, 302)
    assert code not in wrong.content.decode()
    assert (offer.status, offer.consent.way) == ("accepted", "kiosk")


def test_a_counter_gives_no_code_where_number_and_birth_date_do_not_belong_together(
    demand: World, visit: Visit, crew: list[Registration]
) -> None:
    number = person_number(crew[0].worker.number)
    browser = visit(demand.member("protection", "officer"))
    sent = {"number": number, "birth_date": "1950-01-01", "is_seen": "on"}

    nobody = browser.post(reverse("portal:counter"), sent)
    unseen = browser.post(reverse("portal:counter"), sent | {"is_seen": ""})

    assert (nobody.status_code, unseen.status_code) == (404, 422)
    assert number in nobody.content.decode()
    assert not OneTimeCode.objects.exists()


def test_the_counter_answers_only_for_who_stands_there(
    demand: World, visit: Visit, filing: Filing, crew: list[Registration]
) -> None:
    offer = factories.offer(crew[0], filing)
    browser = visit(demand.member("department", "officer"))

    answer = browser.post(reverse("portal:counter_accept", args=[offer.pk]), {f"{offer.pk}-code": "123456"})

    assert answer.status_code == 404
    for kind, role in [("intermediary", "clerk"), ("employer", "signatory"), ("bureau", "approver")]:
        other = visit(demand.member(kind, role))
        assert other.get(reverse("portal:counter")).status_code == 403
        assert other.post(reverse("portal:counter_accept", args=[offer.pk])).status_code == 403
