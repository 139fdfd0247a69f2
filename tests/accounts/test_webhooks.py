"""Webhooks: tried, replayed, given new secrets, and seen for what became of each letter."""

from datetime import date, timedelta
from typing import Any

import pytest
from standardwebhooks import Webhook

from accounts.enums import WebhookEvent
from accounts.models import Member, Organisation
from accounts.rules import EVENTS
from accounts.services import letters, organisations, webhooks
from core.audit.models import Event
from core.errors import Conflict, Forbidden, Invalid, NotFound
from core.notices.models import Notice
from core.notices.services import adapters, delivery
from core.notices.services.words import LETTERS
from tests.factories import AT, World

ADDRESS = "https://hooks.example.org/x"


@pytest.fixture
def posted(settings: Any, monkeypatch: pytest.MonkeyPatch) -> list[tuple[bytes, dict[str, str]]]:
    """What was posted, instead of posting it."""
    settings.NOTICE_ADAPTERS = getattr(settings, "NOTICE_ADAPTERS", {}) | {
        "webhook": "accounts.services.webhooks.deliver",
        "in_app": "core.notices.services.adapters.in_app",
    }
    found: list[tuple[bytes, dict[str, str]]] = []
    monkeypatch.setattr(webhooks, "post", lambda _url, body, headers: found.append((body, dict(headers))))
    assert adapters.adapter_of("webhook") is webhooks.deliver
    return found


def tell(world: World, *, at: Any = AT) -> None:
    letters.tell_each([(world.employer.pk, "webhook_ping", "accounts.organisation", world.employer.pk, {})], at=at)


def test_after_an_exchange_both_secrets_prove_a_letter_for_a_day_and_then_only_the_new_one(
    world: World, employer_administrator: Member, posted: list[Any], time_machine: Any
) -> None:
    time_machine.move_to(AT, tick=False)
    old = organisations.set_webhook(ADDRESS, by=employer_administrator)
    new = webhooks.rotate_secret(by=employer_administrator, at=AT)
    tell(world)
    delivery.deliver_due(AT)
    later = AT + timedelta(days=1)
    time_machine.move_to(later, tick=False)
    tell(world, at=later)

    delivery.deliver_due(later)

    time_machine.move_to(AT, tick=False)
    body, headers = posted[0]
    for secret in (old, new):
        assert Webhook(secret).verify(body, headers)
    time_machine.move_to(later, tick=False)
    body, headers = posted[1]
    assert Webhook(new).verify(body, headers)
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(old).verify(body, headers)


def test_a_ping_goes_to_the_address_alone(world: World, employer_administrator: Member, posted: list[Any]) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)

    webhooks.ping(by=employer_administrator, at=AT)
    delivery.deliver_due(AT)

    assert [(one.channel, one.kind) for one in Notice.objects.all()] == [("webhook", "webhook_ping")]
    assert b'"webhook_ping"' in posted[0][0]


def test_a_replay_posts_every_letter_since_a_day_again_under_its_id(
    world: World, employer_administrator: Member, posted: list[Any]
) -> None:
    organisations.set_webhook("https://old.example.org/x", by=employer_administrator)
    tell(world, at=AT - timedelta(days=10))
    tell(world)
    Notice.objects.filter(channel="webhook").update(due_at=None, dead_at=AT, last_error="timeout", attempts=7)
    organisations.set_webhook(ADDRESS, by=employer_administrator)

    number = webhooks.replay(AT.date(), by=employer_administrator, at=AT)
    delivery.deliver_due(AT)

    again = Notice.objects.filter(channel="webhook").order_by("queued_at").last()
    assert again is not None
    assert number == 1
    assert [headers["webhook-id"] for _body, headers in posted] == [f"msg_{again.pk}"]
    assert (again.address, again.attempts, again.dead_at) == (ADDRESS, 1, None)
    assert Event.objects.filter(verb="replay_webhook", subject_type="accounts.organisation").count() == 1


@pytest.mark.parametrize("day", [date(2020, 1, 1), AT.date() + timedelta(days=1)])
def test_a_replay_reaches_back_ninety_days_and_not_into_the_future(employer_administrator: Member, day: date) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)

    with pytest.raises(Invalid):
        webhooks.replay(day, by=employer_administrator, at=AT)


def test_one_letter_is_sent_again_unless_it_waits(
    world: World, employer_administrator: Member, posted: list[Any]
) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)
    tell(world)
    letter = Notice.objects.get(channel="webhook")
    with pytest.raises(Conflict):
        webhooks.send_again(letter.pk, by=employer_administrator, at=AT)
    delivery.deliver_due(AT)

    webhooks.send_again(letter.pk, by=employer_administrator, at=AT)
    delivery.deliver_due(AT)

    assert len({headers["webhook-id"] for _body, headers in posted}) == 1
    assert len(posted) == 2


