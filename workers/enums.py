"""The words of people: workers, papers, registrations, offers, costs and complaints."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Sex(models.TextChoices):
    """As a paper states it (ICAO 9303)."""

    FEMALE = "F", _("female")
    MALE = "M", _("male")
    UNSTATED = "X", _("not stated")


class PaperKind(models.TextChoices):
    """What a person is identified by."""

    PASSPORT = "passport", _("passport")
    BORDER_PASS = "border_pass", _("border-area pass")
    ID_CARD = "id_card", _("identity card")


class DuplicateStatus(models.TextChoices):
    """What was found of two records that may be one person."""

    OPEN = "open", _("to be looked at")
    DIFFERENT = "different", _("different persons")
    MERGED = "merged", _("one person")


class MergeStatus(models.TextChoices):
    """Where the merging of two records stands."""

    PROPOSED = "proposed", _("proposed")
    MERGED = "merged", _("merged")
    DECLINED = "declined", _("declined")
    UNDONE = "undone", _("undone")


class RegistrationStatus(models.TextChoices):
    """Where a registration for a season stands."""

    REGISTERED = "registered", _("registered")
    CLEARED = "cleared", _("cleared for departure")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ClearanceRefusal(models.TextChoices):
    """Why a sending department does not clear a worker; each says what to change."""

    EVIDENCE_WANTING = "evidence_wanting", _("Evidence is missing or has run out: add it and register again.")
    NOT_OF_PROVINCE = "not_of_province", _("The person does not live in this province: register in the right one.")
    BARRED_FROM_LEAVING = (
        "barred_from_leaving",
        _("The person may not leave the country now: the reason is told apart."),
    )
    IDENTITY_DOUBTED = "identity_doubted", _("The papers do not show who this is: correct them and register again.")


class Ground(models.TextChoices):
    """On what ground personal data is passed on (PIPL art. 13; Decree 13/2023 of Viet Nam art. 11, 17)."""

    CONSENT = "consent", _("the person's consent")
    CONTRACT = "contract", _("a contract the person is part of")
    LAW = "law", _("a duty by law")


class ConsentWay(models.TextChoices):
    """How a word of a worker's about the own data came."""

    OWN = "own", _("on the worker's own page")
    COUNTER = "counter", _("taken down by who registered the worker")


class ErasureWord(models.TextChoices):
    """What was said of erasing a record; the latest holds."""

    ASKED = "asked", _("asked for")
    TAKEN_BACK = "taken_back", _("taken back")
    DONE = "done", _("done")


class OfferStatus(models.TextChoices):
    """Where an offer stands."""

    MADE = "made", _("made")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    SUPERSEDED = "superseded", _("replaced by new terms")


class Way(models.TextChoices):
    """How a one-time code reaches a worker."""

    SMS = "sms", _("text message")
    KIOSK = "kiosk", _("at a counter")


class ComplaintStatus(models.TextChoices):
    """Where a complaint stands."""

    RECEIVED = "received", _("received")
    ASSIGNED = "assigned", _("assigned")
    ANSWERED = "answered", _("answered by the desk")
    REFERRED = "referred", _("referred")
    CLOSED = "closed", _("closed")


class ComplaintKind(models.TextChoices):
    """What is wrong."""

    WAGES = "wages", _("wages not paid or short")
    HOURS = "hours", _("hours or rest")
    LODGING = "lodging", _("lodging or food")
    FEES = "fees", _("money asked for the job")
    PAPERS_HELD = "papers_held", _("papers held back")
    VIOLENCE = "violence", _("violence or threats")
    INJURY = "injury", _("accident or illness")
    OTHER = "other", _("something else")
