"""Attachments: what is known of a file that somebody handed in; its content lies in a folder, sealed."""

import secrets

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from attachments.enums import AttachmentKind, Media
from attachments.querysets import AttachmentQuerySet
from core.db import new_id

AttachmentManager = models.Manager.from_queryset(AttachmentQuerySet)


def random_name() -> str:
    """A name that nobody can guess and that says nothing."""
    return secrets.token_hex(20)


class Attachment(models.Model):
    """One file as it is kept; `digest` is of what was handed in, so that the same file is known again.

    Records of the storeys above carry it; who may see it is asked of them, each time.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    kind = models.CharField(max_length=10, choices=AttachmentKind)
    media = models.CharField(max_length=20, choices=Media)
    stored_as = models.CharField(max_length=40, unique=True, default=random_name, db_comment="name in the folder")
    size = models.IntegerField(db_comment="bytes, as it is kept")
    pages = models.SmallIntegerField(default=1)
    digest = models.BinaryField(db_comment="keyed, of what was handed in")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="attachments")
    handed_in_by = models.UUIDField()
    handed_in_at = models.DateTimeField()
    taken_back_at = models.DateTimeField(null=True, blank=True)
    awaits_record = models.BooleanField(
        default=False, db_comment="kept while a form that was refused is put right; no record carries it yet"
    )
    likeness = ArrayField(models.BigIntegerField(), null=True, blank=True, db_comment="of a photo, by bands of bits")
    compared_at = models.DateTimeField(null=True, blank=True, db_comment="when it was held against all other photos")

    objects = AttachmentManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attachment_has_content",
                condition=Q(size__gt=0, pages__gt=0),
                violation_error_message=_("The file is empty: choose another."),
            ),
        ]
        indexes = [
            models.Index(fields=["digest"], name="attachment_same_content"),
            GinIndex(fields=["likeness"], name="attachment_alike"),
            models.Index(
                fields=["id"], name="attachment_to_compare", condition=Q(compared_at=None, likeness__isnull=False)
            ),
            models.Index(fields=["handed_in_at"], name="attachment_waiting", condition=Q(awaits_record=True)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"


class Resemblance(models.Model):
    """Two photos that show the same, though their bytes differ: one was saved anew, or in another size."""

    id = models.BigAutoField(primary_key=True)
    first = models.ForeignKey(Attachment, models.PROTECT, related_name="resemblances_as_first", db_index=False)
    second = models.ForeignKey(Attachment, models.PROTECT, related_name="resemblances_as_second")
    found_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="resemblance_once_a_pair"),
            models.CheckConstraint(name="resemblance_pair_in_order", condition=Q(first__lt=F("second"))),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}"
