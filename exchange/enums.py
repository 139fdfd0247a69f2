"""The words of the exchange."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EntryKind(models.TextChoices):
    """What the other authority is told of a permit."""

    ISSUED = "permit_issued", _("permit issued")
    EXTENDED = "permit_extended", _("permit extended")
    SUSPENDED = "permit_suspended", _("permit suspended")
    REINSTATED = "permit_reinstated", _("permit reinstated")
    ENDED = "permit_ended", _("permit ended")
