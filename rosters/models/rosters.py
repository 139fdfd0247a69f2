"""Rosters, the file each came in until it is read, and their rows: sealed, since they are about persons."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import Language
from accounts.models import Member, Organisation
from core.db import new_id
from core.workflow import Case
from employers.models import Intermediary
from rosters.enums import RosterKind, RosterStatus, RowState
from rosters.querysets import MOST_TRIES, RosterQuerySet, RowQuerySet
from scheme.models import Season

RosterManager = models.Manager.from_queryset(RosterQuerySet)
RowManager = models.Manager.from_queryset(RowQuerySet)


class Roster(Case):
    """A file of rows of one kind, handed in by a member: tried first, then applied or not, and undone as a whole."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="rosters", db_index=False)
    member = models.ForeignKey(Member, models.PROTECT, related_name="rosters")
    kind = models.CharField(max_length=10, choices=RosterKind)
    status = models.CharField(max_length=10, choices=RosterStatus, default=RosterStatus.RECEIVED)
    language = models.CharField(max_length=10, choices=Language)
    file_name = models.CharField(max_length=120)
    digest = models.CharField(max_length=64, db_comment="SHA-256 of the file")
    season = models.ForeignKey(Season, models.PROTECT, null=True, blank=True, related_name="rosters")
    partner = models.ForeignKey(Intermediary, models.PROTECT, null=True, blank=True, related_name="rosters")
    fault = models.JSONField(null=True, blank=True, db_comment="why it could not be read, or undone: code, params")
    columns = ArrayField(models.CharField(max_length=30), default=list, blank=True, db_comment="found, in their order")
    extra = ArrayField(models.CharField(max_length=500), default=list, blank=True, db_comment="headings not known")
    rows = models.IntegerField(default=0)
    done = models.IntegerField(default=0, db_comment="rows that the present work has gone through")
    counts = models.JSONField(default=dict, blank=True, db_comment="rows by state")
    tries = models.SmallIntegerField(default=0)
    received_at = models.DateTimeField()
    tried_at = models.DateTimeField(null=True, blank=True)
    applied_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    kept_until = models.DateTimeField(db_comment="its rows are forgotten then")

    objects = RosterManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="roster_done_within_its_rows",
                condition=Q(done__gte=0, done__lte=F("rows")),
                violation_error_message=_("No more rows can be done than the file has."),
            ),
            models.CheckConstraint(
                name="roster_applied_with_a_time",
                condition=~Q(status__in=[RosterStatus.APPLIED, RosterStatus.UNDOING, RosterStatus.UNDONE])
                | Q(applied_at__isnull=False),
                violation_error_message=_("What is applied says when."),
            ),
        ]
        indexes = [
            models.Index(fields=["organisation", "-id"], name="roster_of_organisation"),
            models.Index(
                fields=["received_at", "id"],
                name="roster_to_work",
                condition=Q(status__in=[RosterStatus.RECEIVED, RosterStatus.APPLYING, RosterStatus.UNDOING]),
            ),
            models.Index(fields=["kept_until"], name="roster_until", condition=~Q(rows=0)),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.received_at}"

    @property
    def is_waiting(self) -> bool:
        """Whether something is still being done with it."""
        return self.status in (RosterStatus.RECEIVED, RosterStatus.APPLYING, RosterStatus.UNDOING)

    @property
    def is_stuck(self) -> bool:
        """Whether the work on it has failed too often."""
        return self.is_waiting and self.tries >= MOST_TRIES


class RosterFile(models.Model):
    """The file of a roster, sealed; dropped once it is read."""

    roster = models.OneToOneField(Roster, models.CASCADE, primary_key=True, related_name="file")
    content_sealed = models.BinaryField()

    def __str__(self) -> str:
        return str(self.roster_id)


class RosterRow(models.Model):
    """A row of a roster: its cells as they were read, sealed; what is wrong with it, and the record it became."""

    id = models.BigAutoField(primary_key=True)
    roster = models.ForeignKey(Roster, models.CASCADE, related_name="lines", db_index=False)
    line = models.IntegerField(db_comment="in the file, the heading counted")
    cells_sealed = models.BinaryField()
    state = models.CharField(max_length=8, choices=RowState)
    problems = models.JSONField(default=list, blank=True, db_comment="column, code, sentence, params each")
    record_id = models.UUIDField(null=True, blank=True, db_comment="what it became, or what was there already")

    objects = RowManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["roster", "state", "line"], name="rosterrow_of_roster"),
        ]

    def __str__(self) -> str:
        return f"{self.roster_id} {self.line}"
