"""Finding people by whatever one has at hand: a number, a paper, a name, a permit, a filing or an employer."""

from contextlib import suppress

from django.db.models import QuerySet

from core.actors import Actor
from permits.models import Permit
from permits.rules.numbers import BadNumber, read_permit_number
from workers.models import Worker
from workers.services.identity import search

MOST = 50


def find_people(text: str, *, by: Actor) -> list[Worker]:
    """The workers one may see that a text means in any way, at most fifty, whoever bears the name or number first."""
    found: dict[object, Worker] = {}
    for workers in (search.find(text, by=by), _of_permit(text, by=by), search.of_demand(text, by=by)):
        for worker in workers.select_related("province")[: MOST - len(found)]:
            found.setdefault(worker.pk, worker)
    return list(found.values())


def _of_permit(text: str, *, by: Actor) -> QuerySet[Worker]:
    seen = Worker.objects.visible_to(by).order_by("-pk")
    with suppress(BadNumber):
        season, serial = read_permit_number(text)
        permits = Permit.objects.visible_to(by).filter(season__code=season, number=serial)
        return seen.filter(pk__in=list(permits.values_list("worker", flat=True)))
    return seen.none()
