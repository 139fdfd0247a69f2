"""Files of workers: their photo, and scans of what they showed."""

from django.db import models

from attachments.models import Attachment
from workers.models.people import Worker
from workers.models.registrations import Evidence
from workers.querysets import WorkerFileQuerySet

WorkerFileManager = models.Manager.from_queryset(WorkerFileQuerySet)


class WorkerFile(models.Model):
    """One file that a worker's record carries: the photo, or a scan of some evidence."""

    attachment = models.OneToOneField(Attachment, models.PROTECT, primary_key=True, related_name="worker_file")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="files")
    evidence = models.ForeignKey(Evidence, models.PROTECT, null=True, blank=True, related_name="files")

    objects = WorkerFileManager()

    def __str__(self) -> str:
        return f"file of worker {self.worker_id}"
