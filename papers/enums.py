"""The words of papers and proof."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class KeyUse(models.TextChoices):
    """What a key signs."""

    PERMITS = "permits", _("permits")
    LISTS = "lists", _("key and status lists")


class ListKind(models.TextChoices):
    """The lists that verifiers hold."""

    KEYS = "keys", _("key list")
    STATUS = "status", _("status list")