def test_nobody_touches_anothers_letters(
    world: World, employer_administrator: Member, intermediary_administrator: Member, employer_clerk: Member
) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)
    organisations.set_webhook(ADDRESS, by=intermediary_administrator)
    tell(world)
    Notice.objects.filter(channel="webhook").update(due_at=None, delivered_at=AT)
    letter = Notice.objects.get(channel="webhook")

    with pytest.raises(NotFound):
        webhooks.send_again(letter.pk, by=intermediary_administrator, at=AT)
    assert webhooks.replay(AT.date(), by=intermediary_administrator, at=AT) == 0
    assert not webhooks.deliveries(intermediary_administrator).exists()
    with pytest.raises(Forbidden):
        webhooks.rotate_secret(by=employer_clerk, at=AT)
    with pytest.raises(Forbidden):
        webhooks.deliveries(employer_clerk)


def test_without_an_address_there_is_nothing_to_try(employer_administrator: Member) -> None:
    with pytest.raises(Conflict):
        webhooks.ping(by=employer_administrator, at=AT)


def test_no_secret_is_on_the_record(employer_administrator: Member) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)
    webhooks.rotate_secret(by=employer_administrator, at=AT)

    event = Event.objects.filter(verb="rotate_secret").get()

    assert event.changes["webhook_secret"] == ["•", "•"]
    assert event.changes["webhook_secret_before"] == ["•", "•"]
    assert Organisation.objects.filter(webhook_secret_before__isnull=False).count() == 1


EVENT_OF = {
    "filing_granted": "filing_decided",
    "filing_refused": "filing_decided",
    "permit_issued": "permit_issued",
    "permit_suspended": "permit_suspended",
    "permit_reinstated": "permit_suspended",
    "permit_ended": "permit_ended",
    "permit_revoked": "permit_ended",
    "licence_ending": "alert_raised",
    "filing_awaiting_employer": "other",
}


def posted_kinds(world: World) -> set[str]:
    """Of which letters to the employer one goes to its webhook."""
    return set(
        Notice.objects.filter(channel="webhook", organisation_id=world.employer.pk).values_list("kind", flat=True)
    )


@pytest.mark.parametrize("event", WebhookEvent.values)
def test_an_organisation_gets_the_events_it_chose_and_no_others(
    world: World, employer_administrator: Member, event: str
) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)
    webhooks.choose_events([event], by=employer_administrator)

    letters.tell_each([(world.employer.pk, kind, "x.y", world.employer.pk, {}) for kind in EVENT_OF], at=AT)

    assert posted_kinds(world) == {kind for kind, of in EVENT_OF.items() if of == event}
    assert Notice.objects.filter(channel="in_app").count() == len(EVENT_OF)


def test_a_letter_of_alerts_is_an_alert_raised(world: World, employer_administrator: Member) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)
    told = [(world.employer.pk, "permit_ending", "alerts.alert", "permit_ending", {"count": 2})]

    webhooks.choose_events(["permit_issued"], by=employer_administrator)
    letters.tell_each(told, at=AT)
    silent = posted_kinds(world)
    webhooks.choose_events(["alert_raised"], by=employer_administrator)
    letters.tell_each(told, at=AT)

    assert (silent, posted_kinds(world)) == (set(), {"permit_ending"})


def test_a_test_is_posted_whatever_was_chosen(world: World, employer_administrator: Member, posted: list[Any]) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)
    webhooks.choose_events(["permit_issued"], by=employer_administrator)

    webhooks.ping(by=employer_administrator, at=AT)
    delivery.deliver_due(AT)

    assert len(posted) == 1


@pytest.mark.parametrize("events", [[], ["permit_issued", "everything"]])
def test_a_choice_of_nothing_or_of_what_there_is_not_is_refused(
    world: World, employer_administrator: Member, events: list[str]
) -> None:
    organisations.set_webhook(ADDRESS, by=employer_administrator)

    with pytest.raises(Invalid) as refused:
        webhooks.choose_events(events, by=employer_administrator)

    assert refused.value.code == "webhook_events"
    assert Organisation.objects.get(pk=world.employer.pk).webhook_events == WebhookEvent.values


def test_every_letter_of_an_event_exists() -> None:
    assert {kind for kinds in EVENTS.values() for kind in kinds} <= set(LETTERS)
    assert set(EVENTS) | {"other"} == set(WebhookEvent.values)


def test_only_an_administrator_chooses_and_only_where_there_is_an_address(
    employer_administrator: Member, employer_clerk: Member
) -> None:
    with pytest.raises(Conflict):
        webhooks.choose_events(["permit_issued"], by=employer_administrator)
    with pytest.raises(Forbidden):
        webhooks.choose_events(["permit_issued"], by=employer_clerk)
