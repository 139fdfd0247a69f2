"""Posting letters to organisations' own systems, signed as the Standard Webhooks specification says."""

import json
from collections import defaultdict
from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce
from operator import or_
from typing import Final
from uuid import UUID

from django.db.models import CharField, Exists, OuterRef, Q
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _
from standardwebhooks import Webhook

from accounts.enums import WebhookEvent
from accounts.models import Organisation
from accounts.rules import EVENTS
from accounts.services.organisations import SECRET_PLACE, WEBHOOK, new_secret
from core import sealing
from core.actors import Actor
from core.audit.models import Event
from core.audit.services import act, record
from core.dates import ZONE, day_of
from core.db import lock_one, one_of
from core.errors import Conflict, Invalid
from core.notices.enums import Channel
from core.notices.models import Notice
from core.notices.querysets import NoticeQuerySet
from core.notices.services.letters import Rendered
from core.notices.services.outbox import Envelope, queue_each
from core.notices.services.outgoing import Undelivered, post
from core.permissions import Permission as P
from core.workflow import allow

BOTH: Final = timedelta(days=1)
"""How long letters are signed with the secret before, too, after it was exchanged."""
FURTHEST: Final = timedelta(days=90)
MOST: Final = 20_000
NAMED: Final = frozenset(kind for kinds in EVENTS.values() for kind in kinds)


def deliver(notice: Notice, letter: Rendered, *, at: datetime) -> None:
    """Post what happened to the organisation's address, signed with its secret."""
    mine = {"pk": notice.organisation_id, "webhook_url": notice.address}
    organisation = Organisation.objects.filter(**mine, webhook_secret__isnull=False).first()
    if organisation is None:
        raise Undelivered("the address was changed", final=True)
    body = json.dumps(
        {
            "type": notice.kind,
            "timestamp": notice.queued_at.astimezone(UTC).isoformat(),
            "data": {"subject": notice.subject_type, "id": notice.subject_id, "params": notice.params},
        },
        ensure_ascii=False,
    )
    sent_at = at.astimezone(UTC)  # the package takes the clock's face for UTC, whatever the zone
    secrets = [Webhook(secret) for secret in _secrets(organisation, at)]
    headers = {
        "webhook-id": f"msg_{notice.pk}",
        "webhook-timestamp": str(int(sent_at.timestamp())),
        "webhook-signature": " ".join(secret.sign(f"msg_{notice.pk}", sent_at, body) for secret in secrets),
    }
    post(notice.address, body.encode(), headers)


def rotate_secret(*, by: Actor, at: datetime) -> str:
    """Exchange the secret that signs, and give the new one, shown once; for a day both sign."""
    with act("rotate_secret", by=by):
        organisation = _own(by)
        secret = new_secret()
        organisation.webhook_secret_before = organisation.webhook_secret
        organisation.webhook_secret = sealing.seal(secret, SECRET_PLACE)
        organisation.webhook_rotated_at = at
        organisation.save(update_fields=WEBHOOK)
        return secret


def choose_events(events: Collection[str], *, by: Actor) -> list[str]:
    """Have only these events posted from now on, and give them; letters that wait already are still posted."""
    with act("choose_events", by=by):
        organisation = _own(by)
        if not events or not set(events) <= set(WebhookEvent.values):
            words = _("Choose at least one event of the list; to have nothing posted, remove the address.")
            raise Invalid("webhook_events", words, field="events")
        organisation.webhook_events = [event for event in WebhookEvent.values if event in events]
        organisation.save(update_fields=["webhook_events"])
        return organisation.webhook_events


def ping(*, by: Actor, at: datetime) -> int:
    """Have a letter that tells of nothing posted, to try the address."""
    with act("ping_webhook", by=by):
        organisation = _own(by)
        letter = Envelope(
            kind="webhook_ping",
            channel=Channel.WEBHOOK,
            language=organisation.language,
            subject_type=Organisation._meta.label_lower,
            subject_id=organisation.pk,
            organisation_id=organisation.pk,
            address=organisation.webhook_url,
        )
        return queue_each([letter], at=at)


