"""Alerts: one row per kind, subject and stage, so that each can exist only once."""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models

from core.alerts.querysets import AlertQuerySet

AlertManager = models.Manager.from_queryset(AlertQuerySet)


class Alert(models.Model):
    """What somebody must look at; it closes by itself when its cause is gone.

    `organisation_id` is whose turn it is; `also` holds everybody else who sees it, and the home province of a worker,
    so that its department does; bureaus see what lies in their `area` and below.
    """

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    stage = models.CharField(max_length=20, default="")
    organisation_id = models.UUIDField(null=True)
    area = models.CharField(max_length=6, default="", db_comment="leading part of the area code it concerns")
    also = ArrayField(models.UUIDField(), default=list, db_default=[])
    params = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = AlertManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_type", "subject_id", "stage"], name="alert_once_per_stage")
        ]
        indexes = [
            models.Index(fields=["organisation_id", "-id"], name="alert_open", condition=models.Q(closed_at=None)),
            models.Index(fields=["area", "-id"], name="alert_open_in_area", condition=models.Q(closed_at=None)),
            models.Index(
                fields=["kind", "subject_type"], name="alert_open_of_kind", condition=models.Q(closed_at=None)
            ),
            GinIndex(fields=["also"], name="alert_open_also", condition=models.Q(closed_at=None)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.stage}"
