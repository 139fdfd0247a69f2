"""The code of a permit: what a check without network needs to know, and no more, signed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, Final
from uuid import UUID

import cbor2
from django.conf import settings
from django.db.models import F

from core import signing
from core.actors import Actor
from core.dates import ZONE
from core.errors import NotFound
from core.sealing import digest
from core.signing import Signer
from papers.enums import KeyUse
from papers.models import PermitCode, SigningKey
from papers.services.proof.envelope import BEGINS, ENDS, ISSUER, PERMIT, SIGNED, as_text, sign
from papers.services.proof.keys import signer_for, signer_of
from papers.services.proof.places import Place, places_of, renumbered
from permits.enums import PermitClass
from permits.models import Permit
from workers.models import IdentityPaper

CLASSES: Final = {PermitClass.COMMUTER: 1, PermitClass.SHORT: 2, PermitClass.SEASONAL: 3}
SHORT_CODE: Final = 6
BESIDE: Final = ("season", "worker", "employer__organisation", "application__paper")


def code_of(permit_id: UUID, *, by: Actor, at: datetime) -> str:
    """The code of one permit."""
    return codes_of([permit_id], by=by, at=at)[permit_id]


def codes_of(permit_ids: Sequence[UUID], *, by: Actor, at: datetime) -> dict[UUID, str]:
    """The codes of permits, a crew's or one's; the same permit unchanged has the same code.

    A permit that was extended or varied is signed anew, and so is one whose key was lost. Raises `NotFound` where one
    of them is not there for who asks.
    """
    keys = set(permit_ids)
    if Permit.objects.visible_to(by).filter(pk__any=list(keys)).count() < len(keys):
        raise NotFound
    # The places come first: a permit that is changed meanwhile is signed as it is, and counts as changed since.
    drafts = _drafts(renumbered(keys), by=by)
    kept = _kept(drafts)
    _sign_anew([draft for key, draft in drafts.items() if key not in kept], kept, at=at)
    return {
        key: as_text(sign(draft.claims | {SIGNED: int(kept[key][1].timestamp())}, kept[key][0]))
        for key, draft in drafts.items()
    }


def is_printed_otherwise(permit_id: UUID, *, by: Actor) -> bool:
    """Whether a paper of a permit one sees was printed that says something else by now, or that nothing proves."""
    row = PermitCode.objects.visible_to(by).select_related("key").filter(permit=permit_id).first()
    if row is None:
        return False
    places = places_of([permit_id])
    is_same = bytes(row.digest) == _drafts(places, by=by)[permit_id].digest
    return places[permit_id].is_old or row.key.lost_at is not None or not is_same


def midnight(day: date) -> int:
    """The moment at which a day begins where permits end."""
    return int(datetime.combine(day, time.min, ZONE).timestamp())


@dataclass(frozen=True, slots=True)
class Draft:
    """What the code of a permit says, before it is signed."""

    permit: Permit
    place: Place
    claims: dict[int, Any]
    digest: bytes


def _drafts(places: Mapping[UUID, Place], *, by: Actor) -> dict[UUID, Draft]:
    permits = list(Permit.objects.visible_to(by).filter(pk__any=list(places)).select_related(*BESIDE))
    ends = _paper_ends(permits)
    return {one.pk: _draft(one, places[one.pk], ends.get(one.pk, "")) for one in permits}


def _draft(permit: Permit, place: Place, paper_end: str) -> Draft:
    claims = _claims(permit, place.index, paper_end)
    return Draft(permit, place, claims, digest(cbor2.dumps(claims, canonical=True).hex(), "papers.code"))


def _claims(permit: Permit, index: int, paper_end: str) -> dict[int, Any]:
    employer, worker = permit.employer, permit.worker
    said = {
        1: permit.reference,
        2: worker.name,
        3: worker.birth_date.year,
        4: paper_end,
        5: [employer.credit_code[-SHORT_CODE:], employer.organisation.name_zh],
        6: [permit.county_id],
        7: sorted(permit.ports),
        8: CLASSES[PermitClass(permit.permit_class)],
        9: index,
    }
    ends = midnight(permit.last_on + timedelta(days=1))
    return {ISSUER: settings.AUTHORITY, ENDS: ends, BEGINS: midnight(permit.first_on), PERMIT: said}


def _paper_ends(permits: Iterable[Permit]) -> dict[UUID, str]:
    """The last signs of the paper each permit was applied for with; where it is void, of the one that lasts longest."""
    found, rest = {}, {}
    for permit in permits:
        paper = permit.application and permit.application.paper
        if paper and paper.void_from is None:
            found[permit.pk] = paper.number_end
        else:
            rest[permit.pk] = permit.worker_id
    if rest:
        good = IdentityPaper.objects.filter(worker__any=set(rest.values()), void_from=None)
        last = dict(good.order_by(F("expires_on").asc(nulls_first=True), "pk").values_list("worker", "number_end"))
        found |= {key: last[worker] for key, worker in rest.items() if worker in last}
    return found


def _kept(drafts: Mapping[UUID, Draft]) -> dict[UUID, tuple[Signer, datetime]]:
    """With what and when those were signed that still say the same, and whose key can sign it again."""
    rows = PermitCode.objects.filter(permit__any=list(drafts))
    same = [row for row in rows if bytes(row.digest) == drafts[row.permit_id].digest]
    signers = {key: signer_of(key) for key in _usable({row.key_id for row in same})}
    return {row.permit_id: (signers[row.key_id], row.signed_at) for row in same if row.key_id in signers}


def _usable(key_ids: Iterable[str]) -> list[str]:
    keys = SigningKey.objects.filter(pk__in=key_ids, lost_at=None).values_list("pk", flat=True)
    return [key for key in keys if signing.has_private_half(bytes.fromhex(key))]


def _sign_anew(drafts: Sequence[Draft], kept: dict[UUID, tuple[Signer, datetime]], *, at: datetime) -> None:
    if not drafts:
        return
    signer, moment = signer_for(KeyUse.PERMITS, at=at), at.replace(microsecond=0)
    PermitCode.objects.bulk_create(
        [
            PermitCode(
                permit=draft.permit,
                key_id=signer.key_id.hex(),
                index=draft.place.index,
                variations=draft.place.variations,
                last_on=draft.permit.last_on,
                digest=draft.digest,
                signed_at=moment,
            )
            for draft in drafts
        ],
        update_conflicts=True,
        unique_fields=["permit"],
        update_fields=["key", "last_on", "digest", "signed_at"],
    )
    kept |= dict.fromkeys((draft.permit.pk for draft in drafts), (signer, moment))
