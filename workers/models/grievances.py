"""What workers paid and what is wrong: told by them, never seen by those they concern."""

from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core.db import new_id
from core.workflow import Case
from employers.enums import CostHead
from scheme.models import Season
from workers.enums import ComplaintKind, ComplaintStatus
from workers.models.people import Worker
from workers.querysets import ComplaintPartQuerySet, ComplaintQuerySet, CostLineQuerySet, CostStatementQuerySet

CostStatementManager = models.Manager.from_queryset(CostStatementQuerySet)
CostLineManager = models.Manager.from_queryset(CostLineQuerySet)
ComplaintManager = models.Manager.from_queryset(ComplaintQuerySet)
ComplaintPartManager = models.Manager.from_queryset(ComplaintPartQuerySet)


class CostStatement(models.Model):
    """What a worker says to have paid for a season; an amount of 0 is a statement too. It only grows."""

    id = models.UUIDField(primary_key=True, default=new_id)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="cost_statements")
    season = models.ForeignKey(Season, models.PROTECT, related_name="cost_statements", db_index=False)
    note_sealed = models.BinaryField(null=True, blank=True)
    stated_at = models.DateTimeField()

    objects = CostStatementManager()

    class Meta:
        indexes = [models.Index(fields=["season", "worker"], name="coststatement_of_season")]

    def __str__(self) -> str:
        return f"{self.worker_id} {self.season_id}"


class CostLine(models.Model):
    """One payment of a worker: for what, how much (minor units), to whom."""

    id = models.UUIDField(primary_key=True, default=new_id)
    statement = models.ForeignKey(CostStatement, models.PROTECT, related_name="lines")
    head = models.CharField(max_length=20, choices=CostHead)
    amount = models.BigIntegerField()
    currency = models.CharField(max_length=3)
    payee = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    payee_text_sealed = models.BinaryField(
        null=True, blank=True, db_comment="in the worker's words, where no body is named"
    )
    paid_on = models.DateField(null=True, blank=True)

    objects = CostLineManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="costline_amount_not_negative",
                condition=Q(amount__gte=0),
                violation_error_message=_("Give the amount as a number from 0 on."),
            ),
            models.CheckConstraint(
                name="costline_currency_known",
                condition=Q(currency__in=["VND", "CNY", "USD"]),
                violation_error_message=_("Give the currency as VND, CNY or USD."),
            ),
        ]
        indexes = [models.Index(fields=["payee"], name="costline_of_payee", condition=Q(amount__gt=0))]

    def __str__(self) -> str:
        return f"{self.head} {self.amount} {self.currency}"


class Complaint(Case):
    """What a worker says is wrong, and with whom; a protection desk answers for it until a day.

    Nobody it is about can see that it exists.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    number = models.BigIntegerField(unique=True, db_default=Func(Value("workers_complaint_number"), function="nextval"))
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="complaints", db_index=False)
    kind = models.CharField(max_length=12, choices=ComplaintKind)
    about = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    status = models.CharField(max_length=10, choices=ComplaintStatus, default=ComplaintStatus.RECEIVED)
    received_at = models.DateTimeField()
    desk = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="+")
    due_on = models.DateField()
    escalated_at = models.DateTimeField(null=True, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    referred_to = models.CharField(max_length=120, default="", blank=True)

    objects = ComplaintManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="complaint_not_answered_by_whom_it_is_about",
                condition=Q(desk=None) | Q(about=None) | ~Q(desk=F("about")),
                violation_error_message=_("A complaint is never handled by the body it is about."),
            ),
            models.CheckConstraint(
                name="complaint_handled_by_a_desk",
                condition=Q(status__in=[ComplaintStatus.RECEIVED, ComplaintStatus.CLOSED]) | Q(desk__isnull=False),
                violation_error_message=_("Assign the complaint to a protection desk first."),
            ),
        ]
        indexes = [
            models.Index(fields=["worker", "-id"], name="complaint_of_worker"),
            models.Index(
                fields=["due_on", "id"],
                name="complaint_open",
                condition=Q(status__in=[ComplaintStatus.RECEIVED, ComplaintStatus.ASSIGNED]),
            ),
        ]

    def __str__(self) -> str:
        return str(self.number)


class ComplaintEntry(models.Model):
    """What was written in a complaint, by the worker or the desk; encrypted, and it only grows."""

    id = models.UUIDField(primary_key=True, default=new_id)
    complaint = models.ForeignKey(Complaint, models.PROTECT, related_name="entries")
    is_from_worker = models.BooleanField()
    text_sealed = models.BinaryField()
    written_at = models.DateTimeField()
    actor_id = models.UUIDField(null=True)

    objects = ComplaintPartManager()

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.written_at}"
