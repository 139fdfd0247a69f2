"""What the door for programs keeps: the first answers to requests that may be repeated."""

from django.contrib.postgres.indexes import BrinIndex
from django.db import models

from api.querysets import IdempotentAnswerQuerySet

IdempotentAnswerManager = models.Manager.from_queryset(IdempotentAnswerQuerySet)


class IdempotentAnswer(models.Model):
    """The first answer to one actor's request under one key; added with the act's own effect, never changed."""

    id = models.BigAutoField(primary_key=True)
    actor = models.UUIDField()
    route = models.CharField(max_length=200)
    key = models.CharField(max_length=255)
    body_digest = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    body = models.BinaryField()
    headers = models.JSONField(default=dict)
    made_at = models.DateTimeField()

    objects = IdempotentAnswerManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["actor", "route", "key"], name="idempotentanswer_once_per_key")]
        indexes = [BrinIndex(fields=["made_at"], name="idempotentanswer_by_age")]

    def __str__(self) -> str:
        return f"{self.route} {self.key}"
