"""Correcting what parties are known by: contacts by one person, identity by two of different units."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from core import sealing
from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, lock_one
from core.errors import Invalid, NotFound
from core.permissions import Permission as P
from core.workflow import allow
from employers.models import Employer, Intermediary, PartyCorrection
from employers.services.demand.reasons import reason_of
from employers.services.directory.checks import RESIDENT_PLACE, employers_problems, intermediaries_problems, refuse
from employers.services.directory.details import EmployerDetails, IntermediaryDetails
from employers.services.directory.parties import not_yours, resident
from scheme.models import Province

Party = Employer | Intermediary
Details = EmployerDetails | IntermediaryDetails

SEALED_PLACE = "employers_partycorrection.resident_number"
NAMES = ("name_zh", "name_vi", "name_en")
IDENTITY: dict[type[Party], tuple[str, ...]] = {
    Employer: (*NAMES, "kind", "county", "credit_code", "resident_number"),
    Intermediary: (*NAMES, "seat", "credit_code", "tax_code"),
}


def correct_contact(party_id: UUID, *, address: str, phone: str, by: Actor, at: datetime) -> Party:
    """Correct the address and telephone number of a party, as the office that registers it."""
    with act("correct_contact", by=by):
        allow(P.REGISTER_PARTY, by=by)
        party = _party(party_id, by=by)
        details = replace(_details(party), address=address, phone=phone).tidied()
        _judge(party, details, today=day_of(at))
        party.address, party.phone = details.address, details.phone
        party.save(update_fields=["address", "phone"])
    return party


def propose_correction(
    party_id: UUID, values: Mapping[str, str], reason: str, *, by: Actor, at: datetime
) -> PartyCorrection:
    """Propose new values of what a party is known by (`IDENTITY`): the first of two signatures."""
    with act("propose_correction", by=by):
        allow(P.REGISTER_PARTY, by=by)
        party = _party(party_id, by=by)
        unknown = sorted(set(values) - set(IDENTITY[type(party)]))
        if unknown or not values:
            raise Invalid(
                "not_identity", _("This is not part of a party's identity."), field=unknown[0] if unknown else ""
            )
        changed: dict[str, Any] = dict(values)
        details = replace(_details(party), **changed).tidied()
        _judge(party, details, today=day_of(at))
        if not _is_within(details, by):
            raise not_yours("county" if isinstance(party, Employer) else "seat")
        said = {name: getattr(details, name) for name in values}
        number = said.pop("resident_number", "")
        correction = PartyCorrection(organisation_id=party.pk, values=said, reason=reason_of(reason))
        correction.resident_number_sealed = sealing.seal(number, SEALED_PLACE) if number else None
        correction.propose(by=by, at=at)
        with constraint(PartyCorrection, "partycorrection_one_open"):
            correction.save(force_insert=True)
    return correction


def correct(correction_id: UUID, *, by: Actor, at: datetime) -> PartyCorrection:
    """Make a correction as proposed: the second signature, of another person of another unit."""
    with act("correct", by=by):
        allow(P.CORRECT_PARTY, by=by)
        correction = _locked(correction_id, by=by)
        party = _party(correction.organisation_id, by=by)
        details = replace(_details(party), **_proposed(correction))
        _judge(party, details, today=day_of(at))
        correction.decide(by=by, at=at)
        with constraint(PartyCorrection, "partycorrection_two_persons"):
            correction.save()
        _write(party, details, today=day_of(at))
    return correction


def drop_correction(correction_id: UUID, *, by: Actor) -> None:
    """Take a proposed correction back, so that another can be proposed; its events stay."""
    with act("drop_correction", by=by):
        allow(P.REGISTER_PARTY, by=by)
        _locked(correction_id, by=by).delete()


def _locked(correction_id: UUID, *, by: Actor) -> PartyCorrection:
    return lock_one(PartyCorrection.objects.visible_to(by).open(), correction_id)


def _party(party_id: UUID, *, by: Actor) -> Party:
    sets: tuple[Any, ...] = (Employer.objects.visible_to(by), Intermediary.objects.in_charge(by))
    for parties in sets:
        party: Party | None = parties.select_related("organisation").filter(pk=party_id).first()
        if party is not None:
            return party
    raise NotFound


def _details(party: Party) -> Details:
    organisation = party.organisation
    common = {name: getattr(organisation, name) for name in (*NAMES, "language")}
    common |= {"address": party.address, "phone": party.phone}
    if isinstance(party, Intermediary):
        seat = organisation.area_id or (organisation.province.code if organisation.province else "")
        return IntermediaryDetails(
            **common, side=party.side, seat=seat, credit_code=party.credit_code, tax_code=party.tax_code
        )
    sealed = party.resident_number_sealed
    number = sealing.unseal(sealed, RESIDENT_PLACE) if sealed else ""
    return EmployerDetails(
        **common, kind=party.kind, county=party.county_id, credit_code=party.credit_code, resident_number=number
    )


def _proposed(correction: PartyCorrection) -> dict[str, Any]:
    if correction.resident_number_sealed is None:
        return dict(correction.values)
    number = sealing.unseal(correction.resident_number_sealed, SEALED_PLACE)
    return {**correction.values, "resident_number": number}


def _judge(party: Party, details: Details, *, today: date) -> None:
    if isinstance(details, EmployerDetails):
        refuse(employers_problems([details], today=today, but=party.pk), by_row=False)
    else:
        refuse(intermediaries_problems([details], today=today, but=party.pk), by_row=False)


def _is_within(details: Details, by: Actor) -> bool:
    if isinstance(details, IntermediaryDetails) and not details.is_chinese:
        return by.kind == "licensing"
    return (details.county if isinstance(details, EmployerDetails) else details.seat).startswith(by.area)


def _write(party: Party, details: Details, *, today: date) -> None:
    Organisation.objects.filter(pk=party.pk).update(**_of_organisation(details, today=today))
    if isinstance(details, EmployerDetails):
        changed: dict[str, Any] = {
            "kind": details.kind,
            "county_id": details.county,
            "credit_code": details.credit_code,
        } | resident(details.resident_number)
    else:
        changed = {"credit_code": details.credit_code, "tax_code": details.tax_code}
    type(party)._default_manager.filter(pk=party.pk).update(**changed)


def _of_organisation(details: Details, *, today: date) -> dict[str, Any]:
    if isinstance(details, EmployerDetails):
        return details.names(details.name_zh) | {"area_id": details.county}
    names: dict[str, Any] = details.names(details.official_name)
    if details.is_chinese:
        return names | {"area_id": details.seat}
    return names | {"province": Province.objects.valid_on(today).get(code=details.seat)}
