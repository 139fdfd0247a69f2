"""Job runs: each job, each period, once; when it last succeeded; and the rows it had to leave aside."""

from django.db import models
from django.db.models.functions import Now

from core.jobs.querysets import JobRunQuerySet, SetAsideQuerySet

JobRunManager = models.Manager.from_queryset(JobRunQuerySet)
SetAsideManager = models.Manager.from_queryset(SetAsideQuerySet)


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


class SetAside(models.Model):
    """One record that a move of the clock could not be made for: the others go on without it.

    It holds the kind of the error and no word of it, which could be about a person.
    """

    id = models.BigAutoField(primary_key=True)
    verb = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    error = models.CharField(max_length=60)
    set_aside_at = models.DateTimeField(db_default=Now())

    objects = SetAsideManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["subject_type", "subject_id", "verb"], name="setaside_once_per_move")
        ]

    def __str__(self) -> str:
        return f"{self.verb} {self.subject_type} {self.subject_id}"
