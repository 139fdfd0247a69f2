"""Job runs: the latest of each job; rows that were set aside; and who may read them."""

from typing import TYPE_CHECKING, Any, Self

from django.db import models
from django.db.models.functions import Cast

from core.actors import Actor
from core.permissions import Permission

if TYPE_CHECKING:
    from core.jobs.models import JobRun, SetAside


class JobRunQuerySet(models.QuerySet["JobRun"]):
    """Sets of job runs."""

    def visible_to(self, by: Actor) -> Self:
        """All of them for who keeps the service running; nothing for others."""
        return self if Permission.READ_JOBS in by.permissions else self.none()

    def latest_successes(self) -> Self:
        """The last finished run of each job."""
        return self.exclude(finished_at=None).order_by("job", "-finished_at").distinct("job")


class SetAsideQuerySet(models.QuerySet["SetAside"]):
    """Sets of records that were set aside."""

    def visible_to(self, by: Actor) -> Self:
        """All of them for who keeps the service running; nothing for others."""
        return self if Permission.READ_JOBS in by.permissions else self.none()

    def keys_of(self, model: type[models.Model], verb: str) -> "models.QuerySet[SetAside, Any]":
        """The keys of the records of a kind that a move leaves aside."""
        kind = self.filter(subject_type=model._meta.label_lower, verb=verb)
        return kind.values_list(Cast("subject_id", model._meta.pk), flat=True)
