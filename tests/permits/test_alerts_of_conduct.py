"""How offices use the service: what stands out is shown to oversight with its record, and to nobody else."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone

from accounts.models import Member
from accounts.services.authentication import log_in_name, open_log_in
from core.alerts.models import Alert
from core.audit.services import act, record
from core.notices.models import Notice
from employers.models import Decision, Filing
from permits.services.alerts import conduct, sweeps
from permits.services.alerts.raising import settle
from tests import factories
from tests.factories import AT, World
from workers.services.identity.numbers import phone_kept

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def found(kind: str) -> list[tuple[str, dict[str, Any]]]:
    return list(Alert.objects.open().filter(kind=kind).order_by("subject_id").values_list("subject_id", "params"))


def decide(filing: Filing, by: Member, number: int = 1, **given: Any) -> None:
    """So many decisions of an officer on one filing, an hour apart."""
    values = {"outcome": "grant", "proposed_by": by.pk, "proposed_login": "session:one", "proposed_at": AT}
    values |= {"decided_by": by.pk, "decided_login": "session:one", **given}
    at = values.pop("at", AT)
    Decision.objects.bulk_create(
        Decision(filing=filing, decided_at=at + turn * timedelta(minutes=1), **values) for turn in range(number)
    )


def test_a_failed_check_that_was_set_aside_is_listed_with_its_filing(demand: World) -> None:
    approver, reviewer = demand.member("bureau", "approver"), demand.member("bureau", "reviewer")
    aside, clean = factories.filing(demand.mandate), factories.filing(demand.mandate)
    first = {"proposed_by": reviewer.pk, "proposed_unit": reviewer.unit_id, "needs_two": True}
    second = {"decided_unit": approver.unit_id, "decided_login": "session:two"}
    decide(aside, approver, overridden=["labour_market_test"], **first, **second)
    decide(clean, approver)

    sweeps.of_conduct(at=AT + HOUR)

    assert [subject for subject, _params in found("check_overridden")] == [str(aside.pk)]


@pytest.mark.parametrize(("evening", "number"), [(0, 2), (24, 0)])
def test_what_officers_changed_at_night_is_counted_and_what_posts_and_programs_did_is_not(
    demand: World, evening: int, number: int
) -> None:
    officer, program = demand.member("bureau", "reviewer"), demand.member("bureau", "approver")
    program.login = "token:1"
    for by in (officer, program, demand.member("post", "officer"), demand.member("employer", "clerk")):
        for language in ("vi", "en"):
            with act("edit", by=by):
                Member.objects.filter(pk=by.pk).update(language=language)
    night = conduct._since(conduct.AT_NIGHT, evening=evening, morning=0)

    settle(conduct.Kind("acts_at_night", conduct.MEMBER, night), at=timezone.now() + HOUR)

    assert [(subject, told["number"]) for subject, told in found("acts_at_night")] == (
        [(str(officer.pk), number)] if number else []
    )


@pytest.mark.parametrize(("times", "is_found"), [(3, True), (2, False)])
def test_log_ins_that_take_the_place_of_one_in_use_are_counted(demand: World, times: int, is_found: bool) -> None:
    officer, alone = demand.member("bureau", "reviewer"), demand.member("bureau", "approver")
    alone.login = log_in_name("alone")
    open_log_in(alone, at=AT)
    for turn in range(times + 1):
        officer.login = log_in_name(f"session {turn}")
        open_log_in(officer, at=AT)
        record("look", officer, by=officer)

    sweeps.of_conduct(at=timezone.now())

    assert [subject for subject, _told in found("log_ins_taken_over")] == ([str(officer.pk)] if is_found else [])


@pytest.mark.parametrize(
    ("written", "is_found"), [("13900000777", True), ("+86 139 0000 0777", True), ("13900000778", False), ("", False)]
)
def test_who_decides_on_somebody_with_their_own_telephone_is_found(demand: World, written: str, is_found: bool) -> None:
    approver = demand.member("bureau", "approver")
    Member.objects.filter(pk=approver.pk).update(phone="13900000777")
    Member.objects.filter(pk=demand.member("employer", "signatory").pk).update(phone=written)
    filing = factories.filing(demand.mandate)
    decide(filing, approver)

    sweeps.of_conduct(at=AT + HOUR)

    assert found("decided_for_own") == (
        [(str(filing.pk), {"until": "2026-09-01", "officer": str(approver.pk)})] if is_found else []
    )


def test_so_is_who_decides_on_a_worker_with_their_own_telephone(demand: World) -> None:
    approver = demand.member("bureau", "approver")
    Member.objects.filter(pk=approver.pk).update(phone="0912 000 777")
    worker = factories.worker(**phone_kept("+84912000777"))
    filing = factories.filing(demand.mandate, status="granted")
    offer = factories.offer(factories.registration(worker, demand.intermediary, filing.season), filing)
    factories.application(offer, status="issued", decided_at=AT, decided_by=approver.pk, decided_login="session:one")

    sweeps.of_conduct(at=AT + HOUR)

    assert [subject for subject, _told in found("decided_for_own")] == [str(offer.filing_id)]


@pytest.fixture
def office(demand: World) -> tuple[Member, Member, Filing, Filing]:
    """Two officers, and a filing of each of two intermediaries."""
    other = factories.mandate(demand.employer)
    one = demand.member("bureau", "approver")
    filings = [factories.filing(each, submitted_at=AT) for each in (demand.mandate, other)]
    return one, demand.member("bureau", "reviewer"), filings[0], filings[1]


@pytest.mark.parametrize(("own", "is_found"), [(20, True), (12, False)])
def test_an_officer_who_grants_one_intermediary_far_more_than_the_office_does_is_found(
    office: tuple[Member, Member, Filing, Filing], own: int, is_found: bool
) -> None:
    one, other, favoured, plain = office
    decide(favoured, one, own)
    decide(favoured, one, 20 - own, outcome="refuse", reason_code="other")
    for officer in (one, other):
        decide(plain, officer, 12)
        decide(plain, officer, 13, outcome="refuse", reason_code="other")

    sweeps.of_conduct(at=AT + HOUR)

    told = {"until": "2026-09-01", "officer": str(one.pk), "number": 20, "share": 100, "others": 48}
    assert found("pair_stands_out") == ([(str(favoured.intermediary_id), told)] if is_found else [])


@pytest.mark.parametrize(("times", "is_found"), [(5, True), (3, False)])
def test_so_is_one_who_is_far_quicker(
    office: tuple[Member, Member, Filing, Filing], times: int, is_found: bool
) -> None:
    one, other, favoured, plain = office
    decide(favoured, one, 20, at=AT + 10 * HOUR)
    for officer in (one, other):
        decide(plain, officer, 25, at=AT + times * 10 * HOUR)

    sweeps.of_conduct(at=AT + 60 * HOUR)

    assert [subject for subject, _told in found("pair_stands_out")] == (
        [str(favoured.intermediary_id)] if is_found else []
    )


def test_a_handful_of_decisions_says_nothing(office: tuple[Member, Member, Filing, Filing]) -> None:
    one, other, favoured, plain = office
    decide(favoured, one, 19)
    decide(plain, other, 50, outcome="refuse", reason_code="other")

    sweeps.of_conduct(at=AT + HOUR)

    assert found("pair_stands_out") == []


def test_oversight_alone_sees_it_and_is_told_once(office: tuple[Member, Member, Filing, Filing], demand: World) -> None:
    one, other, favoured, plain = office
    decide(favoured, one, 20)
    decide(plain, other, 30, outcome="refuse", reason_code="other")

    for day in (0, 1, 2):
        sweeps.of_conduct(at=AT + HOUR + timedelta(days=day))
    alert = Alert.objects.get(kind="pair_stands_out")
    seers = {kind for (kind, _role), member in demand.members.items() if alert in Alert.objects.visible_to(member)}

    assert seers == {"oversight"}
    assert list(Notice.objects.filter(kind="pair_stands_out", channel="in_app").values_list("organisation_id")) == [
        (demand.organisations["oversight"].pk,)
    ]


def test_it_closes_when_nothing_stands_out_any_more(office: tuple[Member, Member, Filing, Filing]) -> None:
    one, other, favoured, plain = office
    decide(favoured, one, 20)
    decide(plain, other, 30, outcome="refuse", reason_code="other")
    later: datetime = AT + timedelta(days=91)

    sweeps.of_conduct(at=AT + HOUR)
    before = len(found("pair_stands_out"))
    sweeps.of_conduct(at=later)

    assert (before, found("pair_stands_out")) == (1, [])
