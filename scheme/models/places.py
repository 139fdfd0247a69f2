"""Places of the two countries and the ports between them."""

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, RangeOperators
from django.db import models
from django.db.models import F, Func, Value
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from scheme.enums import AreaLevel, Confidence, Country, PortKind, PortState
from scheme.models.dated import Dated, Named, in_order
from scheme.querysets import DatedQuerySet

DatedManager = models.Manager.from_queryset(DatedQuerySet)


def days() -> Func:
    """A row's range of days, both ends counted, for exclusion constraints."""
    return Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange")


class Area(Named, Dated):
    """A Chinese province, prefecture or county of the scheme (GB/T 2260); a code begins with its parent's."""

    code = models.CharField(max_length=6, primary_key=True)
    level = models.CharField(max_length=10, choices=AreaLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    on_border = models.BooleanField(default=False)
    border_order = models.SmallIntegerField(null=True, blank=True)
    faces = ArrayField(models.CharField(max_length=2), default=list, blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [in_order("area_days_in_order")]


class Province(Named, Dated):
    """A Vietnamese province; a code may change its meaning, so code and first day together name it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=2)
    cccd_prefixes = ArrayField(models.CharField(max_length=3), default=list)
    successor_code = models.CharField(max_length=2, default="", blank=True)
    note = models.CharField(max_length=200, default="", blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("province_days_in_order"),
            ExclusionConstraint(
                name="province_one_meaning_a_day",
                expressions=[("code", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("This code already means another province in that time."),
            ),
        ]


class Port(Named, Dated):
    """A pair of border gates, one on each side."""

    code = models.SlugField(max_length=30, primary_key=True)
    county = models.ForeignKey(Area, models.PROTECT, related_name="ports")
    province_code = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=PortKind)
    confidence = models.CharField(max_length=12, choices=Confidence)

    objects = DatedManager()

    class Meta:
        constraints = [in_order("port_days_in_order")]


class PortStatus(Dated):
    """Whether a port was open, and to whom, in a range of days."""

    id = models.UUIDField(primary_key=True, default=new_id)
    port = models.ForeignKey(Port, models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=14, choices=PortState)
    confidence = models.CharField(max_length=12, choices=Confidence)
    note = models.CharField(max_length=200, default="", blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("portstatus_days_in_order"),
            ExclusionConstraint(
                name="portstatus_one_a_day",
                expressions=[("port", RangeOperators.EQUAL), (days(), RangeOperators.OVERLAPS)],
                violation_error_message=_("The port already has a status in that time: end it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.port_id} {self.state}"


class Holiday(Named):
    """A day off by law in one of the two countries; working days skip it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    country = models.CharField(max_length=2, choices=Country)
    day = models.DateField()

    objects = DatedManager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["country", "day"], name="holiday_once_a_day")]
