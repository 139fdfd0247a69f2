"""Job runs: the latest of each job, and who may read them."""

from typing import TYPE_CHECKING, Self

from django.db import models

from core.actors import Actor
from core.permissions import Permission

if TYPE_CHECKING:
    from core.jobs.models import JobRun


class JobRunQuerySet(models.QuerySet["JobRun"]):
    """Sets of job runs."""

    def visible_to(self, by: Actor) -> Self:
        """All of them for who keeps the service running; nothing for others."""
        return self if Permission.READ_JOBS in by.permissions else self.none()

    def latest_successes(self) -> Self:
        """The last finished run of each job."""
        return self.exclude(finished_at=None).order_by("job", "-finished_at").distinct("job")
