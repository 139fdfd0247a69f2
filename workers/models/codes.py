"""One-time codes and the short sessions they open: how a worker acts without an account."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from workers.enums import Way
from workers.models.people import Worker
from workers.querysets import SessionQuerySet


class OneTimeCode(models.Model):
    """A code given to one worker, by message or over a counter; kept as a digest, good once and for minutes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="codes", db_index=False)
    way = models.CharField(max_length=6, choices=Way)
    digest = models.BinaryField(db_comment="keyed, of worker and code")
    given_at = models.DateTimeField()
    given_by = models.UUIDField(null=True, blank=True, db_comment="who saw the worker's paper at the counter")
    organisation_id = models.UUIDField(null=True, blank=True, db_comment="whose counter it was")
    expires_at = models.DateTimeField()
    tries_left = models.SmallIntegerField(default=5)
    used_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="onetimecode_tries_run_out",
                condition=Q(tries_left__gte=0),
                violation_error_message=_("This code was tried too often: ask for a new one."),
            ),
            models.CheckConstraint(
                name="onetimecode_expires",
                condition=Q(expires_at__gt=F("given_at")),
                violation_error_message=_("A code ends after it is given."),
            ),
            models.CheckConstraint(
                name="onetimecode_counter_named",
                condition=~Q(way=Way.KIOSK) | Q(given_by__isnull=False, organisation_id__isnull=False),
                violation_error_message=_("A code over the counter says whose counter it was."),
            ),
        ]
        indexes = [models.Index(fields=["worker", "-given_at"], name="onetimecode_of_worker")]

    def __str__(self) -> str:
        return f"{self.way} {self.given_at}"


class WorkerSession(models.Model):
    """What a code opens: some minutes in which its holder acts as that worker; the key is kept as a digest."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="sessions", db_index=False)
    code = models.OneToOneField(OneTimeCode, models.PROTECT, related_name="session")
    digest = models.BinaryField(unique=True, db_comment="SHA-256 of the key")
    opened_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)

    objects = models.Manager.from_queryset(SessionQuerySet)()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="workersession_expires",
                condition=Q(expires_at__gt=F("opened_at")),
                violation_error_message=_("A session ends after it begins."),
            )
        ]
        indexes = [models.Index(fields=["worker"], name="workersession_of_worker")]

    def __str__(self) -> str:
        return f"{self.worker_id} until {self.expires_at}"
