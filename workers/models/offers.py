"""Offers of a post on stated terms, the worker's own yes, and employers' wishes for workers by name."""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.db import new_id
from core.workflow import Case
from employers.models import Employer, Filing
from scheme.models import Season
from workers.enums import OfferStatus, Way
from workers.models.codes import OneTimeCode
from workers.models.people import Worker
from workers.models.registrations import Registration
from workers.querysets import NamedRequestQuerySet, OfferPartQuerySet, OfferQuerySet, TermsQuerySet

OfferManager = models.Manager.from_queryset(OfferQuerySet)
OfferPartManager = models.Manager.from_queryset(OfferPartQuerySet)
TermsManager = models.Manager.from_queryset(TermsQuerySet)
NamedRequestManager = models.Manager.from_queryset(NamedRequestQuerySet)


class Terms(models.Model):
    """What is promised to those who take a filing's posts: one content, its two renderings, named by a digest.

    `digest` is that of the content's canonical form under `algorithm`; terms never change, they are replaced.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="terms", db_index=False)
    content = models.JSONField()
    text_vi = models.TextField()
    text_zh = models.TextField()
    algorithm = models.CharField(max_length=10, default="sha256")
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    objects = TermsManager()

    class Meta:
        verbose_name_plural = "terms"
        constraints = [
            models.UniqueConstraint(
                fields=["filing", "algorithm", "digest"],
                name="terms_once_per_filing",
                violation_error_message=_("These terms are already kept."),
            )
        ]

    def __str__(self) -> str:
        return self.digest[:12]


class Offer(Case):
    """A post offered to one worker on stated terms, open for an answer until a day.

    New terms are a new offer that `replaces` the accepted one; the old one stays as it was agreed.
    """

    id = models.UUIDField(primary_key=True, default=new_id)
    registration = models.ForeignKey(Registration, models.PROTECT, related_name="offers", db_index=False)
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="offers", db_index=False)
    filing = models.ForeignKey(Filing, models.PROTECT, related_name="offers", db_index=False)
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="offers")
    status = models.CharField(max_length=12, choices=OfferStatus, default=OfferStatus.MADE)
    starts_on = models.DateField()
    ends_on = models.DateField()
    is_named = models.BooleanField(default=False, db_comment="the employer asked for this worker by name")
    replaces = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replacements")
    made_at = models.DateTimeField()
    valid_until = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    vacated_at = models.DateTimeField(
        null=True, blank=True, db_comment="the permit on it ended early: the post is free; written by the permit's act"
    )

    objects = OfferManager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="offer_days_in_order",
                condition=Q(ends_on__gte=F("starts_on")),
                violation_error_message=_("The last day is before the first: correct one of them."),
            ),
            models.UniqueConstraint(
                fields=["worker", "filing"],
                condition=Q(status=OfferStatus.MADE),
                name="offer_one_open_per_filing",
                violation_error_message=_("This worker already has an open offer of this filing."),
            ),
            models.UniqueConstraint(
                fields=["worker", "filing"],
                condition=Q(status=OfferStatus.ACCEPTED, vacated_at=None),
                name="offer_one_accepted_per_filing",
                violation_error_message=_("This worker has already accepted a post of this filing."),
            ),
            models.CheckConstraint(
                name="offer_vacated_after_accepted",
                condition=Q(vacated_at=None)
                | Q(status__in=[OfferStatus.ACCEPTED, OfferStatus.SUPERSEDED, OfferStatus.DECLINED]),
                violation_error_message=_("Only a post that was accepted can be given up."),
            ),
        ]
        indexes = [
            models.Index(fields=["filing", "-id"], name="offer_of_filing"),
            models.Index(fields=["worker", "-id"], name="offer_of_worker"),
            models.Index(fields=["registration"], name="offer_of_registration"),
        ]

    def __str__(self) -> str:
        return f"{self.filing_id} to {self.worker_id}"


class Consent(models.Model):
    """The worker's own yes to the terms of one offer, given with a one-time code; it only grows."""

    id = models.UUIDField(primary_key=True, default=new_id)
    offer = models.OneToOneField(Offer, models.PROTECT, related_name="consent")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="consents", db_index=False)
    terms = models.ForeignKey(Terms, models.PROTECT, related_name="consents")
    algorithm = models.CharField(max_length=10)
    digest = models.CharField(max_length=64, db_comment="of the terms that were read")
    code = models.ForeignKey(OneTimeCode, models.PROTECT, related_name="consents")
    way = models.CharField(max_length=6, choices=Way)
    given_at = models.DateTimeField()

    objects = OfferPartManager()

    class Meta:
        indexes = [models.Index(fields=["worker"], name="consent_of_worker")]

    def __str__(self) -> str:
        return f"{self.worker_id} to {self.digest[:12]}"


class NamedRequest(models.Model):
    """An employer's wish to have a worker of an earlier season back, by name."""

    id = models.UUIDField(primary_key=True, default=new_id)
    employer = models.ForeignKey(Employer, models.PROTECT, related_name="named_requests")
    worker = models.ForeignKey(Worker, models.PROTECT, related_name="named_requests")
    season = models.ForeignKey(Season, models.PROTECT, related_name="named_requests", db_index=False)
    asked_at = models.DateTimeField()

    objects = NamedRequestManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["season", "worker", "employer"],
                name="namedrequest_once",
                violation_error_message=_("You have already asked for this worker for that season."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.employer_id} for {self.worker_id}"
