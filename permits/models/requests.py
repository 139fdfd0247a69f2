"""Dated acts that keep a permit or end it: extensions, variations, renewals, wishes to end, force majeure."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.approvals import Reversible, TwoPersons, reversed_by_two, two_persons
from core.db import new_id
from core.workflow import Case
from permits.enums import ForceMajeureStatus, RenewalStatus, RequestStatus
from permits.models.permits import Permit
from permits.querysets import ExtensionQuerySet, ForceMajeureQuerySet, PermitPartQuerySet
from scheme.models import Area
from workers.models import Offer

RequestManager = models.Manager.from_queryset(PermitPartQuerySet)
ExtensionManager = models.Manager.from_queryset(ExtensionQuerySet)
ForceMajeureManager = models.Manager.from_queryset(ForceMajeureQuerySet)


class Request(Case):
    """What is asked about a permit, by whom, and when it was decided; `organisation_id` is empty for the worker."""

    id = models.UUIDField(primary_key=True, default=new_id)
    permit = models.ForeignKey(Permit, models.PROTECT, related_name="%(class)ss")
    status = models.CharField(max_length=10, choices=RequestStatus, default=RequestStatus.ASKED)
    reason = models.CharField(max_length=500)
    asked_at = models.DateTimeField()
    asked_by = models.UUIDField(null=True, blank=True)
    organisation_id = models.UUIDField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)
    comment = models.CharField(max_length=500, default="", blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.status} {self.permit_id}"


class ForceMajeure(TwoPersons, Reversible, Case):
    """An event that keeps people from leaving in time: proposed with a dry run, decided by another person, reversible.

    It extends every open permit that names one of `ports` (all of them where empty), in `area` and below, whose last
    day lies in the days of the event.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    status = models.CharField(max_length=10, choices=ForceMajeureStatus, default=ForceMajeureStatus.PROPOSED)
    name = models.CharField(max_length=120)
    legal_basis = models.CharField(max_length=200)
    area = models.ForeignKey(Area, models.PROTECT, related_name="force_majeures")
    ports = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    from_on = models.DateField()
    until_on = models.DateField()
    extends_to = models.DateField()
    permits_found = models.IntegerField(default=0, db_comment="as the dry run said when it was proposed")

    objects = ForceMajeureManager()

    class Meta(TwoPersons.Meta):
        abstract = False
        constraints = [
            *TwoPersons.Meta.constraints,
            two_persons("forcemajeure_two_persons"),
            reversed_by_two("forcemajeure_reversed_by_two", ForceMajeureStatus.REVERSED),
            models.CheckConstraint(
                name="forcemajeure_days_in_order",
                condition=Q(until_on__gte=F("from_on"), extends_to__gte=F("until_on")),
                violation_error_message=_("It begins, ends, and extends permits to a day no earlier than its end."),
            ),
            models.CheckConstraint(
                name="forcemajeure_in_force_by_two",
                condition=Q(status=ForceMajeureStatus.PROPOSED) | Q(decided_by__isnull=False),
                violation_error_message=_("A measure holds once a second person has decided it."),
            ),
            models.CheckConstraint(
                name="forcemajeure_has_a_basis",
                condition=~Q(legal_basis=""),
                violation_error_message=_("Name the notice or the article of law."),
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Extension(Request):
    """A later last day; while it is asked for in time, the receipt covers the stay (Exit-Entry Law art. 29)."""

    ends_on = models.DateField()
    effective_on = models.DateField(null=True, blank=True, db_comment="from when the longest stay is counted anew")
    ended_before_on = models.DateField(db_comment="the permit's last day when it was asked")
    receipt_until = models.DateField(null=True, blank=True, db_comment="the stay is lawful till then while undecided")
    offer = models.ForeignKey(Offer, models.PROTECT, null=True, blank=True, related_name="+")
    force_majeure = models.ForeignKey(ForceMajeure, models.PROTECT, null=True, blank=True, related_name="extensions")

    objects = ExtensionManager()

    class Meta(Request.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="extension_is_later",
                condition=Q(ends_on__gt=F("ended_before_on")),
                violation_error_message=_("The new last day is not later than the present one."),
            ),
            models.UniqueConstraint(
                fields=["permit"],
                condition=Q(status=RequestStatus.ASKED),
                name="extension_one_open",
                violation_error_message=_("An extension of this permit is already asked for."),
            ),
        ]


class Variation(Request):
    """Another employer, worksite, occupation or port: with the worker's consent, and the new terms where they change.

    What stays as it is is empty.
    """

    offer = models.ForeignKey(Offer, models.PROTECT, null=True, blank=True, related_name="+")
    worksites = ArrayField(models.UUIDField(), default=list, blank=True)
    ports = ArrayField(models.CharField(max_length=30), default=list, blank=True)
    effective_on = models.DateField()
    agreed_at = models.DateTimeField(null=True, blank=True, db_comment="the worker's own yes")

    objects = RequestManager()

    class Meta(Request.Meta):
        abstract = False
        constraints = [
            models.CheckConstraint(
                name="variation_with_the_workers_consent",
                condition=~Q(status=RequestStatus.GRANTED) | Q(agreed_at__isnull=False),
                violation_error_message=_("A permit is not varied without the worker's own yes."),
            ),
            models.UniqueConstraint(
                fields=["permit"],
                condition=Q(status=RequestStatus.ASKED),
                name="variation_one_open",
                violation_error_message=_("A variation of this permit is already asked for."),
            ),
        ]


class EndRequest(Request):
    """An employer's or intermediary's wish that a permit end early: an officer decides it, always the same way."""

    ends_on = models.DateField()
    due_on = models.DateField(db_comment="answered on this day, whatever else is pending")

    objects = RequestManager()

    class Meta(Request.Meta):
        abstract = False
        constraints = [
            models.UniqueConstraint(
                fields=["permit"],
                condition=Q(status=RequestStatus.ASKED),
                name="endrequest_one_open",
                violation_error_message=_("Ending this permit is already asked for."),
            ),
        ]
        indexes = [
            models.Index(fields=["due_on", "id"], name="endrequest_due", condition=Q(status=RequestStatus.ASKED))
        ]


class Renewal(Case):
    """The next permit of an unchanged stay, proposed before the present one runs out, its checks already run."""

    id = models.UUIDField(primary_key=True, default=new_id)
    permit = models.OneToOneField(Permit, models.PROTECT, related_name="renewal")
    status = models.CharField(max_length=10, choices=RenewalStatus, default=RenewalStatus.PROPOSED)
    first_on = models.DateField()
    last_on = models.DateField()
    inputs = models.JSONField(default=dict, blank=True)
    findings = models.JSONField(default=list, blank=True)
    can_be_confirmed = models.BooleanField(default=False, db_comment="no check stands in the way")
    proposed_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True, blank=True)
    decided_by = models.UUIDField(null=True, blank=True)

    objects = RequestManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="renewal_days_in_order",
                condition=Q(last_on__gte=F("first_on")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            )
        ]
        indexes = [
            models.Index(fields=["first_on", "id"], name="renewal_proposed", condition=Q(status=RenewalStatus.PROPOSED))
        ]

    def __str__(self) -> str:
        return f"{self.permit_id} from {self.first_on}"
