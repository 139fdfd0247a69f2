"""Absence reports and overstay cases: suspicion, the right to contest, and what people decided."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.approvals import TwoPersons, two_persons
from core.db import new_id
from core.workflow import Case
from permits.enums import AbsenceKind, AbsenceStatus, CaseClosing, CaseStatus
from permits.models.permits import Permit
from permits.querysets import AbsenceQuerySet, OverstayPartQuerySet, OverstayQuerySet
from workers.models import Worker

AbsenceManager = models.Manager.from_queryset(AbsenceQuerySet)
OverstayManager = models.Manager.from_queryset(OverstayQuerySet)
OverstayPartManager = models.Manager.from_queryset(OverstayPartQuerySet)


class AbsenceReport(Case):
    """The employer's word that a worker is not at work; the worker may contest it, and a false one is counted."""

    id = models.UUIDField(primary_key=True, default=new_id)
    permit = models.ForeignKey(Permit, models.PROTECT, related_name="absences")
    kind = models.CharField(max_length=20, choices=AbsenceKind)
    status = models.CharField(max_length=10, choices=AbsenceStatus, default=AbsenceStatus.REPORTED)
    since_on = models.DateField()
    note = models.CharField(max_length=500, default="", blank=True)
    reported_at = models.DateTimeField()
    was_late = models.BooleanField(default=False, db_comment="reported after the working day the rules allow")
    answer_by_on = models.DateField(db_comment="until when the worker may contest it")
    contest = models.CharField(max_length=1000, default="", blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decision = models.CharField(max_length=500, default="", blank=True)

    objects = AbsenceManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["permit"],
                condition=Q(status__in=[AbsenceStatus.REPORTED, AbsenceStatus.CONTESTED]),
                name="absencereport_one_open",
                violation_error_message=_("An absence of this worker is already reported."),
            )
        ]
        indexes = [
            models.Index(
                fields=["answer_by_on", "id"],
                name="absencereport_open",
                condition=Q(status__in=[AbsenceStatus.REPORTED, AbsenceStatus.CONTESTED]),
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.permit_id}"


class OverstayCase(Case):
    """The last lawful day has passed and no exit was seen: a suspicion with its evidence, that people decide.

    `evidence` holds ids and days only: the entry, the permit, the last lawful day and what was looked for in vain.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    permit = models.ForeignKey(Permit, models.PROTECT, null=True, blank=True, related_name="overstay_cases")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="overstay_cases", db_index=False)
    stay_id = models.UUIDField(db_comment="of the stay it began with, which is computed and may be made anew")
    entered_on = models.DateField()
    last_lawful_on = models.DateField()
    status = models.CharField(max_length=10, choices=CaseStatus, default=CaseStatus.SUSPECTED)
    evidence = models.JSONField()
    suspected_at = models.DateTimeField()
    notified_at = models.DateTimeField(null=True, blank=True)
    answer_by_on = models.DateField(null=True, blank=True)
    contest = models.CharField(max_length=1000, default="", blank=True)
    contested_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)
    left_on = models.DateField(null=True, blank=True, db_comment="once an exit was seen")
    closed_at = models.DateTimeField(null=True, blank=True)
    closing = models.CharField(max_length=20, choices=CaseClosing, default="", blank=True)
    note = models.CharField(max_length=500, default="", blank=True)

    objects = OverstayManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["worker", "entered_on"],
                condition=~Q(status=CaseStatus.CLOSED),
                name="overstaycase_one_open_per_stay",
                violation_error_message=_("There is already a case about this stay."),
            ),
            models.CheckConstraint(
                name="overstaycase_closed_with_a_reason",
                condition=~Q(status=CaseStatus.CLOSED) | Q(closed_at__isnull=False) & ~Q(closing=""),
                violation_error_message=_("Say why the case is closed."),
            ),
            models.CheckConstraint(
                name="overstaycase_told_before_it_is_confirmed",
                condition=~Q(status__in=[CaseStatus.CONTESTED, CaseStatus.CONFIRMED]) | Q(notified_at__isnull=False),
                violation_error_message=_("The worker is told first, and may answer."),
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="overstaycase_open", condition=~Q(status=CaseStatus.CLOSED)),
            models.Index(fields=["worker", "-id"], name="overstaycase_of_worker"),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.worker_id}"


class OverstayConfirmation(TwoPersons):
    """The finding that a worker overstayed: by two officers of different units, never by a machine (PIPL art. 24)."""

    id = models.UUIDField(primary_key=True, default=new_id)
    case = models.ForeignKey(OverstayCase, models.PROTECT, related_name="confirmations")
    reason = models.CharField(max_length=500)
    is_declined = models.BooleanField(default=False)

    objects = OverstayPartManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("overstayconfirmation_two_persons", unless=Q(is_declined=True)),
            models.UniqueConstraint(
                fields=["case"],
                condition=Q(decided_by=None),
                name="overstayconfirmation_one_open",
                violation_error_message=_("Confirming this case is already proposed: decide that first."),
            ),
            models.CheckConstraint(
                name="overstayconfirmation_gives_a_reason",
                condition=~Q(reason=""),
                violation_error_message=_("Say what shows it, and what the worker answered."),
            ),
        ]

    def __str__(self) -> str:
        return f"confirmation of {self.case_id}"
