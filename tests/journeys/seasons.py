"""What every season begins with, in the words of those who do it: granted, registered, cleared, agreed, permitted."""

from datetime import date, datetime
from typing import Any

from core.actors import Actor, Standing
from core.notices.models import Notice
from employers.models import Filing
from employers.rules.content import Group, House
from permits.models import Permit
from permits.services.application import applications
from permits.services.border.crossings import Claim, record_each
from permits.services.lifetime import issuing
from scheme.models import RuleSet
from tests import factories
from tests.employers import steps
from tests.factories import World, as_worker, numbers, shanghai
from tests.factories.newcomers import newcomer
from tests.factories.requirements import requirement
from workers.models import Offer, Registration
from workers.services import codes
from workers.services.agreement import consents, offers
from workers.services.registration import clearances, evidence, registrations
from workers.services.registration.evidence import NewEvidence

FIRST, LAST = date(2026, 11, 15), date(2027, 4, 15)
SHOWN = {"health": "health_certificate", "insurance": "accident_insurance"}


def granted(world: World, posts: int = 5) -> Filing:
    """A filing for the cane season that asks for health checks and insurance."""
    for kind, code in SHOWN.items():
        for permit_class in ("short", "seasonal"):
            requirement(kind, code, permit_class=permit_class)
    assert RuleSet.objects.exists()
    return steps.granted(world, posts, groups=(Group(posts, FIRST, LAST),), lodgings=(House("职工宿舍", posts),))


def registered(world: World, of: Filing, on: date = date(2026, 9, 10)) -> Registration:
    """A newcomer, registered by Viet Nam's intermediary for China's, with what has to be shown, and cleared."""
    at, partner = shanghai(on, 9), world.member("partner", "clerk")
    made = registrations.register(
        newcomer(), season=of.season_id, partner=world.intermediary.pk, by=partner, at=at, agreed_abroad=True
    )
    shown = [
        NewEvidence(
            worker=made.worker_id,
            kind=kind,
            code=code,
            issuer="Trung tâm Y tế mẫu",
            number=f"E-{next(numbers)}",
            valid_from=on,
            valid_until=date(2027, 8, 31),
        )
        for kind, code in SHOWN.items()
    ]
    evidence.record_each(shown, by=partner, at=at)
    [cleared] = clearances.clear_each([made.pk], by=world.member("department", "officer"), at=at)
    return cleared


def agreed(world: World, of: Filing, to: Registration, on: date = date(2026, 9, 20)) -> Offer:
    """A post offered, its terms read at the department's counter, and the worker's own yes by a one-time code."""
    at, counter = shanghai(on, 9), world.member("department", "officer")
    clerk = world.member("intermediary", "clerk")
    offer = offers.make(of.pk, to.pk, valid_until=date(2026, 10, 31), by=clerk, at=at)
    code = codes.give_code(to.worker_id, by=counter, at=at)
    return consents.accept(offer.pk, digest=offer.terms.digest, code=code, by=counter, at=at)


def permitted(world: World, offer: Offer, on: date = date(2026, 10, 8), **given: Any) -> Permit:
    """Applied for by the intermediary, and issued by the bureau's approver the same day."""
    at, clerk = shanghai(on, 9), world.member("intermediary", "clerk")
    wish: dict[str, Any] = {"permit_class": "seasonal", "ports": ["aidian"]} | given
    [asked] = applications.apply_each([offer.pk], **wish, by=clerk, at=at)
    [permit] = issuing.issue_each([asked.pk], by=world.member("bureau", "approver"), at=at)
    return Permit.objects.select_related("worker", "season").get(pk=permit.pk)


def begun(world: World, **given: Any) -> Permit:
    """A permit that came about as all do."""
    filing = granted(world)
    return permitted(world, agreed(world, filing, registered(world, filing)), **given)


def crosses(world: World, permit: Permit, way: str, at: datetime, told_at: datetime | None = None) -> None:
    """The post sees the holder cross, and tells of it then or later."""
    claim = Claim(way, at, f"line {next(numbers)}", permit_number=permit.reference)
    record_each([claim], by=world.member("post", "officer"), at=told_at or at)


def holder(permit: Permit) -> Standing:
    """The worker, who shows a one-time code."""
    return as_worker(permit.worker)


def letters(to: Actor) -> set[str]:
    """The kinds of letters a member's organisation, or a worker, has got."""
    reader = {"person_id": to.actor_id} if to.kind == "worker" else {"organisation_id": to.organisation_id}
    return set(Notice.objects.filter(**reader).values_list("kind", flat=True))


__all__ = ["FIRST", "LAST", "agreed", "begun", "crosses", "factories", "granted", "holder", "letters", "permitted"]
