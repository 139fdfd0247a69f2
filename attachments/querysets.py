"""Attachments: which are kept, and who sees which by themselves."""

from typing import TYPE_CHECKING, Self

from django.db import models

from core.actors import Actor

if TYPE_CHECKING:
    from attachments.models import Attachment


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Sets of attachments."""

    def visible_to(self, by: Actor) -> Self:
        """Those one's organisation handed in; everybody else comes by the record that carries one."""
        return self.filter(organisation=by.organisation_id) if by.organisation_id else self.none()

    def kept(self) -> Self:
        """Those that were not taken back."""
        return self.filter(taken_back_at=None)

    def waiting(self) -> Self:
        """Those that wait for the record of a form that is not right yet."""
        return self.kept().filter(awaits_record=True)

    def to_compare(self) -> Self:
        """The photos that were not yet held against the others."""
        return self.kept().filter(compared_at=None, likeness__isnull=False)
