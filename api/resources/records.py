"""What was done, what waits to be looked at, what was written to one, and whether the clock does its work."""

from datetime import datetime
from typing import Any

from django.utils.translation import get_language
from rest_framework import serializers

from api.errors import ABSENT
from api.resource import Act, Look, Resource, by_choice, by_day, by_id, by_text, by_truth
from api.shapes import Shape, Unread, hexadecimal
from core.actors import Actor
from core.alerts.models import Alert
from core.audit.models import Event
from core.errors import NotFound
from core.evidence.models import Checkpoint
from core.jobs.services import latest
from core.notices.enums import Channel
from core.notices.models import Notice
from core.notices.services import letters, outbox
from core.permissions import Permission as P


class NoticeShape(Shape):
    """A letter to one's organisation or to oneself, in the words of the language asked for."""

    title = Unread(serializers.CharField())
    text = Unread(serializers.CharField())
    params = serializers.DictField()

    class Meta:
        model = Notice
        fields = (
            *("id", "kind", "title", "text", "member_id", "channel", "language", "subject_type", "subject_id"),
            *("params", "queued_at", "due_at", "attempts", "delivered_at", "dead_at", "last_error", "read_at"),
        )

    @staticmethod
    def finish(row: dict[str, Any]) -> dict[str, Any]:
        """Put the letter into words."""
        notice = Notice(kind=row["kind"], params=row["params"], language=row["language"])
        letter = letters.render(notice, language=get_language() or row["language"])
        return row | {"title": letter.subject, "text": letter.body}


class AlertShape(Shape):
    """What somebody must look at."""

    params = serializers.DictField()

    class Meta:
        model = Alert
        fields = ("id", "kind", "subject_type", "subject_id", "stage", "area", "params", "raised_at", "closed_at")


class EventShape(Shape):
    """What was done to one record, by whom; `hash` seals it and the one before."""

    changes = serializers.DictField()
    details = serializers.DictField()
    hash = serializers.CharField()
    previous = serializers.CharField(allow_null=True)
    computed = {"hash": hexadecimal("hash"), "previous": hexadecimal("previous")}

    class Meta:
        model = Event
        fields = (
            *("id", "subject_type", "subject_id", "seq", "verb", "changes", "details", "actor_id"),
            *("organisation_id", "unit_id", "login", "database_role", "at", "algorithm", "previous", "hash"),
        )


class CheckpointShape(Shape):
    """The record of all events at one moment: how many there were, and the root of the tree over them, signed."""

    root = serializers.CharField()  # type: ignore[assignment]  # a declared field is no attribute
    key = serializers.CharField()
    computed = {"root": hexadecimal("root"), "key": hexadecimal("key")}

    class Meta:
        model = Checkpoint
        fields = ("number", "made_at", "size", "root", "algorithm", "settled", "drawn", "key", "note")


class JobOut(serializers.Serializer[Any]):
    """The last success of one job."""

    job = serializers.CharField()
    period = serializers.CharField()
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField()
    done = serializers.IntegerField()


def read(key: Any, *, by: Actor, at: datetime) -> int:
    """Mark one letter as read; reading it twice does no harm."""
    if not Notice.objects.visible_to(by).filter(pk=key).exists():
        raise NotFound(ABSENT.code, ABSENT.message)
    return outbox.mark_read([key], by=by, at=at)


def jobs(*, by: Actor, at: datetime) -> list[dict[str, Any]]:
    """The last success of every job."""
    names = ("job", "period", "started_at", "finished_at", "done")
    return [{name: getattr(run, name) for name in names} for run in latest(by)]


def _unread(records: Any, is_unread: bool) -> Any:
    return records.filter(read_at__isnull=is_unread)


def _open(records: Any, is_open: bool) -> Any:
    return records.filter(closed_at__isnull=is_open)


SUBJECT = {
    "subject_type": by_text("subject_type", "the kind of record it is about"),
    "subject": by_text("subject_id", "the record it is about"),
}

RECORDS = (
    Resource(
        "notices",
        lambda by: Notice.objects.visible_to(by),
        NoticeShape,
        "Letters.",
        filters={
            **SUBJECT,
            "kind": by_text("kind", "the kind of letter"),
            "channel": by_choice(Channel, "channel", "how it goes out"),
            "unread": by_truth(_unread, "not yet read"),
        },
        acts=(
            Act("read", read, "Mark it as read.", for_workers=True),
            Act("revive", outbox.revive, "Try one that was given up once more.", permission=P.REVIVE_NOTICES),
        ),
    ),
    Resource(
        "alerts",
        lambda by: Alert.objects.visible_to(by),
        AlertShape,
        "What somebody must look at; an alert closes by itself when its cause is gone.",
        key="int",
        filters={
            **SUBJECT,
            "kind": by_text("kind", "the kind of alert"),
            "open": by_truth(_open, "whether its cause is still there"),
        },
    ),
    Resource(
        "events",
        lambda by: Event.objects.visible_to(by),
        EventShape,
        "What was done: to oversight all of it, to others what their own organisation did.",
        key="int",
        filters={
            **SUBJECT,
            "verb": by_text("verb", "what was done"),
            "actor": by_id("actor_id", "by whom"),
            "organisation": by_id("organisation_id", "by which organisation"),
            "from": by_day("at__date__gte", "from this day on"),
            "until": by_day("at__date__lte", "up to this day"),
        },
    ),
    Resource(
        "checkpoints",
        lambda by: Checkpoint.objects.visible_to(by),
        CheckpointShape,
        "Signed checkpoints of the record of events, as witnesses hold them.",
        key="int",
        filters={
            "from": by_day("made_at__date__gte", "from this day on"),
            "until": by_day("made_at__date__lte", "up to this day"),
        },
        public=True,
        kept_for=60,
    ),
    Resource(
        "jobs",
        None,
        None,
        "Jobs of the clock.",
        looks=(Look("", jobs, JobOut, "The last success of every job, for who runs the service.", many=True),),
    ),
)
