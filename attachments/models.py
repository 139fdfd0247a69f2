"""Attachments: what is known of a file that somebody handed in; its content lies in a folder, sealed."""

import secrets

from django.db import models
from django.db.models import Q
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

    objects = AttachmentManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="attachment_has_content",
                condition=Q(size__gt=0, pages__gt=0),
                violation_error_message=_("The file is empty: choose another."),
            ),
        ]
        indexes = [models.Index(fields=["digest"], name="attachment_same_content")]

    def __str__(self) -> str:
        return f"{self.kind} {self.pk}"
