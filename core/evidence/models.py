"""Evidence: the tree's tiles, its signed checkpoints, and their deposits with witnesses."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core.evidence.querysets import CheckpointQuerySet, DepositQuerySet

CheckpointManager = models.Manager.from_queryset(CheckpointQuerySet)
DepositManager = models.Manager.from_queryset(DepositQuerySet)


class Tile(models.Model):
    """Up to 256 hashes side by side on one level of the tree; it only grows, and a full one stays as it is.

    On level 0 they are leaves, and beside each stands its event and the record that it is about: by these a missing
    event is named.
    """

    level = models.SmallIntegerField()
    place = models.BigIntegerField(db_comment="counted from 0 on its level")
    hashes = models.BinaryField()
    events = ArrayField(models.BigIntegerField(), null=True)
    subjects = ArrayField(models.TextField(), null=True)
    lowest = models.BigIntegerField(null=True)
    highest = models.BigIntegerField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["level", "place"], name="tile_once"),
            models.CheckConstraint(condition=models.Q(level__gte=0, place__gte=0), name="tile_from_zero"),
        ]
        indexes = [models.Index(fields=["highest"], name="tile_highest", condition=models.Q(level=0))]

    def __str__(self) -> str:
        return f"{self.level}/{self.place}"


class Checkpoint(models.Model):
    """The tree's root at one moment, signed with a key outside the database.

    Events up to `settled` are all in the tree. Those up to `horizon` will be once the transactions of `waiting`, which
    held the record of events open then, have ended.
    """

    number = models.BigIntegerField(primary_key=True)
    size = models.BigIntegerField(db_comment="leaves in the tree")
    root = models.BinaryField()
    algorithm = models.CharField(max_length=10)
    made_at = models.DateTimeField()
    drawn = models.BigIntegerField(db_comment="the last event id that was drawn before it")
    key = models.BinaryField(db_comment="the public half of the key that signed it")
    note = models.TextField(db_comment="as witnesses get it (docs/evidence.md)")
    settled = models.BigIntegerField()
    horizon = models.BigIntegerField()
    waiting = ArrayField(models.TextField())

    objects = CheckpointManager()

    class Meta:
        indexes = [models.Index(fields=["made_at"], name="checkpoint_made")]

    def __str__(self) -> str:
        return f"{self.number}: {self.size}"


class Deposit(models.Model):
    """One checkpoint on its way to one witness, and what became of it."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, related_name="deposits")
    witness = models.TextField(db_comment="as WITNESSES names it")
    attempts = models.IntegerField(default=0)
    due_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    last_error = models.CharField(max_length=300, default="")

    objects = DepositManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["checkpoint", "witness"], name="deposit_once")]
        indexes = [models.Index(fields=["due_at"], name="deposit_due", condition=models.Q(due_at__isnull=False))]

    def __str__(self) -> str:
        return f"{self.checkpoint_id} {self.witness}"
