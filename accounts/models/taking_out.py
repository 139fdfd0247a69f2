"""What a member takes out, and what a member has begun to type."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from accounts.enums import FileKind, Language
from accounts.models.organisations import Organisation
from accounts.models.people import Member
from accounts.querysets import (
    MOST_TRIES,
    ExportQuerySet,
    UnfinishedQuerySet,
)
from core.approvals import TwoPersons, two_persons
from core.db import new_id

ExportManager = models.Manager.from_queryset(ExportQuerySet)
UnfinishedManager = models.Manager.from_queryset(UnfinishedQuerySet)


class Export(TwoPersons):
    """A list that a member takes out: which, narrowed how, as what file; made in the background, kept for some days.

    Above a size, another person of another unit releases it before it is made (ADR 28).
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey(Member, models.PROTECT, related_name="exports")
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="exports")
    kind = models.CharField(max_length=30, db_comment="name of the list")
    asked = models.CharField(max_length=500, default="", blank=True, db_comment="its conditions, as the address says")
    file_kind = models.CharField(max_length=4, choices=FileKind)
    language = models.CharField(max_length=10, choices=Language)
    asked_at = models.DateTimeField()
    tries = models.SmallIntegerField(default=0)
    rows = models.IntegerField(null=True, blank=True, db_comment="how many the list had when it was begun")
    alone_up_to = models.IntegerField(
        null=True, blank=True, db_comment="the most rows that one person takes out; none: no limit"
    )
    made_at = models.DateTimeField(null=True, blank=True)
    expires_at = models.DateTimeField()

    objects = ExportManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("export_two_persons"),
            models.CheckConstraint(
                name="export_large_by_two",
                condition=Q(made_at=None) | Q(alone_up_to=None) | Q(rows__lte=F("alone_up_to")) | ~Q(decided_by=None),
                violation_error_message=_("A file of this size takes a second person before it is made."),
            ),
            models.CheckConstraint(
                name="export_asked_by_its_member",
                condition=Q(proposed_by=F("member")),
                violation_error_message=_("A file is signed by the member who asks for it."),
            ),
            models.CheckConstraint(
                name="export_made_with_its_rows",
                condition=Q(made_at=None) | Q(rows__isnull=False),
                violation_error_message=_("A file that is made says how many rows it has."),
            ),
        ]
        indexes = [
            models.Index(fields=["asked_at", "id"], name="export_to_make", condition=Q(made_at=None)),
            models.Index(fields=["expires_at"], name="export_until"),
        ]

    def __str__(self) -> str:
        return f"{self.kind}.{self.file_kind}"

    @property
    def is_given_up(self) -> bool:
        """Whether making it has failed for good."""
        return self.made_at is None and self.tries >= MOST_TRIES

    @property
    def needs_another(self) -> bool:
        """Whether it waits for a second person."""
        limit = self.alone_up_to
        return self.decided_by is None and limit is not None and self.rows is not None and self.rows > limit

    @property
    def number(self) -> str:
        """By what a copy of the file is traced back to who took it out."""
        return self.pk.hex[-12:].upper()


class ExportPart(models.Model):
    """A piece of an export's file, and the keys of the rows that went into it: what is shown is checked again."""

    id = models.BigAutoField(primary_key=True)
    export = models.ForeignKey(Export, models.CASCADE, related_name="parts")
    keys = ArrayField(models.UUIDField(), default=list, blank=True)
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.export_id} {self.id}"


class Unfinished(models.Model):
    """What a member has typed into a form of several pages and not sent yet, for the member's own eyes."""

    id = models.UUIDField(primary_key=True, default=new_id)
    member = models.ForeignKey(Member, models.CASCADE, related_name="unfinished", db_index=False)
    address = models.CharField(max_length=200, db_comment="the page it belongs to")
    fields = models.BinaryField(db_comment="names and texts as JSON, sealed")
    kept_at = models.DateTimeField()

    objects = UnfinishedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "address"], name="unfinished_once_a_page")]

    def __str__(self) -> str:
        return self.address
