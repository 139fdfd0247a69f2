"""The words of attachments."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Media(models.TextChoices):
    """What a file is, as its content says."""

    JPEG = "image/jpeg", _("picture (JPEG)")
    PNG = "image/png", _("picture (PNG)")
    WEBP = "image/webp", _("picture (WebP)")
    PDF = "application/pdf", _("document (PDF)")


class AttachmentKind(models.TextChoices):
    """What a file is handed in as."""

    LICENCE = "licence", _("licence")
    EVIDENCE = "evidence", _("evidence")
    PHOTO = "photo", _("photo")
