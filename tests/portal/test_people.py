"""People: found by whatever one has at hand, opened for who may, corrected and merged by two persons."""

from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from core.audit.models import Event
from scheme.services.in_force import read_agreement
from tests import factories
from tests.api.people_records import people_records
from tests.factories import AT, World
from tests.portal.conftest import Visit
from workers.models import Duplicate, IdentityPaper, Merge, RemovalBan, Worker, WorkerCorrection
from workers.rules.codes import person_number
from workers.services.identity import papers
from workers.services.identity.details import NewPaper

LISTS = {
    "bureau": ("approver", ["people", "registrations", "duplicates", "offers", "named_requests"]),
    "intermediary": ("clerk", ["people", "registrations", "evidence_new", "offers", "named_requests"]),
    "employer": ("signatory", ["people", "registrations", "offers", "named_requests"]),
    "department": ("officer", ["people", "registrations", "clearances", "evidence_new", "duplicates", "offers"]),
    "protection": ("officer", ["people", "counter", "complaints", "cost_statements"]),
    "oversight": ("auditor", ["people", "registrations", "duplicates", "offers", "complaints", "cost_statements"]),
}


@pytest.fixture
def records(demand: World) -> dict[str, Any]:
    """The key of one record of every kind about one worker of this world, proposed by the department's officer."""
    return people_records(demand, _signed(demand))


@pytest.fixture
def worker(records: dict[str, Any]) -> Worker:
    """The worker whom these records are about."""
    return Worker.objects.get(pk=records["workers"])


def _signed(world: World) -> dict[str, Any]:
    officer = world.member("department", "officer")
    signature = {"proposed_by": officer.pk, "proposed_unit": officer.unit_id, "proposed_login": officer.login}
    return signature | {"proposed_at": AT}


def _person(pk: Any) -> str:
    return reverse("portal:person", args=[pk])


def _found(browser: Client, text: str) -> set[Any]:
    return {one.pk for one in browser.post(reverse("portal:people"), {"text": text}).context["found"]}


@pytest.mark.parametrize("kind", LISTS)
def test_each_list_opens_for_whom_it_is_meant(demand: World, records: dict[str, Any], visit: Visit, kind: str) -> None:
    role, pages = LISTS[kind]
    browser = visit(demand.member(kind, role))

    answers = {page: browser.get(reverse(f"portal:{page}")).status_code for page in pages}

    assert answers == dict.fromkeys(pages, 200)


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_of_people_costs_the_same_however_long_it_is(
    demand: World, records: dict[str, Any], visit: Visit, kind: str
) -> None:
    role, pages = LISTS[kind]
    browser = visit(demand.member(kind, role))
    _grow(demand)
    few = _costs(browser, pages)

    for _number in range(6):
        _grow(demand)

    many = _costs(browser, pages)
    assert many == few
    assert max(many.values()) <= 16


def _costs(browser: Client, pages: list[str]) -> dict[str, int]:
    costs = {}
    read_agreement()  # It is read once for all who come after.
    for page in pages:
        with CaptureQueriesContext(connection) as queries:
            assert browser.get(reverse(f"portal:{page}")).status_code == 200
        costs[page] = len(queries)
    return costs


def _grow(world: World) -> None:
    """Another worker with all that these lists hold."""
    filing = factories.filing(world.mandate, status="granted")
    for status in ("registered", "cleared"):
        someone = factories.worker(world.organisations["department"].province)
        registered = factories.registration(someone, world.intermediary, filing.season, status=status)
    factories.offer(registered, filing, status="accepted")
    other = factories.worker(someone.province)
    Duplicate.objects.create(first=someone, second=other, score=30, reasons=[["name_same", 12]], found_at=AT)
    someone.named_requests.create(employer=world.employer, season=filing.season, asked_at=AT)
    someone.complaints.create(kind="wages", received_at=AT, due_on=date(2026, 9, 20))
    someone.cost_statements.create(season=filing.season, stated_at=AT)


def test_one_field_finds_people_by_whatever_is_at_hand(
    demand: World, records: dict[str, Any], visit: Visit, worker: Worker
) -> None:
    Worker.objects.filter(pk=worker.pk).update(name="Đặng Thị Ví Dụ", folded="dang thi vi du", name_zh="邓氏例")
    bearer = demand.member("intermediary", "clerk")
    papers.add_paper(
        worker.pk, NewPaper(kind="passport", number="C7654321", expires_on=date(2034, 1, 1)), by=bearer, at=AT
    )
    offer, permit = worker.offers.get(), worker.permits.get()
    browser = visit(demand.member("department", "officer"))
    asked = [person_number(worker.number), "c 765-4321", "dụ ĐẶNG", "vi dang du", "氏例", permit.reference]

    found = {text: worker.pk in _found(browser, text) for text in asked}

    assert found == dict.fromkeys(asked, True)
    agent = visit(demand.member("intermediary", "clerk"))
    assert _found(agent, offer.filing.reference) == {worker.pk}
    assert _found(agent, demand.employer.organisation.name_zh[:6]) == {worker.pk}


