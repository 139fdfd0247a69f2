"""Returns: the exit seen, confirmed at home, and the season closed out."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from core.workflow import Case
from permits.enums import ReturnStatus
from permits.models.permits import Permit
from permits.querysets import PermitPartQuerySet
from workers.models import Registration, Worker

ReturnManager = models.Manager.from_queryset(PermitPartQuerySet)


class Return(Case):
    """A worker's way home at the end of a season; closing it out writes `returned_in_time` on the registration."""

    id = models.UUIDField(primary_key=True, default=new_id)
    registration = models.OneToOneField(Registration, models.PROTECT, related_name="homecoming")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="returns")
    permit = models.ForeignKey(
        Permit, models.PROTECT, related_name="returns", db_comment="the last of the season", db_index=False
    )
    status = models.CharField(max_length=12, choices=ReturnStatus, default=ReturnStatus.EXIT_SEEN)
    left_on = models.DateField()
    last_lawful_on = models.DateField()
    exit_seen_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    confirmed_by = models.UUIDField(null=True, blank=True)
    wage_settled_on = models.DateField(null=True, blank=True)
    papers_returned_on = models.DateField(null=True, blank=True)
    closed_out_at = models.DateTimeField(null=True, blank=True)

    objects = ReturnManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="return_confirmed_with_a_time",
                condition=Q(status=ReturnStatus.EXIT_SEEN) | Q(confirmed_at__isnull=False),
                violation_error_message=_("A confirmation says when it was made."),
            ),
            models.CheckConstraint(
                name="return_closed_out_when_settled",
                condition=~Q(status=ReturnStatus.CLOSED_OUT)
                | Q(wage_settled_on__isnull=False, papers_returned_on__isnull=False, closed_out_at__isnull=False),
                violation_error_message=_("A season is closed out once wages are settled and papers returned."),
            ),
        ]
        indexes = [
            models.Index(fields=["-id"], name="return_open", condition=~Q(status=ReturnStatus.CLOSED_OUT)),
            models.Index(fields=["permit"], name="return_of_permit"),
        ]

    def __str__(self) -> str:
        return f"{self.worker_id} on {self.left_on}"
