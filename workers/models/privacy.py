"""What people agreed to be passed abroad, that they asked to be erased, and that their records were."""

from django.db import models

from core.db import new_id
from workers.enums import ConsentWay, ErasureWord
from workers.models.people import GuardedPartManager, Worker, WorkerPartManager


class PassingConsent(models.Model):
    """A worker's separate yes or no to data going to the other country (PIPL art. 39); the latest holds, all stay."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="passing_consents", db_index=False)
    is_given = models.BooleanField(db_comment="no: it was refused, or taken back")
    way = models.CharField(max_length=8, choices=ConsentWay)
    said_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True, db_comment="the worker, or who took it down")
    organisation_id = models.UUIDField(null=True, db_comment="whose counter it was")

    objects = WorkerPartManager()

    class Meta:
        indexes = [models.Index(fields=["worker", "-id"], name="passingconsent_latest")]

    def __str__(self) -> str:
        return f"{self.worker_id}: {self.is_given}"


class ErasureRequest(models.Model):
    """A word of the worker's that the own record be erased (PIPL art. 47), or that it is done; the latest holds."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="erasure_requests", db_index=False)
    word = models.CharField(max_length=10, choices=ErasureWord)
    way = models.CharField(max_length=8, choices=ConsentWay, default="", blank=True)
    said_at = models.DateTimeField()

    objects = GuardedPartManager()

    class Meta:
        indexes = [models.Index(fields=["worker", "-id"], name="erasurerequest_latest")]

    def __str__(self) -> str:
        return f"{self.worker_id}: {self.word}"


class Erasure(models.Model):
    """That a record lost its name; the commitment is to what it was, under the key that was destroyed with it.

    Who kept the copy of their record, which states that key, can prove by it that the record was theirs; nobody else
    can tell. It only grows.
    """

    worker = models.OneToOneField(Worker, models.PROTECT, primary_key=True, related_name="erasure")
    commitment = models.BinaryField()
    erased_at = models.DateTimeField()

    objects = GuardedPartManager()

    def __str__(self) -> str:
        return f"{self.worker_id} {self.erased_at}"
