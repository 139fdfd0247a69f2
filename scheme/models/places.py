"""Places of the two countries, the ports between them and the days on which they rest."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from scheme.enums import AreaLevel, Country, DayKind, PortKind, PortState
from scheme.models.dated import Dated, DatedManager, Known, Named, in_order, one_a_day
from scheme.querysets import EmergencyNumberQuerySet, HolidayQuerySet

EmergencyNumberManager = models.Manager.from_queryset(EmergencyNumberQuerySet)
HolidayManager = models.Manager.from_queryset(HolidayQuerySet)


class Area(Named, Dated, Known):
    """A Chinese province, prefecture or county of the scheme (GB/T 2260); a code begins with its parent's."""

    code = models.CharField(max_length=6, primary_key=True)
    level = models.CharField(max_length=10, choices=AreaLevel)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="children")
    is_pilot = models.BooleanField(default=False)
    is_border = models.BooleanField(default=False)
    border_order = models.SmallIntegerField(null=True, blank=True, db_comment="from the sea to Laos")
    faces = ArrayField(models.CharField(max_length=2), default=list, blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("area_days_in_order"),
            models.CheckConstraint(
                name="area_code_below_parent",
                condition=Q(level=AreaLevel.PROVINCE, parent=None, code__regex="^[0-9]{2}0000$")
                | Q(level=AreaLevel.PREFECTURE, parent__isnull=False, code__regex="^[0-9]{4}00$")
                | Q(level=AreaLevel.COUNTY, parent__isnull=False, code__regex="^[0-9]{6}$"),
                violation_error_message=_(
                    "The code does not fit the level: six digits, of which a province has two and a prefecture four."
                ),
            ),
        ]


class Province(Named, Dated, Known):
    """A Vietnamese province; a code may change its meaning, so code and first day together name it."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.CharField(max_length=2)
    personal_number_prefixes = ArrayField(models.CharField(max_length=3), default=list, blank=True)
    is_border = models.BooleanField(default=False)
    successor_code = models.CharField(max_length=2, default="", blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("province_days_in_order"),
            one_a_day(
                "province_one_meaning_a_day",
                "code",
                message=_("This code already means another province in that time."),
            ),
        ]


class Port(Named, Dated, Known):
    """A pair of border gates, one on each side."""

    code = models.SlugField(max_length=30, primary_key=True)
    county = models.ForeignKey(Area, models.PROTECT, related_name="ports")
    province_code = models.CharField(max_length=2)
    kind = models.CharField(max_length=10, choices=PortKind)

    objects = DatedManager()

    class Meta:
        constraints = [in_order("port_days_in_order")]


class PortStatus(Dated, Known):
    """Whether a port was open, and to whom, in a range of days; a day without a row is not known."""

    id = models.UUIDField(primary_key=True, default=new_id)
    port = models.ForeignKey(Port, models.PROTECT, related_name="statuses")
    state = models.CharField(max_length=20, choices=PortState)
    note = models.CharField(max_length=200, default="", blank=True)

    objects = DatedManager()

    class Meta:
        constraints = [
            in_order("portstatus_days_in_order"),
            one_a_day(
                "portstatus_one_a_day",
                "port",
                message=_("The port already has a status in that time: end it first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.port_id} {self.state}"


class Holiday(Known):
    """A day that is not as its weekday says in one of the two countries."""

    id = models.UUIDField(primary_key=True, default=new_id)
    country = models.CharField(max_length=2, choices=Country)
    day = models.DateField()
    kind = models.CharField(max_length=12, choices=DayKind)
    name_local = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    objects = HolidayManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["country", "day"],
                name="holiday_once_a_day",
                violation_error_message=_("That day is already in this country's calendar: remove it first."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.country} {self.day} {self.kind}"


class EmergencyNumber(Named, Dated, Known):
    """A number to call in need, in one of the two countries or one place of it; its names say who answers."""

    id = models.UUIDField(primary_key=True, default=new_id)
    code = models.SlugField(max_length=30)
    country = models.CharField(max_length=2, choices=Country, db_comment="from where it is called")
    area = models.ForeignKey(Area, models.PROTECT, null=True, blank=True, related_name="emergency_numbers")
    province_code = models.CharField(max_length=2, default="", blank=True)
    number = models.CharField(max_length=30, db_comment="as people write it")
    place = models.SmallIntegerField(default=0, db_comment="in the list, the most urgent first")

    objects = EmergencyNumberManager()

    class Meta:
        constraints = [
            in_order("emergencynumber_days_in_order"),
            one_a_day(
                "emergencynumber_one_a_day",
                "code",
                message=_("This number already has a row in that time: end it first."),
            ),
        ]

    @property
    def dialled(self) -> str:
        """The number as a telephone dials it."""
        return "".join(sign for sign in self.number if sign.isdigit() or sign == "+")
