"""Complaints and cost statements: handled by a desk, read by who watches, and for everybody else not there at all."""

import re
from datetime import date
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from core.audit.models import Event
from tests import factories
from tests.api.people_records import person
from tests.factories import AT, World
from tests.portal.conftest import Visit
from workers.models import Complaint, ComplaintEntry, CostStatement, Offer, Worker
from workers.services.grievances import complaints, costs

WORDS = "Họ giữ hộ chiếu của tôi"
PAGES = ["people", "registrations", "offers", "named_requests", "filings", "home"]


@pytest.fixture
def accepted(demand: World) -> Offer:
    """An offer that a worker of this world has accepted."""
    filing = factories.filing(demand.mandate, status="granted")
    registered = factories.registration(person(demand), demand.intermediary, filing.season)
    return factories.offer(registered, filing, status="accepted")


@pytest.fixture
def complaint(demand: World, accepted: Offer) -> Complaint:
    """What that worker says of the intermediary."""
    return _complain(demand, accepted.worker)


def _complain(world: World, worker: Worker) -> Complaint:
    by = factories.as_worker(worker)
    return complaints.receive("papers_held", WORDS, about=world.intermediary.pk, by=by, at=AT)


def _state(world: World, worker: Worker) -> CostStatement:
    paid = costs.Payment("administration", 1_500_000, "VND", payee=world.intermediary.pk, paid_on=date(2026, 8, 1))
    words = costs.Payment("training", 0, "VND", payee_text="ông Mẫu")
    season = factories.season().pk
    return costs.state_costs([paid, words], note="Trả ở bến xe", season=season, by=factories.as_worker(worker), at=AT)


def _move(complaint: Complaint, verb: str) -> str:
    return reverse("portal:complaint_move", args=[complaint.pk, verb])


def _own(world: World) -> dict[str, str]:
    return {"assign-desk": str(world.organisations["protection"].pk)}


def test_a_desk_takes_a_complaint_on_answers_and_closes_it(demand: World, visit: Visit, complaint: Complaint) -> None:
    desk = visit(demand.member("protection", "officer"))

    taken = desk.post(_move(complaint, "assign"), _own(demand))
    empty = desk.post(_move(complaint, "answer"), {"answer-text": ""})
    answered = desk.post(_move(complaint, "answer"), {"answer-text": "Chúng tôi đã lấy lại hộ chiếu."})
    page = desk.get(reverse("portal:complaint", args=[complaint.pk]))
    closed = desk.post(_move(complaint, "close"))

    complaint.refresh_from_db()
    assert [answer.status_code for answer in (taken, empty, answered, closed)] == [302, 422, 302, 302]
    assert complaint.status == "closed"
    assert [entry.text for entry in page.context["entries"]] == [WORDS, "Chúng tôi đã lấy lại hộ chiếu."]
    assert page.context["letters"]


def test_a_complaint_is_passed_on_and_the_words_stay_where_an_office_is_missing(
    demand: World, visit: Visit, complaint: Complaint
) -> None:
    desk = visit(demand.member("protection", "officer"))
    desk.post(_move(complaint, "assign"), _own(demand))

    nameless = desk.post(_move(complaint, "refer"), {"refer-text": "Tranh chấp tiền lương", "refer-to": ""})
    desk.post(_move(complaint, "refer"), {"refer-text": "Tranh chấp tiền lương", "refer-to": "Thanh tra"})

    complaint.refresh_from_db()
    assert nameless.status_code == 422
    assert "Tranh chấp tiền lương" in nameless.content.decode()
    assert (complaint.status, complaint.referred_to) == ("referred", "Thanh tra")


def test_a_complaint_is_handed_to_another_desk_and_never_to_whom_it_is_about(
    demand: World, visit: Visit, accepted: Offer
) -> None:
    other, third = factories.organisation("protection"), factories.organisation("protection")
    told = complaints.receive("wages", WORDS, about=third.pk, by=factories.as_worker(accepted.worker), at=AT)
    desk = visit(demand.member("protection", "officer"))
    page = desk.get(reverse("portal:complaint", args=[told.pk]))
    [move] = page.context["offers"]

    wrong = desk.post(_move(told, "assign"), {"assign-desk": str(third.pk)})
    handed = desk.post(_move(told, "assign"), {"assign-desk": str(other.pk)}, follow=True)

    told.refresh_from_db()
    own = demand.organisations["protection"].pk
    assert [key for key, _name in move.form.fields["desk"].choices] == [str(own), str(other.pk)]
    assert (wrong.status_code, handed.status_code) == (422, 200)
    assert told.desk_id == other.pk


