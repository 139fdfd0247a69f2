"""Canaries: that a worker complains, or says to have paid, changes not one byte of what those it concerns can read."""

import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.test import Client

from core.errors import Refusal
from core.notices.services import delivery
from employers.models import Filing
from tests import factories
from tests.employers.steps import granted
from tests.factories import PINGXIANG, World
from tests.workers.steps import AT, answers, crew, offer_to
from workers.models import Complaint, CostStatement, Offer, Worker
from workers.rules.codes import person_number
from workers.services import codes
from workers.services.agreement import consents, offers
from workers.services.grievances import complaints, costs, escalation
from workers.services.grievances.costs import Payment

pytestmark = pytest.mark.django_db

CONCERNED = [
    *(("intermediary", "clerk"), ("intermediary", "signatory"), ("intermediary", "administrator")),
    *(("employer", "signatory"), ("employer", "clerk"), ("employer", "administrator"), ("partner", "clerk")),
    *(("department", "officer"), ("post", "officer"), ("operator", "administrator")),
]
LATE = factories.shanghai(date(2026, 11, 2))
TOKEN = re.compile(rb"csrf[\w-]*\W+(value|content)?\W*[\w-]{20,}|nonce=\W[\w=+/-]+")


def delivered(notice, letter, *, at) -> None:
    """A text message that arrives."""


@pytest.fixture(autouse=True)
def _messages(settings) -> None:
    settings.NOTICE_ADAPTERS = {"sms": f"{__name__}.delivered"}


@pytest.fixture
def crew_at_work(demand: World) -> list[Offer]:
    """Two workers who have accepted posts, and one who has not answered yet."""
    filing = granted(demand, posts=5)
    made = offer_to(demand, filing, crew(demand, filing, 3), valid_until=date(2026, 11, 30))
    consents.accept_each(answers(demand, made[:2]), by=demand.member("department", "officer"), at=AT)
    return made


def tables() -> Iterator[type[models.Model]]:
    """Every kind of record that somebody may see."""
    for model in apps.get_models():
        if hasattr(getattr(model, "objects", None), "visible_to"):
            yield model


def told(by: Any, *, but: frozenset[str] = frozenset()) -> dict[str, bytes]:
    """All that somebody can read: every row of every kind, and how many there are, in their own order."""
    said = {}
    for model in tables():
        rows = model.objects.visible_to(by).order_by("pk")
        rows = rows.exclude(kind__in=but) if model.__name__ == "Alert" else rows
        said[model._meta.label] = repr((rows.count(), [tuple(row) for row in rows.values_list()])).encode()
    return said


def shown(browser: Client, filing: Filing) -> list[bytes]:
    """The pages somebody opens, without what is drawn anew for each."""
    pages = [browser.get(path).content for path in ("/", "/filings/", f"/filings/{filing.pk}/")]
    return [TOKEN.sub(b"", page) for page in pages]


def grievances(world: World, worker: Worker) -> None:
    """A worker asks for a code by telephone, says what was paid and to whom, and complains of everybody; a desk works
    on it, one complaint stays unanswered, and the clock comes round."""
    codes.send_code(person_number(worker.number), worker.birth_date, at=AT)
    by, desk = factories.as_worker(worker), world.member("protection", "officer")
    season = factories.season().pk
    for body in (world.intermediary.pk, world.employer.pk, world.partner.pk, None):
        costs.state_costs(
            [Payment("administration", 3_000_000, "VND", payee=body)],
            note="chim hoàng yến",
            season=season,
            by=by,
            at=AT,
        )
        complaint = complaints.receive("fees", "chim hoàng yến", about=body, by=by, at=AT)
        complaints.assign(complaint.pk, by=desk, at=AT)
        complaints.read(complaint.pk, by=desk)
        complaints.add(complaint.pk, "nữa", by=by, at=AT)
        complaints.refer(complaint.pk, "đã chuyển", to="县人社局", by=desk, at=AT)
        complaints.receive("wages", "chim hoàng yến", about=body, by=by, at=AT)
    costs.read_costs(CostStatement.objects.order_by("pk")[0].pk, by=desk)
    costs.flag_payees(at=AT)
    escalation.escalate(at=LATE)
    delivery.deliver_due(LATE)
    assert Complaint.objects.filter(escalated_at=LATE).count() == 4


def test_every_kind_of_record_is_looked_at() -> None:
    names = {model._meta.label for model in tables()}

    assert {"workers.Complaint", "workers.CostLine", "alerts.Alert", "notices.Notice", "audit.Event"} <= names
    assert len(names) > 30


