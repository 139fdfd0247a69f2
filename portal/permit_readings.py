"""What the pages of permits read: applications, permits and requests with the names they show."""

from datetime import date, timedelta
from uuid import UUID

from django.db import models
from django.db.models import Exists, OuterRef, Q

from core.actors import Actor
from permits.enums import ApplicationStatus
from permits.models import Permit, PermitApplication
from permits.querysets import ApplicationQuerySet
from permits.rules.numbers import BadNumber, read_permit_number
from permits.services.waiting.turns import waiting
from portal import records
from portal.readings import Choice, name_column
from scheme.models import Port
from workers.models import Offer

NAMES = ("season", "worker", "employer__organisation", "county")
TAKEN = [
    ApplicationStatus.DRAFT,
    ApplicationStatus.SUBMITTED,
    ApplicationStatus.INFORMATION_REQUESTED,
    ApplicationStatus.ISSUED,
]


def applications(by: Actor) -> ApplicationQuerySet:
    """The applications one sees, with all that a line of the list names."""
    seen = PermitApplication.objects.visible_to(by).defer("inputs", "findings")
    return seen.select_related("season", "worker", "filing__season", "filing__employer__organisation", "filing__county")


def permits(by: Actor) -> "models.QuerySet[Permit]":
    """The permits one sees, with all that a line of the list names."""
    return Permit.objects.visible_to(by).select_related(*NAMES)


def one_permit(by: Actor, pk: UUID) -> Permit:
    """A permit one sees, with all that it binds to."""
    wanted = permits(by).select_related(
        "filing__season", "occupation", "intermediary__organisation", "registrar__organisation", "province", "offer"
    )
    permit: Permit = records.one(wanted, pk)
    return permit


def to_apply_for(by: Actor, filing: UUID) -> "models.QuerySet[Offer]":
    """The accepted offers of a filing for which no permit is applied for yet, with whom they are to."""
    made = PermitApplication.objects.visible_to(by).filter(offer=OuterRef("pk"), status__in=TAKEN)
    seen = Offer.objects.visible_to(by).standing().filter(~Exists(made), filing=filing)
    return seen.select_related("worker", "registration").order_by("pk")


def ports(by: Actor, on: date) -> list[Choice]:
    """The ports of the scheme on a day."""
    found = Port.objects.visible_to(by).valid_on(on).order_by("county__border_order", "code")
    return list(found.values_list("code", name_column()))


def turn_of(kind: str, asked: str, *, by: Actor, on: date) -> Q:
    """The records that wait for whoever asks, or those that wait for somebody else."""
    if not asked:
        return Q()
    mine, others = waiting(kind, by=by, on=on)
    return mine if asked == "mine" else others


def of_number(text: str) -> Q:
    """The permit with a number as people write it; none where it is no number."""
    if not text.strip():
        return Q()
    try:
        season, number = read_permit_number(text)
    except BadNumber:
        return Q(pk=None)
    return Q(season__code=season, number=number)


def ending_within(days: str, on: date) -> Q:
    """Open permits whose last day is at most so many days away, but has not gone by."""
    if not days:
        return Q()
    return Q(status__in=["issued", "suspended"], last_on__gte=on, last_on__lte=on + timedelta(days=int(days)))


def chain(permit: Permit, by: Actor) -> list[Permit]:
    """A permit with those it goes on from and those that go on from it, the first one first."""
    seen, found = permits(by), [permit]
    while found[0].succeeds_id and (before := seen.filter(pk=found[0].succeeds_id).first()):
        found.insert(0, before)
    while after := seen.filter(succeeds=found[-1].pk).first():
        found.append(after)
    return found