def test_the_list_says_what_is_late_and_is_narrowed_to_it(demand: World, visit: Visit, complaint: Complaint) -> None:
    late = _complain(demand, factories.worker())
    Complaint.objects.filter(pk=late.pk).update(due_on=date(2026, 8, 20))
    desk = visit(demand.member("protection", "officer"))
    address = reverse("portal:complaints")

    every, overdue = desk.get(address), desk.get(address, {"overdue": "yes"})

    assert [row.pk for row in every.context["page"].rows] == [late.pk, complaint.pk]
    assert [row.pk for row in overdue.context["page"].rows] == [late.pk]
    assert "Overdue" in overdue.content.decode()


def test_who_watches_reads_for_a_stated_purpose_and_it_is_written_down(
    demand: World, visit: Visit, complaint: Complaint
) -> None:
    auditor = visit(demand.member("oversight", "auditor"))
    address = reverse("portal:complaint", args=[complaint.pk])

    asked = auditor.get(address).content.decode()
    read = auditor.get(address, {"purpose": "Review 3"})

    assert WORDS not in asked
    assert WORDS in read.content.decode()
    assert read.context["offers"] == []
    assert Event.objects.get(verb="open", subject_id=str(complaint.pk)).details["purpose"] == "Review 3"


def test_a_cost_statement_is_read_in_the_workers_words_with_its_flags(
    demand: World, visit: Visit, accepted: Offer
) -> None:
    statement = _state(demand, accepted.worker)
    costs.flag_payees(at=AT)
    desk = visit(demand.member("protection", "officer"))

    listed = desk.get(reverse("portal:cost_statements"), {"season": "2026-27"})
    page = desk.get(reverse("portal:cost_statement", args=[statement.pk]))

    said = page.content.decode()
    assert listed.context["flagged"] == {statement.pk}
    assert all(words in said for words in ("1,500,000 VND", "Trả ở bến xe", "ông Mẫu"))
    assert page.context["flagged"] == {str(demand.intermediary.pk)}


@pytest.mark.parametrize(
    ("kind", "role"),
    [("intermediary", "clerk"), ("employer", "signatory"), ("bureau", "approver"), ("department", "officer")],
)
def test_to_others_there_is_no_such_page(
    demand: World, visit: Visit, complaint: Complaint, kind: str, role: str
) -> None:
    statement = _state(demand, complaint.worker)
    browser = visit(demand.member(kind, role))
    addresses = [
        reverse("portal:complaints"),
        reverse("portal:complaint", args=[complaint.pk]),
        reverse("portal:cost_statements"),
        reverse("portal:cost_statement", args=[statement.pk]),
    ]

    answers = [browser.get(address).status_code for address in addresses]

    assert [*answers, browser.post(_move(complaint, "assign")).status_code] == [404] * 5


@pytest.mark.parametrize(("kind", "role"), [("intermediary", "clerk"), ("partner", "clerk"), ("employer", "signatory")])
def test_no_page_of_theirs_changes_by_a_sign_when_a_worker_complains(
    demand: World, visit: Visit, accepted: Offer, kind: str, role: str
) -> None:
    browser = visit(demand.member(kind, role))
    before = _pages(browser, accepted)

    complaint, statement = _complain(demand, accepted.worker), _state(demand, accepted.worker)
    desk, auditor = visit(demand.member("protection", "officer")), visit(demand.member("oversight", "auditor"))
    desk.post(_move(complaint, "assign"), _own(demand))
    desk.post(_move(complaint, "answer"), {"answer-text": "Đã nhận."})
    desk.get(reverse("portal:person", args=[accepted.worker_id]))
    auditor.get(reverse("portal:person", args=[accepted.worker_id]), {"purpose": "Review"})
    auditor.get(reverse("portal:cost_statement", args=[statement.pk]), {"purpose": "Review"})

    assert _pages(browser, accepted) == before
    assert ComplaintEntry.objects.count() == 2


def _pages(browser: Client, offer: Offer) -> dict[str, Any]:
    """Every page of theirs about the worker, without the keys that each form has of its own."""
    addresses = [reverse(f"portal:{page}") for page in PAGES] + [
        reverse("portal:person", args=[offer.worker_id]),
        reverse("portal:registration", args=[offer.registration_id]),
        reverse("portal:offer", args=[offer.pk]),
        reverse("portal:filing", args=[offer.filing_id]),
    ]
    answers = {address: browser.get(address) for address in addresses}
    key = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')
    return {address: (answer.status_code, key.sub("", answer.content.decode())) for address, answer in answers.items()}