def test_a_search_ends_where_sight_ends(two_worlds: tuple[World, World], visit: Visit, db: None) -> None:
    here, there = two_worlds
    stranger = factories.worker(there.organisations["department"].province, name="Lò Văn Xa", folded="lo van xa")
    browser = visit(here.member("department", "officer"))

    assert not _found(browser, "Lò Văn Xa") | _found(browser, person_number(stranger.number))
    assert browser.get(_person(stranger.pk)).status_code == 404


@pytest.mark.parametrize("page", ["registration", "offer", "duplicate"])
def test_the_records_of_others_are_not_there(two_worlds: tuple[World, World], visit: Visit, page: str) -> None:
    here, there = two_worlds
    factories.rule_set()
    there_records = people_records(there, _signed(there))
    key = there_records[f"{page}s"]

    answers = [
        visit(here.member(kind, role)).get(reverse(f"portal:{page}", args=[key])).status_code
        for kind, role in [("bureau", "approver"), ("intermediary", "clerk"), ("department", "officer")]
    ]

    assert answers == [404, 404, 404]


def test_a_record_shows_only_the_end_of_numbers_and_that_it_was_opened_is_written_down(
    demand: World, visit: Visit, worker: Worker
) -> None:
    paper = worker.papers.get()
    browser = visit(demand.member("department", "officer"))

    said = browser.get(_person(worker.pk)).content.decode()

    assert f"…{paper.number_end}" in said
    assert Event.objects.filter(verb="open", subject_id=str(worker.pk)).count() == 1


def test_who_watches_says_for_what_purpose_a_record_is_opened(demand: World, visit: Visit, worker: Worker) -> None:
    browser = visit(demand.member("oversight", "auditor"))

    asked = browser.get(_person(worker.pk)).content.decode()
    opened = browser.get(_person(worker.pk), {"purpose": "Audit 7 of 2026"}).content.decode()

    assert worker.name not in asked
    assert worker.name in opened
    assert Event.objects.get(verb="open", subject_id=str(worker.pk)).details["purpose"] == "Audit 7 of 2026"


def test_an_employer_sees_neither_bans_nor_history_nor_to_whom_data_went(
    demand: World, visit: Visit, worker: Worker
) -> None:
    page = visit(demand.member("employer", "signatory")).get(_person(worker.pk))

    assert page.context["steps"] == []
    assert not page.context["worker"].bans_known
    assert not page.context["passings"]


def test_two_persons_correct_who_a_worker_is(demand: World, visit: Visit, worker: Worker) -> None:
    WorkerCorrection.objects.all().delete()
    officer, approver = visit(demand.member("department", "officer")), visit(demand.member("department", "approver"))
    page = officer.get(_person(worker.pk))
    form = next(offer.form for offer in page.context["offers"] if offer.verb == "propose_correction")
    sent = {form.add_prefix(name): _typed(form[name].value()) for name in form.fields} | {
        form.add_prefix("name"): "Nông Thị Đúng",
        form.add_prefix("reason"): "The card says so.",
    }

    proposed = officer.post(reverse("portal:person_move", args=[worker.pk, "propose_correction"]), sent)
    correction = WorkerCorrection.objects.get()
    alone = officer.post(
        reverse("portal:person_move", args=[worker.pk, "correct_worker"]),
        {"correct_worker-correction": str(correction.pk)},
    )
    made = approver.post(
        reverse("portal:person_move", args=[worker.pk, "correct_worker"]),
        {"correct_worker-correction": str(correction.pk)},
    )

    worker.refresh_from_db()
    assert (proposed.status_code, alone.status_code, made.status_code) == (302, 422, 302)
    assert correction.fields == ["name"]
    assert worker.name == "Nông Thị Đúng"


