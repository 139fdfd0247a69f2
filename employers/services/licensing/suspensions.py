"""Suspending, reinstating and revoking licences; and whom it touches, and who could take over."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, one_of
from core.errors import Conflict
from core.permissions import Permission as P
from core.workflow import allow
from employers.models import Employer, Filing, Intermediary, Licence, LicenceRevocation, Mandate
from employers.services.demand.reasons import reason_of
from employers.services.directory import letters
from employers.services.directory.holder_accounts import open_again, shut
from employers.services.licensing.moves import move_in_charge, not_in_charge, require_in_charge, require_not_over

NOT_PROPOSED = _("Nobody has proposed to revoke this licence: propose it first.")


@dataclass(frozen=True, slots=True)
class Affected:
    """A filing in hand that loses its intermediary, and the active ones in its employer's county."""

    filing: Filing
    others: list[Intermediary]


@dataclass(frozen=True, slots=True)
class Suspension:
    """A licence that was suspended or revoked, and the filings this touches."""

    licence: Licence
    affected: list[Affected]


def suspend(licence_id: UUID, reason: str, *, by: Actor, at: datetime) -> Suspension:
    """Suspend a licence: its holder's accounts are shut at once, and the employers concerned are told."""
    with move_in_charge("suspend", licence_id, by=by, at=at) as licence:
        licence.reason = reason_of(reason)
        return _stop("licence_suspended", licence, at=at)


def reinstate(licence_id: UUID, *, by: Actor, at: datetime) -> Licence:
    """End a suspension: the holder's accounts are open again, and the employers concerned are told."""
    with move_in_charge("reinstate", licence_id, by=by, at=at) as licence:
        require_not_over(licence, today=day_of(at))
        licence.reason = ""
        open_again([licence])
        letters.tell_of_licences("licence_reinstated", [licence], at=at)
        letters.tell_employers("licence_reinstated", licence, _employers(licence), at=at)
    return licence


def propose_revocation(licence_id: UUID, reason: str, *, by: Actor, at: datetime) -> LicenceRevocation:
    """Propose to revoke a licence: the first of two signatures."""
    with move_in_charge("propose_revocation", licence_id, by=by, at=at) as licence:
        revocation = LicenceRevocation(licence=licence, reason=reason_of(reason))
        revocation.propose(by=by, at=at)
        with constraint(LicenceRevocation, "licencerevocation_one_open"):
            revocation.save(force_insert=True)
    return revocation


def revoke(licence_id: UUID, *, by: Actor, at: datetime) -> Suspension:
    """Revoke a licence as proposed: the second signature, of another person of another unit."""
    with move_in_charge("revoke", licence_id, by=by, at=at) as licence:
        revocation = LicenceRevocation.objects.visible_to(by).open().filter(licence=licence).first()
        if revocation is None:
            raise Conflict("revocation_not_proposed", NOT_PROPOSED)
        revocation.decide(by=by, at=at)
        with constraint(LicenceRevocation, "licencerevocation_two_persons"):
            revocation.save()
        licence.reason = revocation.reason
        return _stop("licence_revoked", licence, at=at)


def drop_revocation(licence_id: UUID, *, by: Actor) -> None:
    """Take a proposed revocation back, so that another can be proposed; its events stay."""
    with act("drop_revocation", by=by):
        one_of(Licence.objects.visible_to(by), licence_id)
        require_in_charge([licence_id], by=by)
        allow(P.PROPOSE_REVOCATION, by=by)
        revocations = LicenceRevocation.objects.visible_to(by).open().select_for_update(of=("self",))
        revocation = revocations.filter(licence=licence_id).first()
        if revocation is None:
            raise Conflict("revocation_not_proposed", NOT_PROPOSED)
        revocation.delete()


def affected(licence_id: UUID, *, by: Actor, today: date) -> list[Affected]:
    """The filings in hand under a licence, for the office in charge of it and for oversight."""
    licence = one_of(Licence.objects.visible_to(by), licence_id)
    if by.kind != "oversight" and not Licence.objects.in_charge(by).filter(pk=licence_id).exists():
        raise not_in_charge()
    return _affected(licence, today=today)


def _stop(kind: str, licence: Licence, *, at: datetime) -> Suspension:
    shut(licence, at=at)
    letters.tell_of_licences(kind, [licence], at=at)
    letters.tell_employers(kind, licence, _employers(licence), at=at)
    return Suspension(licence, _affected(licence, today=day_of(at)))


def _in_hand(licence: Licence) -> list[Filing]:
    filings = Filing.objects.in_hand().filter(intermediary=licence.intermediary_id).order_by("number")
    return list(filings.select_related("employer__organisation", "season"))


def _employers(licence: Licence) -> list[Employer]:
    # Those with a mandate that runs, and those whose filings are still in hand under one that has ended.
    given = Mandate.objects.running().filter(intermediary=licence.intermediary_id).values("employer")
    filed = Filing.objects.in_hand().filter(intermediary=licence.intermediary_id).values("employer")
    return list(Employer.objects.filter(pk__in=given.union(filed)).select_related("organisation"))


def _affected(licence: Licence, *, today: date) -> list[Affected]:
    filings = _in_hand(licence)
    licensed = Licence.objects.valid_on(today).exclude(pk=licence.pk).values("intermediary")
    pairs = (
        Mandate.objects.valid_on(today)
        .filter(employer__county_id__in={filing.employer.county_id for filing in filings}, intermediary__in=licensed)
        .exclude(intermediary=licence.intermediary_id)
        .values_list("employer__county_id", "intermediary")
        .distinct()
        .order_by("employer__county_id", "intermediary")
    )
    by_county: dict[str, list[UUID]] = defaultdict(list)
    for county, intermediary in pairs:
        by_county[county].append(intermediary)
    known = Intermediary.objects.select_related("organisation").in_bulk(
        {one for ids in by_county.values() for one in ids}
    )
    return [Affected(filing, [known[one] for one in by_county[filing.employer.county_id]]) for filing in filings]
