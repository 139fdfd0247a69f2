"""Registering employers and intermediaries, one or thousands at a time, by the office in charge of them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.enums import Kind, Language, Role
from accounts.models import Member, Organisation
from accounts.services.members import greeting
from core import sealing
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint
from core.errors import Forbidden
from core.notices.services.outbox import queue_each
from core.permissions import Permission as P
from core.workflow import allow
from employers.models import Employer, Intermediary
from employers.services.directory.checks import (
    RESIDENT_PLACE,
    employers_problems,
    intermediaries_problems,
    refuse,
)
from employers.services.directory.details import EmployerDetails, IntermediaryDetails, PartyDetails
from scheme.models import Province

BATCH = 1000


def register_employer(details: EmployerDetails, *, by: Actor, at: datetime) -> Employer:
    """Register an employer in the bureau's own area, with its first member where one is named."""
    [employer] = _register_employers([details], by=by, at=at, by_row=False)
    return employer


def register_employers_each(rows: Sequence[EmployerDetails], *, by: Actor, at: datetime) -> list[Employer]:
    """Register many employers, all or none; a problem's field begins with the index of its row ("3.credit_code")."""
    return _register_employers(rows, by=by, at=at, by_row=True)


def register_intermediary(details: IntermediaryDetails, *, by: Actor, at: datetime) -> Intermediary:
    """Register an intermediary of one's own side: a bureau a Chinese one, the licensing authority a Vietnamese one."""
    [intermediary] = _register_intermediaries([details], by=by, at=at, by_row=False)
    return intermediary


def register_intermediaries_each(rows: Sequence[IntermediaryDetails], *, by: Actor, at: datetime) -> list[Intermediary]:
    """Register many intermediaries, all or none; problems are told as by `register_employers_each`."""
    return _register_intermediaries(rows, by=by, at=at, by_row=True)


def _register_employers(details: Sequence[EmployerDetails], *, by: Actor, at: datetime, by_row: bool) -> list[Employer]:
    with act("register", by=by):
        allow(P.REGISTER_PARTY, by=by)
        rows = [row.tidied() for row in details]
        refuse(employers_problems(rows, today=day_of(at)), by_row=by_row)
        if by.kind != "bureau" or not by.area or not all(row.county.startswith(by.area) for row in rows):
            raise not_yours("county")
        organisations = [
            Organisation(kind=Kind.EMPLOYER, area_id=row.county, language=row.language, **row.names(row.name_zh))
            for row in rows
        ]
        employers = [_employer(row, of) for row, of in zip(rows, organisations, strict=True)]
        Organisation.objects.bulk_create(organisations, batch_size=BATCH)
        with (
            constraint(Employer, "employer_credit_code_once", field="credit_code"),
            constraint(Employer, "employer_resident_number_once", field="resident_number"),
        ):
            Employer.objects.bulk_create(employers, batch_size=BATCH)
        _open_accounts(rows, organisations, at=at)
    return employers


def _employer(row: EmployerDetails, organisation: Organisation) -> Employer:
    return Employer(
        organisation=organisation,
        kind=row.kind,
        credit_code=row.credit_code,
        county_id=row.county,
        address=row.address,
        phone=row.phone,
        **resident(row.resident_number),
    )


def resident(number: str) -> dict[str, Any]:
    """A resident number as it is kept: sealed, with its keyed digest and its last four signs."""
    if not number:
        return {"resident_number_sealed": None, "resident_number_digest": None, "resident_number_end": ""}
    return {
        "resident_number_sealed": sealing.seal(number, RESIDENT_PLACE),
        "resident_number_digest": sealing.digest(number, RESIDENT_PLACE),
        "resident_number_end": number[-4:],
    }


def _register_intermediaries(
    details: Sequence[IntermediaryDetails], *, by: Actor, at: datetime, by_row: bool
) -> list[Intermediary]:
    with act("register", by=by):
        allow(P.REGISTER_PARTY, by=by)
        rows = [row.tidied() for row in details]
        refuse(intermediaries_problems(rows, today=day_of(at)), by_row=by_row)
        if not all(_is_ours(row, by) for row in rows):
            raise not_yours("seat")
        seats = Province.objects.valid_on(day_of(at)).filter(code__in={row.seat for row in rows})
        provinces = dict(seats.values_list("code", "pk"))
        organisations = [_seated(row, provinces) for row in rows]
        made = [_intermediary(row, of) for row, of in zip(rows, organisations, strict=True)]
        Organisation.objects.bulk_create(organisations, batch_size=BATCH)
        with constraint(Intermediary, "intermediary_identifier_once", field="credit_code"):
            Intermediary.objects.bulk_create(made, batch_size=BATCH)
        _open_accounts(rows, organisations, at=at)
    return made


def _seated(row: IntermediaryDetails, provinces: Mapping[str, UUID]) -> Organisation:
    return Organisation(
        kind=Kind.INTERMEDIARY,
        area_id=row.seat if row.is_chinese else None,
        province_id=None if row.is_chinese else provinces[row.seat],
        language=row.language or (Language.CHINESE if row.is_chinese else Language.VIETNAMESE),
        **row.names(row.official_name),
    )


def _intermediary(row: IntermediaryDetails, organisation: Organisation) -> Intermediary:
    taken = ("side", "credit_code", "tax_code", "address", "phone")
    return Intermediary(organisation=organisation, **{name: getattr(row, name) for name in taken})


def _is_ours(row: IntermediaryDetails, by: Actor) -> bool:
    if row.is_chinese:
        return by.kind == "bureau" and bool(by.area) and row.seat.startswith(by.area)
    return by.kind == "licensing"


def not_yours(field: str) -> Forbidden:
    """The refusal for a party of another office's side or area."""
    return Forbidden(
        "outside_your_area",
        _("You register parties of your own side and area only: ask the office in charge of that place."),
        field=field,
    )


def _open_accounts(rows: Iterable[PartyDetails], organisations: Iterable[Organisation], *, at: datetime) -> None:
    members = []
    for row, organisation in zip(rows, organisations, strict=True):
        if row.member is not None:
            member = Member(
                organisation=organisation,
                email=row.member.email,
                name=row.member.name,
                roles=[Role.ADMINISTRATOR, Role.SIGNATORY],
                language=row.member.language or organisation.language,
                made_at=at,
            )
            member.set_unusable_password()
            members.append(member)
    Member.objects.bulk_create(members, batch_size=BATCH)
    queue_each(map(greeting, members), at=at)
