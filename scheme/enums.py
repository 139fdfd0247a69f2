"""The words of the agreement."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AreaLevel(models.TextChoices):
    """The steps of the Chinese area tree."""

    PROVINCE = "province", _("province")
    PREFECTURE = "prefecture", _("prefecture")
    COUNTY = "county", _("county")


class PortKind(models.TextChoices):
    """How people pass a port."""

    ROAD = "road", _("road")
    RAIL = "rail", _("rail")


class PortState(models.TextChoices):
    """Whether a port is open, and to whom."""

    INTERNATIONAL = "open_international", _("open to all nationals")
    BILATERAL = "open_bilateral", _("open to nationals of the two countries")
    CLOSED = "closed", _("closed")


class Confidence(models.TextChoices):
    """How a figure was established."""

    SOURCE = "source", _("seen in a published text")
    UNVERIFIED = "unverified", _("not verified")
    TO_CHECK = "to_check", _("to be checked")


class Country(models.TextChoices):
    """The two states, by ISO 3166."""

    CHINA = "CN", _("China")
    VIET_NAM = "VN", _("Viet Nam")


class DayKind(models.TextChoices):
    """How a day differs from its weekday."""

    HOLIDAY = "holiday", _("statutory holiday")
    DAY_OFF = "day_off", _("day off in exchange")
    WORKING_DAY = "working_day", _("working day in exchange")


class RequirementKind(models.TextChoices):
    """What a worker must show."""

    PAPER = "paper", _("paper")
    INSURANCE = "insurance", _("insurance")
    HEALTH = "health", _("health check")
    TRAINING = "training", _("training")


class Due(models.TextChoices):
    """By when a worker must show something."""

    APPLICATION = "application", _("with the application")
    ENTRY = "entry", _("at entry")
    ARRIVAL = "arrival", _("after arrival")


class EntryKind(models.TextChoices):
    """What a ledger entry does to a quota."""

    RESERVE = "reserve", _("reserve")
    USE = "use", _("use")
    RELEASE = "release", _("release")
    ADJUST = "adjust", _("adjust")


class AdjustmentStatus(models.TextChoices):
    """Where a change of a ceiling stands."""

    PROPOSED = "proposed", _("proposed")
    APPROVED = "approved", _("approved")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
