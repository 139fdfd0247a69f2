"""Permit applications and permits: applied for by intermediaries, issued by bureaus, alone or by the crew."""

from datetime import date
from typing import Any

from api.resource import Resource, by_choice, by_day, by_id, by_text
from api.resources.permit_shapes import (
    ApplicationLine,
    ApplicationShape,
    ArrivalShape,
    PermitLine,
    PermitShape,
    RevocationShape,
)
from permits.enums import ApplicationStatus, PermitClass, PermitStatus
from permits.models import Arrival, Permit, PermitApplication, PermitRevocation


def _valid(records: Any, day: date) -> Any:
    return records.valid_on(day)


PERMIT = {"permit": by_id("permit", "of this permit")}

PERMITS = (
    Resource(
        "permit-applications",
        lambda by: PermitApplication.objects.visible_to(by),
        ApplicationShape,
        "What is applied for, for whom, and what was checked.",
        listed=ApplicationLine,
        filters={
            "status": by_choice(ApplicationStatus, "status", "where it stands"),
            "worker": by_id("worker", "for this worker"),
            "filing": by_id("filing", "for a post of this filing"),
            "offer": by_id("offer", "on this offer"),
        },
    ),
    Resource(
        "permits",
        lambda by: Permit.objects.visible_to(by),
        PermitShape,
        "Workers' leave to work: for one employer, in one county, from a first day to a last.",
        listed=PermitLine,
        filters={
            "status": by_choice(PermitStatus, "status", "where it stands"),
            "class": by_choice(PermitClass, "permit_class", "of which class"),
            "worker": by_id("worker", "of this worker"),
            "filing": by_id("filing", "of this filing"),
            "employer": by_id("employer", "for this employer"),
            "intermediary": by_id("intermediary", "got by this intermediary"),
            "county": by_text("county", "code of the county"),
            "prefecture": by_text("prefecture_code", "first four signs of the area's code"),
            "valid_on": by_day(_valid, "only those under which one may work on this day"),
            "ends_until": by_day("last_on__lte", "its last day is this one or earlier"),
        },
    ),
    Resource(
        "permit-revocations",
        lambda by: PermitRevocation.objects.visible_to(by),
        RevocationShape,
        "Revocations of permits: proposed by one officer, decided by another.",
        filters=PERMIT,
    ),
    Resource(
        "arrivals",
        lambda by: Arrival.objects.visible_to(by),
        ArrivalShape,
        "Which workers have come, and where they sleep.",
        filters=PERMIT,
    ),
)
