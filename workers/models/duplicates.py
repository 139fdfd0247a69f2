"""Records that may be one person: found by machine, decided by people, and never for good."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.approvals import Reversible, TwoPersons, reversed_by_two, two_persons
from core.db import new_id
from core.workflow import Case
from workers.enums import DuplicateStatus, MergeStatus
from workers.models.people import Worker
from workers.querysets import DuplicateQuerySet, MergeQuerySet

DuplicateManager = models.Manager.from_queryset(DuplicateQuerySet)
MergeManager = models.Manager.from_queryset(MergeQuerySet)


class Duplicate(Case):
    """Two records that are alike, with the reasons; `first` is the older one."""

    id = models.UUIDField(primary_key=True, default=new_id)
    first = models.ForeignKey(Worker, models.PROTECT, related_name="duplicates_as_first", db_index=False)
    second = models.ForeignKey(Worker, models.PROTECT, related_name="duplicates_as_second", db_index=False)
    status = models.CharField(max_length=10, choices=DuplicateStatus, default=DuplicateStatus.OPEN)
    score = models.SmallIntegerField()
    reasons = models.JSONField(db_comment="[[reason, points]]")
    found_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, default="", blank=True)

    objects = DuplicateManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["first", "second"],
                name="duplicate_once_per_pair",
                violation_error_message=_("These two are already on the list."),
            ),
            models.CheckConstraint(
                name="duplicate_pair_in_order",
                condition=Q(first__lt=F("second")),
                violation_error_message=_("A pair names two records, the older one first."),
            ),
        ]
        indexes = [
            models.Index(fields=["-score", "id"], name="duplicate_open", condition=Q(status=DuplicateStatus.OPEN)),
            models.Index(fields=["second"], name="duplicate_of_second"),
        ]

    def __str__(self) -> str:
        return f"{self.first_id} and {self.second_id}: {self.score}"


class Merge(TwoPersons, Reversible, Case):
    """The finding that `gone` is `kept`: proposed by one person, approved by another; undone by two, without loss."""

    id = models.UUIDField(primary_key=True, default=new_id)
    duplicate = models.ForeignKey(Duplicate, models.PROTECT, related_name="merges")
    kept = models.ForeignKey(Worker, models.PROTECT, related_name="merges_kept")
    gone = models.ForeignKey(Worker, models.PROTECT, related_name="merges_gone")
    status = models.CharField(max_length=10, choices=MergeStatus, default=MergeStatus.PROPOSED)
    reason = models.CharField(max_length=300)

    objects = MergeManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("merge_two_persons"),
            reversed_by_two("merge_undone_by_two", MergeStatus.UNDONE),
            models.UniqueConstraint(
                fields=["duplicate"],
                condition=Q(status__in=[MergeStatus.PROPOSED, MergeStatus.MERGED]),
                name="merge_one_at_a_time",
                violation_error_message=_("Merging these two is already proposed or done."),
            ),
            models.CheckConstraint(
                name="merge_done_is_decided",
                condition=Q(status=MergeStatus.PROPOSED, decided_by=None)
                | ~Q(status=MergeStatus.PROPOSED) & Q(decided_by__isnull=False),
                violation_error_message=_("What becomes of a proposed merging is decided by a second person."),
            ),
            models.CheckConstraint(
                name="merge_of_two",
                condition=~Q(kept=F("gone")),
                violation_error_message=_("A person cannot be a double of itself."),
            ),
            models.CheckConstraint(
                name="merge_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say what shows that they are one person."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.gone_id} into {self.kept_id}"
