"""The words of accounts."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Kind(models.TextChoices):
    """What an organisation is in the scheme (design §1)."""

    BUREAU = "bureau", _("labour bureau")
    EMPLOYER = "employer", _("employer")
    INTERMEDIARY = "intermediary", _("intermediary")
    DEPARTMENT = "department", _("sending department")
    POST = "post", _("border post")
    LICENSING = "licensing", _("licensing authority")
    PROTECTION = "protection", _("protection desk")
    OVERSIGHT = "oversight", _("oversight")
    OPERATOR = "operator", _("operator")


class Role(models.TextChoices):
    """What a member is trusted with; each role is a named set of permissions."""

    ADMINISTRATOR = "administrator", _("administrator")
    CLERK = "clerk", _("clerk")
    SIGNATORY = "signatory", _("signatory")
    REVIEWER = "reviewer", _("reviewer")
    APPROVER = "approver", _("approver")
    OFFICER = "officer", _("officer")
    AUDITOR = "auditor", _("auditor")


class FactorKind(models.TextChoices):
    """By what a member proves a second time who it is."""

    APP = "app", _("code of an app")
    PASSKEY = "passkey", _("passkey")


class Language(models.TextChoices):
    """The scheme's languages."""

    ENGLISH = "en", "English"
    CHINESE = "zh-hans", "简体中文"
    VIETNAMESE = "vi", "Tiếng Việt"


class WebhookEvent(models.TextChoices):
    """What an organisation may have posted to its own system; each letter is one of them."""

    FILING_DECIDED = "filing_decided", _("filings granted or refused")
    PERMIT_ISSUED = "permit_issued", _("permits issued")
    PERMIT_SUSPENDED = "permit_suspended", _("permits suspended or reinstated")
    PERMIT_ENDED = "permit_ended", _("permits ended")
    ALERT_RAISED = "alert_raised", _("alerts raised")
    OTHER = "other", _("all other letters")


class FileKind(models.TextChoices):
    """As what a list is taken out."""

    CSV = "csv", "CSV"
    XLSX = "xlsx", "XLSX"
    PDF = "pdf", "PDF"
    ZIP = "zip", "ZIP"
