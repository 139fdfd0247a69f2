"""The steps of workers as people take them, for tests that begin further on."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from core.actors import Standing
from employers.models import Filing
from tests import factories
from tests.employers import steps
from tests.factories import World
from workers.models import Offer, Registration
from workers.rules.codes import person_number
from workers.services import codes
from workers.services.agreement import offers
from workers.services.agreement.consents import Answer

AT = steps.AT + timedelta(days=3)
UNTIL = date(2026, 10, 31)


def crew(world: World, of: Filing, number: int = 1) -> list[Registration]:
    """Workers of the department's province whom the filing's intermediary has registered."""
    home = world.organisations["department"].province
    return [factories.registration(factories.worker(home), world.intermediary, of.season) for _worker in range(number)]


def offered(world: World, posts: int = 10, workers: int = 1, **given: Any) -> list[Offer]:
    """Open offers of a filing that went all the way."""
    filing = steps.granted(world, posts, **given)
    return offer_to(world, filing, crew(world, filing, workers))


def offer_to(world: World, filing: Filing, registrations: Sequence[Registration], **given: Any) -> list[Offer]:
    """Offers of the intermediary's clerk."""
    clerk = world.member("intermediary", "clerk")
    ids = [registration.pk for registration in registrations]
    return offers.make_each(filing.pk, ids, **({"valid_until": UNTIL} | given), by=clerk, at=AT)


def answers(world: World, to: Sequence[Offer], at: datetime = AT) -> list[Answer]:
    """The yes of these workers, with the codes that the department's counter gave them."""
    given = codes.give_each([offer.worker_id for offer in to], by=world.member("department", "officer"), at=at)
    return [Answer(offer.pk, offer.terms.digest, given[offer.worker_id]) for offer in to]


def logged_in(world: World, offer: Offer, at: datetime = AT) -> Standing:
    """The worker of an offer, in a session opened by a code from the counter."""
    code = codes.give_code(offer.worker_id, by=world.member("department", "officer"), at=at)
    key, _session = codes.open_session(person_number(offer.worker.number), code, at=at)
    worker = codes.authenticate_worker(key, at=at)
    assert worker is not None
    return worker
