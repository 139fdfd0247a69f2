"""What all dated data share: names in three languages and a range of days."""

from typing import Any

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from scheme.enums import Confidence
from scheme.querysets import DatedQuerySet

DatedManager = models.Manager.from_queryset(DatedQuerySet)


class Named(models.Model):
    """A thing with a name in each of the scheme's languages."""

    name_zh = models.CharField(max_length=120)
    name_vi = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the reader's language."""
        return str({"zh": self.name_zh, "vi": self.name_vi}.get((get_language() or "")[:2], self.name_en))


class Known(models.Model):
    """A row that says how its content was established."""

    confidence = models.CharField(max_length=12, choices=Confidence, default=Confidence.TO_CHECK)

    class Meta:
        abstract = True


class Dated(models.Model):
    """A row that holds from its first day to its last, both counted; without a last day it still holds."""

    valid_from = models.DateField()
    valid_until = models.DateField(null=True, blank=True)

    class Meta:
        abstract = True


def in_order(name: str) -> models.CheckConstraint:
    """The constraint that a range's last day is not before its first."""
    return models.CheckConstraint(
        name=name,
        condition=Q(valid_until=None) | Q(valid_until__gte=F("valid_from")),
        violation_error_message=_("The last day is before the first: correct one of them."),
    )


def days() -> Func:
    """A row's range of days, both ends counted, for exclusion constraints."""
    return Func(F("valid_from"), F("valid_until"), Value("[]"), function="daterange")


def one_a_day(name: str, *of: Any, message: Any) -> ExclusionConstraint:
    """The constraint that of rows alike in `of` no two hold on the same day."""
    same = [(expression, RangeOperators.EQUAL) for expression in of]
    return ExclusionConstraint(
        name=name, expressions=[*same, (days(), RangeOperators.OVERLAPS)], violation_error_message=message
    )
