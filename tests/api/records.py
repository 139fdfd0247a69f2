"""A record of every resource in a world, for tests that ask for each of them."""

from typing import Any

from core.alerts.models import Alert
from core.audit.models import Event
from core.notices.models import Notice
from employers.models import BondEntry, PartyCorrection
from scheme.models import (
    EmergencyNumber,
    Holiday,
    PortStatus,
    Province,
    Quota,
    QuotaAdjustment,
    Requirement,
    RuleSet,
    WageClass,
    WageFloor,
)
from tests import factories
from tests.api.people_records import people_records
from tests.factories import AT, CANE, FARM_HAND, TODAY, World


def records(world: World) -> dict[str, Any]:
    """The key of one record of every resource that has any; what is signed, another's signature stands under."""
    signed = {"proposed_by": world.member("bureau", "reviewer").pk, "proposed_login": "session:before"}
    signed |= {"proposed_unit": world.member("bureau", "reviewer").unit_id, "proposed_at": AT}
    licence = world.intermediary.licences.get()
    employer = world.organisations["employer"]
    quota = Quota.objects.filter(area=world.county, industry=None).first()
    adjustment = QuotaAdjustment.objects.create(quota=quota, change=1, reason="more cane", **signed) if quota else None
    subject = {"subject_type": "employers.employer", "subject_id": str(world.employer.pk)}
    bond = BondEntry.objects.create(licence=licence, kind="paid", amount_fen=100, on=TODAY)
    status = PortStatus.objects.get_or_create(port_id="aidian", valid_from="2020-01-01", state="closed")[0]
    return {
        "organisations": employer.pk,
        "units": world.member("employer", "clerk").unit_id,
        "members": world.member("employer", "clerk").pk,
        "tokens": factories.token(world.member("employer", "signatory")).pk,
        "seasons": factories.season().pk,
        "areas": world.county,
        "provinces": Province.objects.first().pk,  # type: ignore[union-attr]
        "ports": "aidian",
        "port-statuses": status.pk,
        "emergency-numbers": _number().pk,
        "industries": CANE,
        "occupations": FARM_HAND,
        "wage-classes": WageClass.objects.first().pk,  # type: ignore[union-attr]
        "wage-floors": WageFloor.objects.first().pk,  # type: ignore[union-attr]
        "holidays": _holiday().pk,
        "rule-sets": RuleSet.objects.first().pk,  # type: ignore[union-attr]
        "requirements": _requirement().pk,
        "quotas": quota.pk if quota else None,
        "quota-adjustments": adjustment.pk if adjustment else None,
        "employers": world.employer.pk,
        "intermediaries": world.intermediary.pk,
        "party-corrections": PartyCorrection.objects.create(
            organisation=employer, values={"name_en": "New"}, reason="renamed", **signed
        ).pk,
        "licence-files": factories.licence_file(licence, world.member("intermediary", "clerk")).pk,
        "register": licence.pk,
        "licences": licence.pk,
        "bond-entries": bond.pk,
        "mandates": world.mandate.pk,
        "filings": factories.filing(world.mandate, status="submitted").pk,
        "board": factories.filing(world.mandate, status="granted").pk,
        "notices": _notice(employer.pk, subject).pk,
        "alerts": Alert.objects.create(
            kind="mandate_ending", organisation_id=employer.pk, area=world.county, raised_at=AT, **subject
        ).pk,
        "events": _event(world, subject).pk,
        "checkpoints": factories.checkpoint().pk,
        **people_records(world, signed),
    }


def _number() -> EmergencyNumber:
    made = {"country": "CN", "number": "110", **factories.names("报警")}
    return EmergencyNumber.objects.get_or_create(code="police", valid_from=TODAY, defaults=made)[0]


def _holiday() -> Holiday:
    return Holiday.objects.get_or_create(
        country="CN", day="2026-10-01", defaults={"kind": "holiday", "name_local": "国庆节", "name_en": "National Day"}
    )[0]


def _requirement() -> Requirement:
    return Requirement.objects.get_or_create(
        rule_set=RuleSet.objects.first(),
        permit_class="short",
        code="health-check",
        valid_from=TODAY,
        defaults={"kind": "health", "due": "application", **factories.names("健康检查")},
    )[0]


def _notice(reader: Any, subject: dict[str, str]) -> Notice:
    return Notice.objects.create(
        kind="mandate_ended",
        organisation_id=reader,
        channel="in_app",
        language="zh-hans",
        queued_at=AT,
        delivered_at=AT,
        **subject,
    )


def _event(world: World, subject: dict[str, str]) -> Event:
    from core.audit.services import act

    with act("seen", by=world.member("employer", "clerk")):
        Event.objects.create(verb="seen", **subject)
    return Event.objects.filter(verb="seen", **subject).latest("id")