def _typed(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else "" if value is None else str(value)


def test_papers_and_telephones_are_added_and_voided_where_the_person_is_shown(
    demand: World, visit: Visit, worker: Worker
) -> None:
    old = worker.papers.get()
    browser = visit(demand.member("department", "officer"))
    address = {verb: reverse("portal:person_move", args=[worker.pk, verb]) for verb in ACTS}

    added = browser.post(
        address["add_paper"],
        {"add_paper-kind": "passport", "add_paper-number": "C9000001", "add_paper-expires_on": "2034-01-01"},
    )
    voided = browser.post(address["void_paper"], {"void_paper-which": str(old.pk), "void_paper-from_on": "2026-08-01"})
    wrong = browser.post(address["change_phone"], {"change_phone-phone": "12"})
    changed = browser.post(address["change_phone"], {"change_phone-phone": "+84 90 7654 321"})

    worker.refresh_from_db()
    assert [answer.status_code for answer in (added, voided, wrong, changed)] == [302, 302, 422, 302]
    assert 'value="12"' in wrong.content.decode()
    assert IdentityPaper.objects.filter(worker=worker, void_from=None).count() == 1
    assert worker.phone_end == "321"


ACTS = ("add_paper", "void_paper", "change_phone")


def test_an_authority_records_a_ban_and_lifts_it(demand: World, visit: Visit, worker: Worker) -> None:
    worker.bans.all().delete()
    browser = visit(demand.member("bureau", "approver"))
    said = {"from_on": "2026-08-01", "years": "3", "legal_basis": "EEL art. 62"}

    recorded = browser.post(
        reverse("portal:person_move", args=[worker.pk, "record_ban"]),
        {f"record_ban-{name}": value for name, value in said.items()},
    )
    ban = RemovalBan.objects.get(worker=worker)
    lifted = browser.post(
        reverse("portal:person_move", args=[worker.pk, "lift_ban"]),
        {"lift_ban-which": str(ban.pk), "lift_ban-reason": "Another person."},
    )

    ban.refresh_from_db()
    assert (recorded.status_code, lifted.status_code) == (302, 302)
    assert ban.lifted_at is not None


def test_nobody_does_to_a_record_what_its_page_does_not_offer(demand: World, visit: Visit, worker: Worker) -> None:
    browser = visit(demand.member("employer", "signatory"))

    answers = [
        browser.post(reverse("portal:person_move", args=[worker.pk, verb])).status_code
        for verb in ("record_ban", "add_paper", "change_phone", "nonsense")
    ]

    assert answers == [404] * 4


def test_two_persons_merge_two_records_and_two_undo_it(demand: World, visit: Visit, records: dict[str, Any]) -> None:
    Merge.objects.all().delete()
    pair = Duplicate.objects.get(pk=records["duplicates"])
    officer, approver = visit(demand.member("department", "officer")), visit(demand.member("department", "approver"))
    keep = {"propose_merge-keep": str(pair.first_id), "propose_merge-reason": "One passport."}

    officer.post(reverse("portal:duplicate_move", args=[pair.pk, "propose_merge"]), keep)
    merge = Merge.objects.get()
    address = {verb: reverse("portal:merge_move", args=[merge.pk, verb]) for verb in MERGING}
    alone, approved = officer.post(address["approve"]), approver.post(address["approve"])
    gone = Worker.objects.get(pk=pair.second_id)
    unsaid = officer.post(address["propose_undoing"], {"propose_undoing-reason": ""})
    officer.post(address["propose_undoing"], {"propose_undoing-reason": "Two faces."})
    shown = approver.get(reverse("portal:duplicate", args=[pair.pk]))
    undone = approver.post(address["undo"])

    assert [answer.status_code for answer in (alone, approved, unsaid, undone)] == [403, 302, 422, 302]
    assert gone.merged_into_id == pair.first_id
    assert [offer.verb for _merge, open_ in shown.context["merges"] for offer in open_] == ["undo", "decline_undoing"]
    assert Worker.objects.get(pk=pair.second_id).merged_into_id is None


MERGING = ("approve", "propose_undoing", "undo")


def test_a_pair_stands_side_by_side_with_its_differences_and_is_told_apart(
    demand: World, visit: Visit, records: dict[str, Any]
) -> None:
    Merge.objects.all().delete()
    pair = Duplicate.objects.get(pk=records["duplicates"])
    browser = visit(demand.member("department", "officer"))

    page = browser.get(reverse("portal:duplicate", args=[pair.pk])).content.decode()
    empty = browser.post(reverse("portal:duplicate_move", args=[pair.pk, "tell_apart"]), {"tell_apart-note": ""})
    browser.post(reverse("portal:duplicate_move", args=[pair.pk, "tell_apart"]), {"tell_apart-note": "Sisters."})

    pair.refresh_from_db()
    assert "The birth date is the same." in page
    assert 'class="differs"' in page
    assert empty.status_code == 422
    assert (pair.status, pair.note) == ("different", "Sisters.")
