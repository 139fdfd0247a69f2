"""A crew that applied for permits, made in bulk from a pattern: workers who accepted a post of one filing."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import models, transaction

from employers.models import Filing
from employers.services.demand.after_grant import held
from permits.models import PermitApplication
from scheme.services import quotas
from tests import factories
from tests.bench import ground
from tests.bench.crossings import copied
from tests.factories import World
from tests.permits.steps import willing
from workers.models import Consent, Evidence, IdentityPaper, Offer, OneTimeCode, Registration, Worker

AT = datetime(2026, 10, 5, 9, 0, tzinfo=factories.AT.tzinfo)
IN_ORDER: tuple[type[models.Model], ...] = (
    Worker,
    IdentityPaper,
    Registration,
    Offer,
    OneTimeCode,
    Consent,
    PermitApplication,
)


def crew(world: World, number: int) -> list[UUID]:
    """Applications for so many workers of one granted filing with as many posts, all of which can be issued."""
    filing = _filing(world, number)
    offer = willing(world, filing)
    shown = list(offer.worker.evidence.all())
    pattern = {
        Worker: offer.worker,
        IdentityPaper: offer.worker.papers.get(),
        Registration: offer.registration,
        Offer: offer,
        OneTimeCode: offer.consent.code,
        Consent: offer.consent,
        PermitApplication: factories.application(offer),
    }
    chains = [_chain(pattern, shown) for _ in range(number - 1)]
    with transaction.atomic():
        for model in IN_ORDER:
            model._default_manager.bulk_create((chain[model] for chain in chains), batch_size=1000)
        Evidence.objects.bulk_create((row for chain in chains for row in chain[Evidence]), batch_size=1000)
    ground.statistics(*(model._meta.db_table for model in (*IN_ORDER, Evidence)))
    return [pattern[PermitApplication].pk, *(chain[PermitApplication].pk for chain in chains)]


def _chain(pattern: dict[type, Any], shown: list[Evidence]) -> dict[type, Any]:
    chain: dict[type, Any] = {}
    for model in IN_ORDER:
        chain[model] = copied(pattern[model], chain)
    chain[IdentityPaper].number_digest = chain[Worker].pk.bytes
    chain[Evidence] = [copied(row, chain) for row in shown]
    return chain


def _filing(world: World, posts: int) -> Filing:
    ends_on = date(2027, 4, 15)
    filing = factories.filing(world.mandate, status="granted", posts=posts, ends_on=ends_on, held_until=ends_on)
    quotas.reserve([held(filing, posts)], by=world.member("bureau", "approver"), at=AT)
    return filing
