"""Presence: crossings as they were told, the stays computed from them, and what does not fit."""

from typing import Any

from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.db import new_id
from core.workflow import Case
from permits.enums import AnomalyKind, AnomalyStatus, Direction, Source
from permits.models.permits import Permit
from permits.querysets import AnomalyQuerySet, CrossingQuerySet, DeviceQuerySet, StayQuerySet
from scheme.models import Area, Port, Province, Season
from workers.models import Worker

CrossingManager = models.Manager.from_queryset(CrossingQuerySet)
StayManager = models.Manager.from_queryset(StayQuerySet)
AnomalyManager = models.Manager.from_queryset(AnomalyQuerySet)
DeviceManager = models.Manager.from_queryset(DeviceQuerySet)
COPIED: Any = {"db_index": False, "db_constraint": False}


class Device(models.Model):
    """A post's device that works without network: it signs its log with its own key (Ed25519)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="devices")
    name = models.CharField(max_length=60)
    public_key = models.BinaryField(db_comment="32 bytes")
    enrolled_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True, blank=True)

    objects = DeviceManager()

    def __str__(self) -> str:
        return self.name


class DeviceLog(models.Model):
    """One upload of a device: the sequence numbers it holds, its digest and signature; it only grows.

    Of a chained log, `previous_hash` is of the entry before its first, `last_hash` of its last: the next goes on there.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    device = models.ForeignKey(Device, models.PROTECT, related_name="logs", db_index=False)
    first_sequence = models.BigIntegerField()
    last_sequence = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    signature = models.BinaryField()
    previous_hash = models.CharField(max_length=64, default="", blank=True)
    last_hash = models.CharField(max_length=64, default="", blank=True)
    uploaded_at = models.DateTimeField()

    objects = DeviceManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["device", "digest"],
                name="devicelog_once",
                violation_error_message=_("This log was already uploaded."),
            ),
            models.CheckConstraint(
                name="devicelog_in_order",
                condition=Q(last_sequence__gte=F("first_sequence")),
                violation_error_message=_("A log ends after it begins: check the sequence numbers."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.device_id} {self.first_sequence}–{self.last_sequence}"


class Crossing(models.Model):
    """What somebody says to have seen at a port: it is never changed; a correction is a further row.

    `occurred_at` is claimed, `told_at` the door's clock when it was told, `recorded_at` the database's own. A repeat
    with the same `key` from the same body is the same row. `corrects` names the row it stands for, which only one can;
    a row that `is_void` only takes that one back.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, db_index=False, related_name="crossings")
    permit = models.ForeignKey(Permit, models.PROTECT, null=True, blank=True, db_index=False, related_name="crossings")
    stated_number = models.CharField(
        max_length=30, default="", blank=True, db_comment="as told, where no permit is found"
    )
    direction = models.CharField(max_length=3, choices=Direction)
    port = models.ForeignKey(Port, models.PROTECT, db_index=False, related_name="crossings")
    occurred_at = models.DateTimeField()
    told_at = models.DateTimeField(db_default=Now())
    recorded_at = models.DateTimeField(db_default=Now())
    source = models.CharField(max_length=12, choices=Source)
    organisation = models.ForeignKey(Organisation, models.PROTECT, db_index=False, related_name="crossings")
    actor_id = models.UUIDField(null=True)
    login = models.CharField(max_length=64, default="")
    device = models.ForeignKey(Device, models.PROTECT, null=True, blank=True, db_index=False, related_name="crossings")
    sequence = models.BigIntegerField(null=True, blank=True)
    key = models.CharField(max_length=80)
    corrects = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, db_index=False, related_name="corrections"
    )
    is_void = models.BooleanField(default=False)
    reason = models.CharField(max_length=200, default="", blank=True, db_comment="why it is corrected")

    objects = CrossingManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "key"],
                name="crossing_once",
                violation_error_message=_("This crossing was already recorded."),
            ),
            models.CheckConstraint(
                name="crossing_void_names_what",
                condition=Q(is_void=False) | Q(corrects__isnull=False),
                violation_error_message=_("Name the crossing that is taken back."),
            ),
            models.UniqueConstraint(
                fields=["corrects"],
                condition=Q(corrects__isnull=False),
                name="crossing_corrected_once",
                violation_error_message=_("This crossing was already corrected: correct the later one."),
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "occurred_at"], name="crossing_of_worker"),
            models.Index(fields=["permit", "occurred_at"], name="crossing_of_permit"),
            models.Index(fields=["organisation", "-id"], name="crossing_of_post"),
            models.Index(fields=["organisation", "occurred_at"], name="crossing_of_post_by_day"),
            BrinIndex(fields=["occurred_at"], autosummarize=True, name="crossing_by_day"),
            models.Index(fields=["device", "sequence"], name="crossing_of_device", condition=Q(device__isnull=False)),
        ]

    def __str__(self) -> str:
        return f"{self.direction} {self.port_id} {self.occurred_at}"


class Stay(models.Model):
    """One time in the country, computed from crossings and permits; it can be thrown away and made anew.

    `last_lawful_on` is by the counting rule. A stay whose end nobody saw and that a later entry followed is
    `is_end_unknown`: not known, not an overstay. One whose entry nobody saw has no `entered_at`. `season`, `county` and
    `province` are its permit's, copied by the database: who is here is counted by them.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, db_index=False, related_name="stays")
    permit = models.ForeignKey(Permit, models.PROTECT, null=True, blank=True, db_index=False, related_name="stays")
    entry = models.ForeignKey(Crossing, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    exit = models.ForeignKey(Crossing, models.PROTECT, null=True, blank=True, db_index=False, related_name="+")
    entered_at = models.DateTimeField(null=True, blank=True)
    left_at = models.DateTimeField(null=True, blank=True)
    is_end_unknown = models.BooleanField(default=False)
    last_lawful_on = models.DateField(null=True, blank=True)
    season = models.ForeignKey(Season, models.PROTECT, null=True, editable=False, related_name="+", **COPIED)
    county = models.ForeignKey(Area, models.PROTECT, null=True, editable=False, related_name="+", **COPIED)
    province = models.ForeignKey(Province, models.PROTECT, null=True, editable=False, related_name="+", **COPIED)

    objects = StayManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker"],
                condition=Q(left_at=None, is_end_unknown=False),
                name="stay_one_open",
                violation_error_message=_("A person is in the country once at a time."),
            ),
            models.CheckConstraint(
                name="stay_in_order",
                condition=Q(left_at=None) | Q(entered_at=None) | Q(left_at__gte=F("entered_at")),
                violation_error_message=_("A stay ends after it begins."),
            ),
            models.CheckConstraint(
                name="stay_was_seen",
                condition=Q(entered_at__isnull=False) | Q(left_at__isnull=False),
                violation_error_message=_("A stay has an entry or an exit that somebody saw."),
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "-entered_at"], name="stay_of_worker"),
            models.Index(fields=["permit"], name="stay_of_permit"),
            models.Index(fields=["season"], name="stay_of_season"),
            models.Index(
                fields=["last_lawful_on", "id"],
                name="stay_open_until",
                condition=Q(left_at=None, is_end_unknown=False),
            ),
            models.Index(
                fields=["entered_at"], name="stay_open_since", condition=Q(left_at=None, is_end_unknown=False)
            ),
            models.Index(
                fields=["county", "season", "province"],
                include=["worker", "permit"],  # by which the database tells whose they are, without the rows
                name="stay_open_in",
                condition=Q(left_at=None, is_end_unknown=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} from {self.entered_at}"


class Anomaly(Case):
    """What is odd about one crossing: kept on a list for people, never thrown away."""

    id = models.UUIDField(primary_key=True, default=new_id)
    crossing = models.ForeignKey(Crossing, models.PROTECT, related_name="anomalies", db_index=False)
    worker = models.ForeignKey(Worker, models.PROTECT, null=True, blank=True, related_name="anomalies")
    kind = models.CharField(max_length=20, choices=AnomalyKind)
    status = models.CharField(max_length=10, choices=AnomalyStatus, default=AnomalyStatus.OPEN)
    params = models.JSONField(default=dict, blank=True)
    found_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    note = models.CharField(max_length=300, default="", blank=True)

    objects = AnomalyManager()

    class Meta:
        verbose_name_plural = "anomalies"
        constraints = [
            models.UniqueConstraint(
                fields=["crossing", "kind"],
                name="anomaly_once",
                violation_error_message=_("This is already on the list."),
            )
        ]
        indexes = [models.Index(fields=["-id"], name="anomaly_open", condition=Q(status=AnomalyStatus.OPEN))]

    def __str__(self) -> str:
        return f"{self.kind} {self.crossing_id}"
