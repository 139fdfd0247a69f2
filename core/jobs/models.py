"""Job runs: each job, each period, once; and when it last succeeded."""

from django.db import models

from core.jobs.querysets import JobRunQuerySet

JobRunManager = models.Manager.from_queryset(JobRunQuerySet)


class JobRun(models.Model):
    """One run of one job for one period of the clock."""

    id = models.BigAutoField(primary_key=True)
    job = models.CharField(max_length=60)
    period = models.CharField(max_length=40)
    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    done = models.IntegerField(null=True, db_comment="how many rows the run moved, made or sent")

    objects = JobRunManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["job", "period"], name="jobrun_once_per_period")]

    def __str__(self) -> str:
        return f"{self.job} {self.period}"
