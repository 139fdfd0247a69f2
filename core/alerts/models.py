"""Alerts: one row per kind, subject and stage, so that each can exist only once."""

from django.db import models

from core.alerts.querysets import AlertQuerySet

AlertManager = models.Manager.from_queryset(AlertQuerySet)


class Alert(models.Model):
    """What an organisation must look at; it closes by itself when its cause is gone."""

    id = models.BigAutoField(primary_key=True)
    kind = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=60)
    subject_id = models.CharField(max_length=60)
    stage = models.CharField(max_length=20, default="")
    organisation_id = models.UUIDField(null=True)
    area = models.CharField(max_length=6, default="", db_comment="leading part of the area code it concerns")
    params = models.JSONField(default=dict)
    raised_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    objects = AlertManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "subject_type", "subject_id", "stage"], name="alert_once_per_stage")
        ]
        indexes = [
            models.Index(fields=["organisation_id", "-id"], name="alert_open", condition=models.Q(closed_at=None))
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.subject_id} {self.stage}"
