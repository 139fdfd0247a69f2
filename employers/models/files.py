"""Files of licences: the scan that an intermediary hands in with its licence."""

from django.db import models

from attachments.models import Attachment
from employers.models.licences import Licence
from employers.querysets import LicenceFileQuerySet

LicenceFileManager = models.Manager.from_queryset(LicenceFileQuerySet)


class LicenceFile(models.Model):
    """One file that a licence carries."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, primary_key=True, related_name="licence_file")
    licence = models.ForeignKey(Licence, models.PROTECT, related_name="files")

    objects = LicenceFileManager()

    def __str__(self) -> str:
        return f"file of licence {self.licence_id}"
