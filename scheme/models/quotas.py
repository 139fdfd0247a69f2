"""Quotas: a tree of ceilings on posts, the ledger that proves their counters, and changes by two persons."""

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce, Now
from django.utils.translation import gettext_lazy as _

from core.approvals import TwoPersons, two_persons
from core.db import new_id
from core.workflow import Case
from scheme.enums import AdjustmentStatus, EntryKind
from scheme.models.places import Area
from scheme.models.rules import Industry, Season
from scheme.querysets import QuotaPartQuerySet, QuotaQuerySet

QuotaManager = models.Manager.from_queryset(QuotaQuerySet)
QuotaPartManager = models.Manager.from_queryset(QuotaPartQuerySet)


class Quota(models.Model):
    """How many posts a season may hold in an area, and in one industry of it: reserved by grants, used by permits.

    The counters are the sums of the ledger's entries at all times; nothing else changes them.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    season = models.ForeignKey(Season, models.PROTECT, related_name="quotas", db_index=False)
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="quotas")
    industry = models.ForeignKey(Industry, models.PROTECT, null=True, blank=True, related_name="quotas")
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    depth = models.SmallIntegerField(db_comment="0 season, 1 province, 2 prefecture, 3 county, 4 industry")
    ceiling = models.IntegerField(default=0)
    reserved = models.IntegerField(default=0)
    used = models.IntegerField(default=0)

    objects = QuotaManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quota_never_oversold",
                condition=Q(reserved__gte=0, used__gte=0, ceiling__gte=F("reserved") + F("used")),
                violation_error_message=_("There are not so many posts left in this quota: ask for fewer."),
            ),
            models.UniqueConstraint(
                "season",
                Coalesce("area", Value("")),
                Coalesce("industry", Value("")),
                name="quota_once_per_place",
                violation_error_message=_("This season already has a quota for that area and industry."),
            ),
            models.CheckConstraint(
                name="quota_industry_below_county",
                condition=Q(industry=None, depth__lte=3) | Q(industry__isnull=False, depth=4),
                violation_error_message=_("Only a county's quota is divided by industry."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.season_id} {self.area_id or ''} {self.industry_id or ''}".strip()

    @property
    def place(self) -> str:
        """Its place and industry, in the reader's language; empty for the season's own."""
        return " · ".join(str(part) for part in (self.area, self.industry) if part is not None)

    @property
    def left(self) -> int:
        """The posts that can still be granted."""
        return self.ceiling - self.reserved - self.used


class QuotaEntry(models.Model):
    """One line of the ledger: what changed, by how much, why (`cause`: a filing or an adjustment) and by whom."""

    id = models.BigAutoField(primary_key=True)
    quota = models.ForeignKey(Quota, models.PROTECT, related_name="entries", db_index=False)
    kind = models.CharField(max_length=10, choices=EntryKind)
    ceiling_change = models.IntegerField(default=0)
    reserved_change = models.IntegerField(default=0)
    used_change = models.IntegerField(default=0)
    cause = models.UUIDField()
    actor_id = models.UUIDField(null=True)
    unit_id = models.UUIDField(null=True)
    login = models.CharField(max_length=64)
    at = models.DateTimeField(db_default=Now())

    objects = QuotaPartManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="quotaentry_changes_something",
                condition=~Q(ceiling_change=0, reserved_change=0, used_change=0),
                violation_error_message=_("An entry changes something."),
            )
        ]
        indexes = [
            models.Index(fields=["quota", "id"], name="quotaentry_of_quota"),
            models.Index(fields=["cause"], name="quotaentry_of_cause"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.cause}"


class QuotaAdjustment(TwoPersons, Case):
    """A change of one ceiling, proposed by one person with a reason and decided by another."""

    id = models.UUIDField(primary_key=True, default=new_id)
    quota = models.ForeignKey(Quota, models.PROTECT, related_name="adjustments")
    status = models.CharField(max_length=10, choices=AdjustmentStatus, default=AdjustmentStatus.PROPOSED)
    change = models.IntegerField()
    reason = models.CharField(max_length=500)

    objects = QuotaPartManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("quotaadjustment_two_persons"),
            models.CheckConstraint(
                name="quotaadjustment_changes_something",
                condition=~Q(change=0),
                violation_error_message=_("An adjustment raises or lowers the ceiling."),
            ),
            models.CheckConstraint(
                name="quotaadjustment_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say why the ceiling changes."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.change:+d} {self.quota_id}"
