"""What all dated data share: names in three languages and a range of days."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


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