def replay(from_on: date, *, by: Actor, at: datetime) -> int:
    """Have all letters since that day posted again, under the same ids, and say how many."""
    with act("replay_webhook", by=by):
        organisation = _own(by)
        if not day_of(at) - FURTHEST <= from_on <= day_of(at):
            words = _("Choose a day within the last %(days)s days.")
            raise Invalid("replay_from", words, field="from_on", days=FURTHEST.days)
        since = Notice.objects.filter(queued_at__gte=datetime.combine(from_on, time.min, ZONE))
        record("replay_webhook", organisation, by=by, since=from_on)
        return _again(since, organisation, at=at)


def send_again(notice_id: UUID, *, by: Actor, at: datetime) -> int:
    """Have one letter posted again, under the same id; raises `Conflict` where it waits to be posted anyway."""
    with act("replay_webhook", by=by):
        organisation = _own(by)
        found = Notice.objects.visible_to(by).filter(channel=Channel.WEBHOOK)
        notice = lock_one(found, notice_id)
        if notice.due_at is not None:
            raise Conflict("notice_waits", _("This letter waits to be posted already."))
        return _again(Notice.objects.filter(pk=notice.pk), organisation, at=at)


def unqueued(since: datetime, until: datetime) -> NoticeQuerySet:
    """Letters of those days that should be posted to their reader's own system, too, and were never queued for it.

    Organisations that changed their address or choice since are left out: what held before is not known by the row.
    """
    readers: defaultdict[str, list[UUID]] = defaultdict(list)
    for key, chosen in Organisation.objects.exclude(webhook_url="").values_list("pk", "webhook_events"):
        for event in chosen:
            readers[event].append(key)
    wanted = reduce(or_, (Q(organisation_id__in=of) & _is(event) for event, of in readers.items()), Q(pk__in=()))
    told = Notice.objects.filter(channel=Channel.IN_APP, member_id=None, queued_at__range=(since, until))
    same = {name: OuterRef(name) for name in ("organisation_id", "kind", "subject_type", "subject_id", "queued_at")}
    changed = Event.objects.filter(
        Q(changes__has_key="webhook_url") | Q(changes__has_key="webhook_events"),
        subject_type=Organisation._meta.label_lower,
        subject_id=Cast(OuterRef("organisation_id"), CharField()),
        at__gt=OuterRef("queued_at"),
    )
    posted = Notice.objects.filter(channel=Channel.WEBHOOK, queued_at__range=(since, until), **same)
    return told.filter(wanted).exclude(Exists(posted) | Exists(changed))


def _is(event: str) -> Q:
    """Letters that are that event, as `letters.EVENT` tells them apart when they are queued."""
    named = Q(kind__in=EVENTS.get(event, ()))
    alert = ~Q(kind__in=NAMED) & Q(subject_type="alerts.alert")
    if event == WebhookEvent.ALERT_RAISED:
        return named | alert
    return ~Q(kind__in=NAMED) & ~Q(subject_type="alerts.alert") if event == WebhookEvent.OTHER else named


def deliveries(by: Actor) -> NoticeQuerySet:
    """What was or will be posted to one's organisation's address."""
    allow(P.MANAGE_TOKENS, by=by)
    return Notice.objects.visible_to(by).filter(organisation_id=by.organisation_id, channel=Channel.WEBHOOK)


def own_address(by: Actor) -> Organisation:
    """One's own organisation, for whoever may set its webhook."""
    allow(P.MANAGE_TOKENS, by=by)
    return one_of(Organisation.objects.visible_to(by), by.organisation_id)


def _own(by: Actor) -> Organisation:
    organisation = lock_one(Organisation.objects.visible_to(by), by.organisation_id)
    allow(P.MANAGE_TOKENS, by=by)
    if organisation.webhook_secret is None:
        raise Conflict("no_webhook", _("There is no address to post to: set one first."))
    return organisation


def _again(letters: NoticeQuerySet, organisation: Organisation, *, at: datetime) -> int:
    own = letters.filter(organisation_id=organisation.pk, channel=Channel.WEBHOOK, due_at=None)
    ids = own.order_by("pk").values("pk")[:MOST]
    return Notice.objects.filter(pk__in=ids).update(
        due_at=at, attempts=0, delivered_at=None, dead_at=None, last_error="", address=organisation.webhook_url
    )


def _secrets(organisation: Organisation, at: datetime) -> list[str]:
    kept = [organisation.webhook_secret]
    if organisation.webhook_rotated_at is not None and at < organisation.webhook_rotated_at + BOTH:
        kept.append(organisation.webhook_secret_before)
    return [sealing.unseal(secret, SECRET_PLACE) for secret in kept if secret is not None]
