"""What a worker is told of the erasing of the own record: what holds it, and when it goes by itself."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from core.actors import Actor
from core.dates import day_of
from core.db import one_of
from core.errors import Sentence
from core.privacy import Term
from core.reach import Beyond, beyond
from permits.services.erasing.holds import holds
from permits.services.erasing.terms import reached_back
from permits.services.erasing.workers import never_applied
from workers.models import ErasureRequest, Worker
from workers.services.identity.erasure_requests import standing


@dataclass(frozen=True, slots=True)
class Outlook:
    """What was asked, what holds the record now, whether asking erases all of it, and the days on which it goes."""

    asked: ErasureRequest | None
    holding: list[Sentence]
    erases_all: bool
    contact_on: date
    record_on: date


def outlook(*, by: Actor, at: datetime) -> Outlook:
    """The outlook of the worker who asks; the days are those as of now, and later if anything new happens."""
    worker = one_of(Worker.objects.visible_to(by), by.actor_id)
    with beyond(Beyond.RECOUNTING):
        holding = [hold.words for hold in holds(at) if (hold.of(worker) & hold.open()).exists()]
        ends = [hold.last_of(worker) for hold in holds(at)]
        erases_all = never_applied([worker.pk]).exists()
    last = max([day_of(worker.entered_at), *(day for day in ends if day)])
    return Outlook(
        asked=standing(worker.pk, by=by),
        holding=holding,
        erases_all=erases_all,
        contact_on=last + (at - reached_back(Term.CONTACT, at=at)) + timedelta(days=1),
        record_on=last + (at - reached_back(Term.RECORD, at=at)) + timedelta(days=1),
    )
