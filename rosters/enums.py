"""The words of rosters: what one is of, where it stands, and what became of a row."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class RosterKind(models.TextChoices):
    """What the rows of a roster are."""

    WORKERS = "workers", _("workers to register")
    EVIDENCE = "evidence", _("evidence of workers")
    CLEARANCES = "clearances", _("clearances of workers")
    OFFERS = "offers", _("offers of posts")
    ARRIVALS = "arrivals", _("arrivals of workers")
    CROSSINGS = "crossings", _("crossings")
    RETURNS = "returns", _("workers who have come home")


class RosterStatus(models.TextChoices):
    """Where a roster stands."""

    RECEIVED = "received", _("being read and tried")
    TRIED = "tried", _("tried, nothing applied yet")
    UNREADABLE = "unreadable", _("could not be read")
    APPLYING = "applying", _("being applied")
    APPLIED = "applied", _("applied")
    UNDOING = "undoing", _("being undone")
    UNDONE = "undone", _("undone")
    DISCARDED = "discarded", _("discarded")


class RowState(models.TextChoices):
    """What became of a row."""

    GOOD = "good", _("can be applied")
    FAULTY = "faulty", _("to be corrected")
    KNOWN = "known", _("is there already")
    APPLIED = "applied", _("applied")
    UNDONE = "undone", _("undone")
