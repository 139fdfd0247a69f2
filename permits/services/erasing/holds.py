"""What holds a worker's record: what has not ended, whoever asks; and for a term's days, what ended."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from core.dates import day_of
from core.errors import Sentence
from permits.models import AbsenceReport, OverstayCase, Permit, PermitApplication, Stay
from permits.querysets import UNDECIDED
from workers.enums import ComplaintStatus, OfferStatus, RegistrationStatus
from workers.models import Complaint, Offer, Registration, RemovalBan

LIVING = (RegistrationStatus.REGISTERED, RegistrationStatus.CLEARED)
STANDING = (OfferStatus.MADE, OfferStatus.ACCEPTED)


@dataclass(frozen=True, slots=True)
class Hold:
    """Records of one kind: the way to their person, which of them have not ended, and until when each was alive."""

    words: Sentence
    records: "QuerySet[Any]"
    has_not_ended: Q
    until: str = ""
    path: str = "worker"

    def open(self) -> "QuerySet[Any]":
        """Those that have not ended: they hold a record however old, and whoever asks."""
        return self.records.filter(self.has_not_ended)

    def since(self, before: datetime) -> "QuerySet[Any]":
        """Those that have not ended, or not before then."""
        young = Q(**{f"{self.until}__gte": before}) if self.until else Q()
        return self.records.filter(self.has_not_ended | young) if young else self.open()

    def of(self, worker: object) -> "QuerySet[Any]":
        """Those of one person."""
        return self.records.filter(Q(**{self.path: worker}) | Q(**{f"{self.path}__merged_into": worker}))

    def last_of(self, worker: object) -> date | None:
        """The last day on which one of a person's was alive."""
        last = self.of(worker).aggregate(last=Max(self.until))["last"] if self.until else None
        return day_of(last) if isinstance(last, datetime) else last


def holds(at: datetime) -> Iterator[Hold]:
    """Every kind, with what a person is told of one that has not ended."""
    today = day_of(at)
    yield Hold(
        _("You are registered for a season: ask your recruiter to withdraw you."),
        Registration.objects.all(),
        Q(status__in=LIVING, season__work_until__gte=today),
        "season__work_until",
    )
    yield Hold(
        _("An offer of work to you stands: say no to it, or finish the work."),
        Offer.objects.all(),
        Q(status__in=STANDING, ends_on__gte=today, vacated_at=None),
        "ends_on",
    )
    yield Hold(
        _("An application for a permit for you is not decided."),
        PermitApplication.objects.all(),
        Q(status__in=UNDECIDED),
        "last_on",
    )
    yield Hold(
        _("You have a permit that has not ended."),
        Permit.objects.all(),
        Q(pk__in=Permit.objects.open().values("pk")),
        "last_on",
    )
    yield Hold(
        _("Nobody saw you leave China yet."), Stay.objects.all(), Q(left_at=None, is_end_unknown=False), "left_at"
    )
    yield Hold(
        _("An office still looks into whether you stayed too long."),
        OverstayCase.objects.all(),
        Q(closed_at=None),
        "suspected_at",
    )
    yield Hold(
        _("Your employer said that you were not at work, and it is not decided."),
        AbsenceReport.objects.all(),
        Q(decided_at=None),
        "reported_at",
        "permit__worker",
    )
    yield Hold(
        _("What you wrote to the protection desk is not closed."),
        Complaint.objects.all(),
        ~Q(status=ComplaintStatus.CLOSED),
        "received_at",
    )
    yield Hold(
        _("A ban on entering runs. Who would come back under it has to be known."),
        RemovalBan.objects.all(),
        Q(until_on__gte=today, lifted_at=None),
    )
