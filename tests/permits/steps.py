"""The steps to a permit as people take them, for tests that begin further on."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.dates import ZONE
from employers.models import Filing
from employers.rules.content import Group, House
from permits.enums import PermitClass
from permits.models import Permit, PermitApplication
from permits.services.application import applications
from permits.services.lifetime import issuing
from scheme.enums import Due, RequirementKind
from scheme.models import Requirement
from tests import factories
from tests.employers import steps
from tests.factories import World
from workers.enums import OfferStatus, RegistrationStatus
from workers.models import Offer

AT = datetime(2026, 10, 5, 9, 0, tzinfo=ZONE)
"""A Monday after the filings were granted."""
FIRST, LAST = date(2026, 11, 15), date(2027, 4, 15)
ASKED = {RequirementKind.HEALTH: "health_certificate", RequirementKind.INSURANCE: "accident_insurance"}


def requirements(*classes: str) -> None:
    """Every class asks for a health check and an insurance before it is applied for."""
    rules = factories.rule_set()
    factories.port()
    for permit_class in classes or PermitClass.values:
        for kind, code in ASKED.items():
            Requirement.objects.create(
                rule_set=rules,
                permit_class=permit_class,
                kind=kind,
                code=code,
                due=Due.APPLICATION,
                valid_from=factories.FIRST,
                **factories.names(code),
            )


def hiring(world: World, posts: int = 10, **given: Any) -> Filing:
    """A granted filing whose work lasts no longer than a seasonal permit."""
    group = Group(posts, FIRST, given.pop("last_on", LAST))
    return steps.granted(world, posts, groups=(group,), lodgings=(House("职工宿舍", max(posts, 1)),), **given)


def willing(world: World, of: Filing, **given: Any) -> Offer:
    """A worker with paper and evidence, cleared, who accepted a post of the filing."""
    person = given.pop("worker", None) or factories.worker(**given.pop("person", {}))
    if not person.papers.exists():
        factories.paper(person, **given.pop("paper", {}))
    registration = person.registrations.first() or factories.registration(
        person, world.intermediary, of.season, status=given.pop("registered", RegistrationStatus.CLEARED)
    )
    if not person.evidence.exists():
        for kind, code in ASKED.items():
            factories.evidence(person, kind, code)
    return factories.offer(registration, of, **({"status": OfferStatus.ACCEPTED} | given))


def applied(world: World, *offers: Offer, at: datetime = AT, **given: Any) -> list[PermitApplication]:
    """Applications of the intermediary's clerk on those offers."""
    wish: dict[str, Any] = {"permit_class": PermitClass.SEASONAL, "ports": ["aidian"]} | given
    clerk = world.member("intermediary", "clerk")
    return applications.apply_each([offer.pk for offer in offers], **wish, by=clerk, at=at)


def crew(world: World, of: Filing, number: int, **given: Any) -> list[PermitApplication]:
    """Applications for so many workers of one filing."""
    return applied(world, *(willing(world, of) for _ in range(number)), **given)


def issued(world: World, *ids: UUID, at: datetime = AT) -> list[Permit]:
    """Permits issued by the bureau's approver."""
    return issuing.issue_each(ids, by=world.member("bureau", "approver"), at=at)


def holding(world: World, of: Filing, number: int = 1, **given: Any) -> list[Permit]:
    """Permits of so many workers of one filing, from filing to issue as people do it."""
    return issued(world, *(one.pk for one in crew(world, of, number, **given)))
