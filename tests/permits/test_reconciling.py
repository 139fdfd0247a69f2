"""What should have happened is held against what did."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import timezone

from accounts.enums import WebhookEvent
from accounts.models import Export, Member
from accounts.services import exports, organisations, webhooks
from attachments.services import keeping
from core.alerts.models import Alert
from core.dates import day_of
from core.notices.enums import Channel
from core.notices.models import Notice
from core.notices.services import delivery
from employers.models import Mandate
from permits.models import Permit
from permits.services import reconciling
from permits.services.lifetime import issuing, permits
from portal.sheets import write
from tests import factories
from tests.attachments.samples import picture
from tests.factories import World
from tests.permits.steps import AT, crew, hiring, holding, issued, requirements

LATER = timedelta(days=1, hours=2)


@pytest.fixture
def season(demand: World) -> World:
    requirements()
    return demand


def alerted(world: World, *, at: datetime) -> dict[str, int]:
    """What the operator is shown once the day's work of holding against each other is done."""
    reconciling.tell(at=at)
    open_ones = Alert.objects.visible_to(world.member("operator", "officer")).open()
    return {alert.subject_id: alert.params["number"] for alert in open_ones.filter(kind="out_of_step")}


def test_nothing_is_out_of_step_where_nothing_is_due(demand: World) -> None:
    assert reconciling.differences(at=AT) == {}


def test_what_a_job_did_not_do_by_yesterday_is_told_and_closes_by_itself(demand: World) -> None:
    late = factories.mandate(ends_on=day_of(AT) - timedelta(days=3))
    factories.mandate(ends_on=day_of(AT) - timedelta(days=1))  # today's jobs have the day to come to it

    assert reconciling.tell(at=AT) == 1

    [alert] = Alert.objects.visible_to(demand.member("operator", "officer")).open()
    assert (alert.kind, alert.subject_id, alert.params) == ("out_of_step", "mandates_past_end", {"number": 1})

    Mandate.objects.filter(pk=late.pk).delete()
    reconciling.tell(at=AT)

    assert not Alert.objects.open().exists()


def test_a_file_that_nobody_made_and_one_that_nobody_dropped_are_told_until_the_jobs_run(demand: World) -> None:
    by = demand.member("bureau", "reviewer")
    now = timezone.now()
    asked = exports.ask("permits", "", file_kind="csv", language="en", by=by, at=now)
    hour, over = now + timedelta(hours=1, minutes=1), asked.expires_at + timedelta(hours=1, minutes=1)

    assert "exports_not_made" not in alerted(demand, at=hour - timedelta(minutes=10))
    assert alerted(demand, at=hour) == {"exports_not_made": 1}
    exports.make_due(write, at=hour)
    assert alerted(demand, at=hour) == {}
    assert alerted(demand, at=over) == {"exports_kept_too_long": 1}
    exports.forget_over(at=over)

    assert alerted(demand, at=over) == {}
    assert not Export.objects.exists()


def test_a_file_put_by_for_more_than_a_day_is_told_until_it_is_let_go(demand: World) -> None:
    keeping.put_by(picture(), "photo", by=demand.member("intermediary", "clerk"), at=AT)
    late = AT + keeping.PUT_BY + timedelta(hours=1)

    assert alerted(demand, at=late - timedelta(minutes=1)) == {}
    assert alerted(demand, at=late) == {"files_kept_too_long": 1}
    keeping.let_go(at=late)

    assert alerted(demand, at=late) == {}


def _issue(world: World) -> Permit:
    return holding(world, hiring(world))[0]


def _suspend(world: World) -> Permit:
    permit = _issue(world)
    permits.suspend_each([permit.pk], reason="the worksite is closed", by=world.member("bureau", "approver"), at=AT)
    return permit


def _give_back(world: World) -> Permit:
    permit = _issue(world)
    permits.surrender(permit.pk, by=factories.as_worker(permit.worker), at=AT)
    return permit


