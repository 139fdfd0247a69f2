"""The words of permits, presence and return."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class PermitClass(models.TextChoices):
    """The classes of permit; what each allows is data of the rule set."""

    COMMUTER = "commuter", _("commuter")
    SHORT = "short", _("short")
    SEASONAL = "seasonal", _("seasonal")


class ApplicationStatus(models.TextChoices):
    """Where an application stands."""

    DRAFT = "draft", _("draft")
    SUBMITTED = "submitted", _("submitted")
    INFORMATION_REQUESTED = "info_requested", _("information requested")
    ISSUED = "issued", _("issued")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")


class ApplicationRefusal(models.TextChoices):
    """Why an application is refused; each says what to change."""

    CHECK_FAILED = "check_failed", _("A check failed: change what it names and apply again.")
    IDENTITY_DOUBTED = "identity_doubted", _("It is not certain who this is: show the paper at the sending department.")
    EVIDENCE_DOUBTED = "evidence_doubted", _("Evidence could not be confirmed by its issuer: show it anew.")
    POST_NOT_THERE = "post_not_there", _("The post is not there any more: take another offer.")


class PermitStatus(models.TextChoices):
    """Where a permit stands."""

    ISSUED = "issued", _("issued")
    SUSPENDED = "suspended", _("suspended")
    SURRENDERED = "surrendered", _("surrendered")
    REVOKED = "revoked", _("revoked")
    CLOSED = "closed", _("closed")


class RequestStatus(models.TextChoices):
    """Where a request about a permit stands."""

    ASKED = "asked", _("asked for")
    GRANTED = "granted", _("granted")
    REFUSED = "refused", _("refused")
    WITHDRAWN = "withdrawn", _("withdrawn")
    REVERSED = "reversed", _("reversed")


class RenewalStatus(models.TextChoices):
    """Where a proposed renewal stands."""

    PROPOSED = "proposed", _("proposed")
    CONFIRMED = "confirmed", _("confirmed")
    DECLINED = "declined", _("declined")


class EndReason(models.TextChoices):
    """Why a permit ended before or at its last day."""

    SEASON_OVER = "season_over", _("the season is over")
    LEFT_FOR_GOOD = "left_for_good", _("the worker went home for good")
    NOT_TAKEN_UP = "not_taken_up", _("the worker never came")
    RENEWED = "renewed", _("followed by a renewal")
    BY_WORKER = "by_worker", _("given back by the worker")
    BY_REQUEST = "by_request", _("on request, decided by an officer")
    REVOKED = "revoked", _("revoked")
    DIED = "died", _("the worker died")


class Direction(models.TextChoices):
    """Which way a border was crossed, as seen from China."""

    IN = "in", _("in")
    OUT = "out", _("out")


class Source(models.TextChoices):
    """Who saw a crossing."""

    POST = "post", _("border post")
    DEVICE = "device", _("device log")
    COUNTERPART = "counterpart", _("the other side")
    FILE = "file", _("file")


class LookUpPurpose(models.TextChoices):
    """What a post looks a permit up for."""

    ENTRY = "entry", _("entry")
    EXIT = "exit", _("exit")
    CONTROL = "control", _("a control on the way")
    INQUIRY = "inquiry", _("an inquiry of the holder")


class AnomalyKind(models.TextChoices):
    """What is odd about a crossing."""

    ENTRY_AFTER_ENTRY = "entry_after_entry", _("entry after an entry")
    EXIT_WITHOUT_ENTRY = "exit_without_entry", _("exit without an entry")
    WRONG_PORT = "wrong_port", _("a port the permit does not name")
    PORT_CLOSED = "port_closed", _("the port was closed")
    NO_PERMIT = "no_permit", _("no permit")
    PERMIT_NOT_VALID = "permit_not_valid", _("the permit did not hold that day")
    IMPOSSIBLE_TRAVEL = "impossible_travel", _("too far apart for the time between")
    CLOCK_WRONG = "clock_wrong", _("told before it happened: a clock is wrong")
    DOUBLED = "doubled", _("told twice")
    DEVICE_RETIRED = "device_retired", _("told by a device after it was retired")


class AnomalyStatus(models.TextChoices):
    """Whether somebody has looked at an anomaly."""

    OPEN = "open", _("to be looked at")
    SETTLED = "settled", _("settled")


class AbsenceKind(models.TextChoices):
    """What an employer reports of a worker who is not at work."""

    MISSING = "missing", _("missing")
    LEFT_JOB = "left_job", _("left the job")
    CHANGED_WORKPLACE = "changed_workplace", _("works elsewhere")
    BROKE_RULES = "broke_rules", _("broke exit or entry rules")
    DIED = "died", _("died")


class AbsenceStatus(models.TextChoices):
    """Where a report of absence stands."""

    REPORTED = "reported", _("reported")
    CONTESTED = "contested", _("contested")
    UPHELD = "upheld", _("upheld")
    WITHDRAWN = "withdrawn", _("withdrawn")
    FALSE = "false", _("false")


class CaseStatus(models.TextChoices):
    """Where an overstay case stands."""

    SUSPECTED = "suspected", _("suspected")
    NOTIFIED = "notified", _("notified")
    CONTESTED = "contested", _("contested")
    CONFIRMED = "confirmed", _("confirmed by two officers")
    CLOSED = "closed", _("closed")


class CaseClosing(models.TextChoices):
    """Why an overstay case was closed."""

    LEFT_IN_TIME = "left_in_time", _("left in time; the record came late")
    LEFT_LATE = "left_late", _("left late")
    EXTENDED = "extended", _("the stay was extended")
    RECEIPT_PENDING = "receipt_pending", _("an application was pending")
    ILLNESS = "illness", _("illness or injury")
    BORDER_CLOSED = "border_closed", _("the border was closed")
    VICTIM_REFERRED = "victim_referred", _("a victim, referred to protection")
    DATA_ERROR = "data_error", _("an error in the data")


class ReturnStatus(models.TextChoices):
    """Where a return stands."""

    EXIT_SEEN = "exit_seen", _("exit seen")
    CONFIRMED = "confirmed", _("confirmed at home")
    CLOSED_OUT = "closed_out", _("season closed out")


class ForceMajeureStatus(models.TextChoices):
    """Where a measure of force majeure stands."""

    PROPOSED = "proposed", _("proposed")
    IN_FORCE = "in_force", _("in force")
    DECLINED = "declined", _("declined")
    REVERSED = "reversed", _("reversed")
