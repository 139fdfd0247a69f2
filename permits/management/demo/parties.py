"""The demo's employers and intermediaries, with their accounts, licences, bonds and mandates."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from accounts.enums import Language, Role
from accounts.models import Member
from accounts.services import members
from accounts.services.members import Person
from core.actors import Actor
from core.dates import ZONE
from employers.enums import BondKind, EmployerKind
from employers.models import Employer, Intermediary
from employers.rules.identifiers import credit_code_check, resident_number_check, tax_code_check
from employers.services.directory import parties as registry
from employers.services.directory.details import EmployerDetails, IntermediaryDetails
from employers.services.licensing import licences, suspensions
from employers.services.licensing.details import LicenceDetails
from employers.services.mandating import mandates
from employers.services.mandating.mandates import MandateDetails
from permits.management.demo.offices import DOMAIN, Staff
from permits.management.demo.tables import Row, person, table
from permits.management.people import OPERATOR, signing

NOWHERE = "990000"
"""An area that GB/T 2260 does not know: no real body or person has a number with it."""

FROM, UNTIL = date(2026, 6, 15), date(2029, 6, 14)
SUSPENDED = "hongni", datetime(2026, 11, 9, 15, tzinfo=ZONE), "查实在报酬之外向务工人员收取登记费，责令退还并整改。"


def credit_code(stem: str) -> str:
    """A credit code whose check character is right and whose area is no area."""
    prefix, body = stem.split(" ")
    return f"{prefix}{NOWHERE}{body}" + credit_code_check(f"{prefix}{NOWHERE}{body}")


def resident_number() -> str:
    """A resident number whose check character is right and whose area is no area."""
    stem = f"{NOWHERE}19700101001"
    return stem + resident_number_check(stem)


def tax_code(stem: str) -> str:
    """A tax code with a right check digit; no province has numbers that begin with 99."""
    number = int(stem.ljust(9, "0"))
    while (check := tax_code_check(f"{number:09}")) is None:
        number += 1
    return f"{number:09}{check}"


def _said(row: Row) -> dict[str, Any]:
    return {name: row[name] for name in ("name_zh", "name_vi", "name_en", "address", "phone")}


def register_employers(staff: Staff, *, at: datetime) -> dict[str, Employer]:
    """Register the ten employers by the bureaus of their counties."""
    return {row["key"]: _employer(row, staff, at=at) for row in table("employers")}


def _employer(row: Row, staff: Staff, *, at: datetime) -> Employer:
    is_household = row["kind"] == EmployerKind.HOUSEHOLD
    details = EmployerDetails(
        kind=row["kind"],
        county=row["county"],
        credit_code="" if is_household else credit_code(row["code_stem"]),
        resident_number=resident_number() if is_household else "",
        **_said(row),
    )
    return registry.register_employer(details, by=staff[row["county"], Role.CLERK], at=at)


def register_intermediaries(staff: Staff, *, at: datetime) -> dict[str, Intermediary]:
    """Register and license the six intermediaries by the office of each one's side."""
    found = {}
    for row in table("intermediaries"):
        found[row["key"]] = made = _intermediary(row, staff, at=at)
        office = row["seat"] if row["side"] == "CN" else "licensing"
        clerk, approver = staff[office, Role.CLERK], staff[office, Role.APPROVER]
        keeper = clerk if row["side"] == "VN" else staff[office, Role.REVIEWER]
        licence = licences.register(
            LicenceDetails(
                intermediary=made.pk,
                number=row["licence"],
                valid_from=FROM,
                valid_until=UNTIL,
                bond_required_fen=int(row["bond_fen"]),
                bond_currency=row["bond_currency"],
            ),
            by=clerk,
            at=at,
        )
        paid = int(row["bond_fen"])
        licences.record_bond(licence.pk, BondKind.PAID, paid, on=at.date(), by=keeper, at=at)
        licences.activate(licence.pk, by=approver, at=at)
    return found


def _intermediary(row: Row, staff: Staff, *, at: datetime) -> Intermediary:
    is_chinese = row["side"] == "CN"
    details = IntermediaryDetails(
        side=row["side"],
        seat=row["seat"],
        credit_code=credit_code(row["code_stem"]) if is_chinese else "",
        tax_code="" if is_chinese else tax_code(row["code_stem"]),
        **_said(row),
    )
    by = staff[row["seat"] if is_chinese else "licensing", Role.CLERK]
    return registry.register_intermediary(details, by=by, at=at)


def open_accounts(bodies: dict[str, Employer] | dict[str, Intermediary], *, at: datetime, first: int) -> Staff:
    """Open two accounts for each party: who signs and administers, and who does the daily work."""
    found: Staff = {}
    for number, (key, body) in enumerate(bodies.items(), start=first):
        language = Language.VIETNAMESE if getattr(body, "side", "") == "VN" else Language.CHINESE
        is_vi = language == Language.VIETNAMESE
        head = _open(
            key, body.pk, [Role.ADMINISTRATOR, Role.SIGNATORY], person(number, vietnamese=is_vi), language, OPERATOR, at
        )
        clerk = _open(key, body.pk, [Role.CLERK], person(number + 4, vietnamese=is_vi), language, head, at)
        found |= {(key, role): head for role in head.roles} | {(key, Role.CLERK.value): clerk}
    return found


def _open(key: str, body: UUID, roles: list[Role], name: str, language: str, by: Actor, at: datetime) -> Member:
    asked = Person(f"{roles[-1]}.{key}@{DOMAIN}", name, language=language)
    return signing(members.add(asked, roles, by=by, at=at, organisation_id=body))


def give_mandates(staff: Staff, employers: dict[str, Employer], agents: dict[str, Intermediary]) -> None:
    """Give each mandate as its employer, on its first day."""
    for row in table("mandates"):
        starts_on = date.fromisoformat(row["starts_on"])
        details = MandateDetails(
            employer=employers[row["employer"]].pk,
            intermediary=agents[row["intermediary"]].pk,
            cap=int(row["cap"]),
            starts_on=starts_on,
            ends_on=date.fromisoformat(row["ends_on"]),
            industries=tuple(row["industries"].split()),
        )
        at = datetime(starts_on.year, starts_on.month, starts_on.day, 10, tzinfo=ZONE)
        mandates.give(details, by=staff[row["employer"], Role.SIGNATORY], at=at)


def suspend(staff: Staff, agents: dict[str, Intermediary]) -> None:
    """Suspend the one intermediary that took money from workers."""
    key, at, reason = SUSPENDED
    [seat] = [row["seat"] for row in table("intermediaries") if row["key"] == key]
    licence = agents[key].licences.get()
    suspensions.suspend(licence.pk, reason, by=staff[seat, Role.APPROVER], at=at)