def test_grievances_change_no_byte_of_what_others_can_read(demand: World, crew_at_work: list[Offer], visit) -> None:
    filing = crew_at_work[0].filing
    readers = [demand.member(kind, role) for kind, role in CONCERNED]
    browsers = [visit(by) for by in readers]
    before = [(told(by), shown(browser, filing)) for by, browser in zip(readers, browsers, strict=True)]

    grievances(demand, crew_at_work[0].worker)

    for by, browser, was in zip(readers, browsers, before, strict=True):
        assert told(by) == was[0], (by.kind, by.roles)
        assert shown(browser, filing) == was[1], (by.kind, by.roles)


def test_the_canary_sings_where_it_may(demand: World, crew_at_work: list[Offer]) -> None:
    desk, auditor = demand.member("protection", "officer"), demand.member("oversight", "auditor")
    worker = factories.as_worker(crew_at_work[0].worker)
    before = [told(by) for by in (desk, auditor, worker)]

    grievances(demand, crew_at_work[0].worker)

    for by, was in zip((desk, auditor, worker), before, strict=True):
        assert {"workers.Complaint", "workers.CostLine", "notices.Notice"} <= {
            label for label, rows in told(by).items() if rows != was[label]
        } | ({"notices.Notice"} if by is auditor else set())


def test_another_worker_reads_nothing_of_it(demand: World, crew_at_work: list[Offer]) -> None:
    other = factories.as_worker(crew_at_work[1].worker)
    before = told(other)

    grievances(demand, crew_at_work[0].worker)

    assert told(other) == before


def test_a_bureau_learns_no_more_than_who_was_paid_and_another_s_bureau_nothing(
    demand: World, crew_at_work: list[Offer]
) -> None:
    in_charge = demand.member("bureau", "approver")
    elsewhere = factories.world(PINGXIANG).member("bureau", "approver")
    before = told(in_charge), told(elsewhere)

    grievances(demand, crew_at_work[0].worker)

    assert told(in_charge, but=frozenset({"worker_paid"})) == before[0]
    assert told(elsewhere) == before[1]
    worker = crew_at_work[0].worker
    alerts = told(in_charge)["alerts.Alert"].decode()
    assert "worker_paid" in alerts
    assert str(worker.pk) not in alerts
    assert "3000000" not in alerts


def test_no_number_that_others_can_see_leaves_a_gap(demand: World, crew_at_work: list[Offer]) -> None:
    first = factories.worker()
    filing = granted(demand, posts=1)

    grievances(demand, crew_at_work[0].worker)

    assert Worker.objects.get(pk=factories.worker().pk).number == Worker.objects.get(pk=first.pk).number + 1
    later = granted(demand, posts=1)
    assert Filing.objects.get(pk=later.pk).number == Filing.objects.get(pk=filing.pk).number + 1


def test_what_others_have_done_is_counted_without_a_gap(demand: World, crew_at_work: list[Offer]) -> None:
    silent, complaining = crew_at_work[1], crew_at_work[0]
    event = apps.get_model("audit", "Event").objects

    grievances(demand, complaining.worker)

    def counts(offer: Offer) -> list[list[int]]:
        parts = (offer.worker, offer.registration, offer)
        return [list(event.of(part).values_list("seq", flat=True)) for part in parts]

    assert counts(silent) == counts(complaining)


def outcome(act: Callable[[], Any]) -> tuple[str, str]:
    """What somebody is answered."""
    try:
        return "done", str(type(act()).__name__)
    except Refusal as refusal:
        return refusal.code, str(refusal)


def test_acts_on_who_complained_are_answered_like_acts_on_anybody_else(
    demand: World, crew_at_work: list[Offer]
) -> None:
    silent, complaining = crew_at_work[1], crew_at_work[0]
    clerk, filing = demand.member("intermediary", "clerk"), granted(demand, posts=4)
    grievances(demand, complaining.worker)
    later = AT + timedelta(hours=1)

    def acts(offer: Offer) -> list[tuple[str, str]]:
        until = {"valid_until": date(2026, 11, 30), "by": clerk, "at": later}
        again = lambda: offers.make(offer.filing_id, offer.registration_id, **until)  # noqa: E731
        fresh = lambda: offers.make(filing.pk, offer.registration_id, **until)  # noqa: E731
        said = [outcome(again), outcome(fresh), outcome(fresh)]
        [made] = filing.offers.filter(worker=offer.worker, status="made")
        said += [
            outcome(lambda: offers.withdraw_each([made.pk], by=clerk, at=later)),
            outcome(lambda: offers.withdraw_each([offer.pk], by=clerk, at=later)),
            outcome(lambda: codes.give_code(offer.worker_id, by=clerk, at=later)),
        ]
        return said

    assert acts(silent) == acts(complaining)
