"""Events: one row for every change to a record, whoever made it and by whatever statement."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from core.audit.querysets import EventQuerySet

EventManager = models.Manager.from_queryset(EventQuerySet)


class Event(models.Model):
    """What was done to one record: `seq` counts the record's own events, `hash` seals the one before.

    The database fills in everything but the subject, the verb and the changes (migration 0001).
    Who and where are plain ids, so that the record never hinders what it records.
    """

    id = models.BigAutoField(primary_key=True)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    seq = models.IntegerField(default=0)
    verb = models.CharField(max_length=40)
    changes = models.JSONField(default=dict)
    details = models.JSONField(default=dict)
    actor_id = models.UUIDField(null=True)
    organisation_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    login = models.CharField(max_length=64, default="")
    database_role = models.CharField(max_length=64, default="")
    at = models.DateTimeField(null=True)
    algorithm = models.CharField(max_length=10, default="sha256")
    previous = models.BinaryField(null=True)
    hash = models.BinaryField(null=True)

    objects = EventManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "seq"], name="event_seq_once_per_subject")
        ]
        indexes = [
            models.Index(fields=["organisation_id", "id"], name="event_by_organisation"),
            models.Index(fields=["actor_id", "id"], name="event_by_actor"),
            BrinIndex(fields=["at"], autosummarize=True, name="event_by_day"),
            models.Index(fields=["actor_id", "at"], name="event_opened_by", condition=models.Q(verb="open")),
            models.Index(fields=["at"], name="event_opening_refused", condition=models.Q(verb="refuse_opening")),
        ]

    def __str__(self) -> str:
        return f"{self.subject_type} {self.subject_id} #{self.seq} {self.verb}"
