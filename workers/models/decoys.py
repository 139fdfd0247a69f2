"""Decoys: records of persons that there are not, which nobody has reason to open."""

from django.db import models

from workers.models.people import Worker
from workers.querysets import DecoyQuerySet

DecoyManager = models.Manager.from_queryset(DecoyQuerySet)


class Decoy(models.Model):
    """That a record is a decoy: known to oversight alone, by policy of the database too (ADR 28)."""

    worker = models.OneToOneField(Worker, models.PROTECT, primary_key=True, related_name="decoy")
    laid_by = models.UUIDField()
    laid_at = models.DateTimeField()

    objects = DecoyManager()

    def __str__(self) -> str:
        return str(self.worker_id)