def _revoke(world: World) -> Permit:
    permit, reviewer = _issue(world), world.member("bureau", "reviewer")
    permits.propose_revocation(permit.pk, reason="forged papers", legal_basis="art. 70", by=reviewer, at=AT)
    permits.decide_revocation(permit.pk, by=world.member("bureau", "approver"), at=AT)
    return permit


@pytest.mark.parametrize(
    ("does", "kind", "name"),
    [
        (_issue, "permit_issued", "permits"),
        (_suspend, "permit_suspended", "suspensions"),
        (_give_back, "permit_ended", "ends"),
        (_revoke, "permit_revoked", "revocations"),
    ],
)
def test_an_act_of_which_no_letter_tells_the_worker_or_a_party_is_found(
    season: World, does: Callable[[World], Permit], kind: str, name: str
) -> None:
    permit, at = does(season), AT + LATER
    delivery.deliver_due(at)
    assert alerted(season, at=at) == {}

    lost = list(Notice.objects.filter(kind=f"{kind}_worker", subject_id=str(permit.pk)))
    Notice.objects.filter(pk__in=[one.pk for one in lost]).delete()
    assert alerted(season, at=at) == {f"{name}_without_letter": 1}
    Notice.objects.bulk_create(lost)
    assert alerted(season, at=at) == {}

    Notice.objects.filter(kind=kind, organisation_id=permit.employer_id).delete()
    assert alerted(season, at=at) == {f"{name}_untold_to_parties": 1}


def test_a_refusal_of_which_no_letter_tells_the_worker_is_found(season: World) -> None:
    [application] = crew(season, hiring(season), 1)
    issuing.refuse_each({application.pk: "identity_doubted"}, by=season.member("bureau", "approver"), at=AT)
    at = AT + LATER
    delivery.deliver_due(at)
    assert alerted(season, at=at) == {}

    Notice.objects.filter(kind="application_refused_worker").delete()

    assert alerted(season, at=at) == {"refusals_without_letter": 1}


def test_what_was_not_queued_for_a_webhook_and_what_lies_there_unposted_are_found(
    season: World, employer_administrator: Member, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.NOTICE_ADAPTERS = {
        "webhook": "accounts.services.webhooks.deliver",
        "sms": "core.notices.services.adapters.console",
    }
    monkeypatch.setattr(webhooks, "post", lambda *_given: None)
    organisations.set_webhook("https://hooks.example.org/x", by=employer_administrator)
    waiting = crew(season, hiring(season), 1)
    now = timezone.now()
    issued(season, *(one.pk for one in waiting), at=now)
    posted, later = Notice.objects.filter(channel=Channel.WEBHOOK, kind="permit_issued"), now + timedelta(hours=2)

    found = alerted(season, at=later)
    assert found["webhooks_not_posted"] == Notice.objects.filter(channel=Channel.WEBHOOK).count() > 0
    delivery.deliver_due(later)
    assert alerted(season, at=later) == {}
    posted.delete()
    assert alerted(season, at=later) == {"letters_not_queued_to_webhooks": 1}

    # Whoever chooses anew leaves it open what held before.
    webhooks.choose_events([WebhookEvent.PERMIT_ISSUED, WebhookEvent.OTHER], by=employer_administrator)
    assert alerted(season, at=later) == {}


@pytest.mark.django_db
def test_every_permit_of_the_demo_has_its_letters_and_one_without_is_found() -> None:
    call_command("load_reference", verbosity=0)
    call_command("load_demo", verbosity=0)
    permit = Permit.objects.order_by("issued_at").last()
    assert permit is not None
    at = permit.issued_at + timedelta(hours=2)
    acts = {moment.date(): moment + LATER for moment in Notice.objects.values_list("queued_at", flat=True)}
    for moment in [at, *acts.values()]:
        found = reconciling.differences(at=moment)
        assert [name for name in found if name.endswith(("_without_letter", "_untold_to_parties"))] == []

    Notice.objects.filter(subject_id=str(permit.pk), person_id__isnull=False).delete()

    assert reconciling.differences(at=at)["permits_without_letter"] == 1
