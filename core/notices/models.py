"""Notices: the outbox. A letter is a row written with the decision and delivered afterwards."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from core.notices.enums import Channel
from core.notices.querysets import NoticeQuerySet

NoticeManager = models.Manager.from_queryset(NoticeQuerySet)


class Notice(models.Model):
    """One letter to one reader on one channel, in the reader's language.

    `params` fill the letter's sentences and hold no personal data; the address does. What has a name in each language
    is there in all of them. A person who has no account is
    told by `person_id`; where its telephone is known it is here as it is kept, encrypted, and so is what a letter
    must say but nobody may keep (`sealed_params`): that is blanked once the letter has gone out or was given up.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=40)
    organisation_id = models.UUIDField(null=True)
    member_id = models.UUIDField(null=True)
    person_id = models.UUIDField(null=True, db_comment="a reader without an account")
    channel = models.CharField(max_length=10, choices=Channel)
    address = models.CharField(max_length=300, default="", blank=True)
    sealed_address = models.BinaryField(null=True)
    language = models.CharField(max_length=10)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    params = models.JSONField(default=dict)
    sealed_params = models.BinaryField(null=True)
    queued_at = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    attempts = models.SmallIntegerField(default=0)
    delivered_at = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, default="", blank=True)
    read_at = models.DateTimeField(null=True)

    objects = NoticeManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="notice_due_until_it_ends",
                condition=Q(due_at__isnull=False, delivered_at=None, dead_at=None)
                | Q(due_at=None, delivered_at__isnull=False, dead_at=None)
                | Q(due_at=None, delivered_at=None, dead_at__isnull=False),
                violation_error_message=_("A notice is waiting, delivered or dead, and nothing else."),
            ),
            models.CheckConstraint(
                name="notice_keeps_no_secret",
                condition=Q(sealed_params=None) | Q(due_at__isnull=False),
                violation_error_message=_("What nobody may keep goes with the letter that told it."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_at", "id"], name="notice_due", condition=Q(due_at__isnull=False)),
            models.Index(fields=["organisation_id", "-id"], name="notice_of_organisation"),
            models.Index(fields=["person_id", "-id"], name="notice_of_person", condition=Q(person_id__isnull=False)),
            models.Index(fields=["dead_at"], name="notice_dead", condition=Q(dead_at__isnull=False)),
            BrinIndex(fields=["queued_at"], autosummarize=True, name="notice_by_day"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} by {self.channel}"
