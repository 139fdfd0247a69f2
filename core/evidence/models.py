"""Evidence: the tree's tiles, its signed checkpoints, their deposits with witnesses, and gaps that are vouched for."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils.translation import gettext_lazy as _
from uuid_utils.compat import uuid7

from core.approvals import TwoPersons, two_persons
from core.evidence.querysets import CheckpointQuerySet, DepositQuerySet, GapQuerySet

CheckpointManager = models.Manager.from_queryset(CheckpointQuerySet)
DepositManager = models.Manager.from_queryset(DepositQuerySet)
GapManager = models.Manager.from_queryset(GapQuerySet)


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
        indexes = [
            models.Index(fields=["made_at"], name="checkpoint_made"),
            models.Index(fields=["size", "number"], name="checkpoint_by_size"),
        ]

    def __str__(self) -> str:
        return f"{self.number}: {self.size}"


class Deposit(models.Model):
    """One checkpoint on its way to one witness, and what became of it."""

    checkpoint = models.ForeignKey(Checkpoint, on_delete=models.PROTECT, db_index=False, related_name="deposits")
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


class Gap(TwoPersons):
    """Checkpoints that witnesses hold and the database lost when it was put back: two persons vouch that it was."""

    id = models.UUIDField(primary_key=True, default=uuid7, editable=False)
    numbers = ArrayField(models.BigIntegerField())
    roots = ArrayField(models.BinaryField(), db_comment="of each number, as the witness holds it")
    reason = models.CharField(max_length=300)
    is_acknowledged = models.BooleanField(null=True)

    objects = GapManager()

    class Meta(TwoPersons.Meta):
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("gap_two_persons", unless=models.Q(is_acknowledged=False)),
            models.CheckConstraint(
                name="gap_decided_either_way",
                condition=models.Q(decided_by=None, is_acknowledged=None)
                | models.Q(decided_by__isnull=False, is_acknowledged__isnull=False),
                violation_error_message=_("A decision says whether the gap is acknowledged."),
            ),
            models.CheckConstraint(
                name="gap_is_of_something",
                condition=models.Q(numbers__len__gt=0, roots__len=models.F("numbers__len")) & ~models.Q(reason=""),
                violation_error_message=_("A gap names the checkpoints that were lost, and says why."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.first}–{self.last}"

    @property
    def first(self) -> int:
        """The first checkpoint that was lost."""
        return int(self.numbers[0])

    @property
    def last(self) -> int:
        """The last one."""
        return int(self.numbers[-1])
