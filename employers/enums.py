"""The words of the demand side."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class EmployerKind(models.TextChoices):
    """What kind of employer, as its identifier tells."""

    ENTERPRISE = "enterprise", _("enterprise")
    COOPERATIVE = "cooperative", _("farmers' cooperative")
    COLLECTIVE = "collective", _("rural collective")
    INDIVIDUAL = "individual", _("individual business")
    HOUSEHOLD = "household", _("farm household")
    OTHER = "other", _("other body")


class LicenceStatus(models.TextChoices):
    """Where a licence stands."""

    APPLIED = "applied", _("applied for")
    ACTIVE = "active", _("active")
    SUSPENDED = "suspended", _("suspended")
    REVOKED = "revoked", _("revoked")
    REFUSED = "refused", _("refused")
    EXPIRED = "expired", _("expired")


class BondKind(models.TextChoices):
    """What happened to a bond."""

    PAID = "paid", _("paid in")
    CALLED = "called", _("called")
    RELEASED = "released", _("released")


class MandateStatus(models.TextChoices):
    """Where a mandate stands."""

    GIVEN = "given", _("given")
    ENDED = "ended", _("ended")
    EXPIRED = "expired", _("expired")


class FilingStatus(models.TextChoices):
    """Where a filing stands."""

    DRAFT = "draft", _("draft")
    AWAITING_EMPLOYER = "awaiting_employer", _("awaiting the employer")
    SUBMITTED = "submitted", _("submitted")
    INFORMATION_REQUESTED = "info_requested", _("information requested")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    CLOSED = "closed", _("closed")


class PayKind(models.TextChoices):
    """What is paid for."""

    TIME = "time", _("time")
    PIECE = "piece", _("piece")


class WageUnit(models.TextChoices):
    """The unit a wage is stated in."""

    HOUR = "hour", _("hour")
    DAY = "day", _("day")
    MONTH = "month", _("month")
    PIECE = "piece", _("piece")


class Meals(models.TextChoices):
    """Whether and how meals are given."""

    PROVIDED = "provided", _("provided free")
    DEDUCTED = "deducted", _("provided, deducted from the wage")
    NONE = "none", _("not provided")


class CostHead(models.TextChoices):
    """The heads of recruitment cost (ILO fair recruitment, 2018 definition)."""

    MEDICAL = "medical", _("medical check")
    INSURANCE = "insurance", _("insurance")
    SKILLS_TEST = "skills_test", _("skills test")
    TRAINING = "training", _("training")
    EQUIPMENT = "equipment", _("equipment")
    TRAVEL_AND_LODGING = "travel_and_lodging", _("travel, and lodging on the way")
    ADMINISTRATION = "administration", _("papers and administration")


class Payer(models.TextChoices):
    """Who bears a cost."""

    EMPLOYER = "employer", _("employer")
    INTERMEDIARY = "intermediary", _("intermediary")
    STATE = "state", _("state")
    WORKER = "worker", _("worker")


class Moment(models.TextChoices):
    """At which point of a filing its checks were run."""

    FILED = "filed", _("when filed")
    DECIDED = "decided", _("when decided")
    AMENDED = "amended", _("when amended")


class Outcome(models.TextChoices):
    """What was decided on a filing."""

    GRANT = "grant", _("grant")
    REFUSE = "refuse", _("refuse")


class RefusalReason(models.TextChoices):
    """Why a filing is refused; each says what to change."""

    CHECK_FAILED = "check_failed", _("A check failed: change what it names and file again.")
    QUOTA_EXHAUSTED = "quota_exhausted", _("No posts are left in the quota: file for fewer, or in another county.")
    LOCALS_AVAILABLE = "locals_available", _("Local workers are to be had: hire them first, then file for the rest.")
    DEMAND_DOUBTED = "demand_doubted", _("The demand goes beyond the land or plant shown: file for what it needs.")
    EVIDENCE_WANTING = "evidence_wanting", _("What was shown does not prove what was said: file again with proof.")
    CONDITIONS = "conditions", _("Pay, hours or lodging are not acceptable: better them and file again.")
    RECORD = "record", _("The employer or intermediary did not keep earlier promises: settle those first.")
