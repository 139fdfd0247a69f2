"""What the pages about people read: persons, registrations and offers with the names that their lists show."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.db.models import QuerySet

from core.actors import Actor
from portal.readings import Choice, name_column
from scheme.models import Province, Requirement
from workers.enums import PaperKind
from workers.models import Offer, Registration, Worker
from workers.querysets import RegistrationQuerySet


def registrations(by: Actor) -> RegistrationQuerySet:
    """The registrations one sees, with all that a line of the list names."""
    return Registration.objects.visible_to(by).select_related(
        "worker", "season", "province", "intermediary__organisation", "partner__organisation"
    )


def offers(by: Actor) -> "QuerySet[Offer]":
    """The offers one sees, with all that a line of the list names."""
    return Offer.objects.visible_to(by).select_related("worker", "filing__season", "filing__employer__organisation")


def openable(by: Actor, workers: Iterable[UUID]) -> set[UUID]:
    """Those of these workers whose records one may open."""
    return set(Worker.objects.visible_to(by).filter(pk__in=set(workers)).values_list("pk", flat=True))


def provinces(by: Actor, on: date) -> list[Choice]:
    """The provinces of Viet Nam on a day."""
    found = Province.objects.visible_to(by).valid_on(on).order_by("code")
    return list(found.values_list("code", name_column()))


def requirements(by: Actor, on: date) -> list[Choice]:
    """What the rules ask workers to show on a day, each once, by kind and code."""
    found = Requirement.objects.visible_to(by).valid_on(on).exclude(code__in=PaperKind.values).order_by("kind", "code")
    named = {f"{kind}:{code}": str(name) for kind, code, name in found.values_list("kind", "code", name_column())}
    return list(named.items())
