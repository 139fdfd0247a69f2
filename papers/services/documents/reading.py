"""What permits say on paper, read for many at once: who holds them, for what, until when, by whose decision."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import F

from accounts.models import Member, Organisation
from core.actors import Actor
from core.dates import day_of
from employers.models import Worksite
from papers.services.documents.numbers import numbers_on
from papers.services.documents.permits import PermitPaper
from papers.services.documents.words import STAYS, VIET_NAM, Said, each, in_each, named, side_by_side
from papers.services.proof.codes import codes_of
from permits.enums import PermitClass
from permits.models import Permit
from permits.services import offices
from scheme.models import Port
from workers.enums import PaperKind, Sex
from workers.models import IdentityPaper, Terms
from workers.rules.codes import person_number
from workers.rules.terms import TermsContent
from workers.services.agreement.terms_text import Names, sentences
from workers.services.identity.files import photos_of

# What every permit on paper names.
NAMED: Final = (
    "season",
    "worker",
    "employer__organisation",
    "county",
    "occupation",
    "province",
    "offer__terms",
    "application__paper",
)
IN_SHORT: Final = ("pay", "hours", "meals", "lodging")


def papers_of(permits: Sequence[Permit], *, by: Actor, at: datetime) -> list[PermitPaper]:
    """These permits as they are put on paper, in their order; permits come with all that they name."""
    sites = Worksite.objects.in_bulk({key for permit in permits for key in permit.worksites})
    ports = Port.objects.in_bulk({code for permit in permits for code in permit.ports})
    identities, issuers = _identities(permits), _issuers(permits)
    codes = codes_of([permit.pk for permit in permits], by=by, at=at)
    places = {(permit.county_id, permit.province.code) for permit in permits}
    numbers = {place: numbers_on(day_of(at), county=place[0], province=place[1]) for place in places}
    photos = photos_of({permit.worker_id for permit in permits}, by=by)
    terms = {permit.offer.terms_id: permit.offer.terms for permit in permits}
    short = {key: _in_short(one) for key, one in terms.items()}
    return [
        PermitPaper(
            code=codes[permit.pk],
            photo=photos.get(permit.worker_id),
            worksites=tuple(sites[key].name for key in permit.worksites if key in sites),
            ports=tuple(named(ports[code]) for code in permit.ports if code in ports),
            terms=short[permit.offer.terms_id],
            issued=day_of(permit.issued_at),
            issuer=issuers[permit.pk],
            numbers=numbers[permit.county_id, permit.province.code],
            **_holder(permit, identities.get(permit.pk)),
            **_work(permit),
        )
        for permit in permits
    ]


def _holder(permit: Permit, identity: IdentityPaper | None) -> dict[str, Any]:
    worker = permit.worker
    return {
        "holder": worker.name,
        "holder_zh": worker.name_zh,
        "birth_date": worker.birth_date,
        "sex": each(Sex(worker.sex).label),
        "nationality": each(VIET_NAM),
        "person_number": person_number(worker.number),
        "paper_kind": each(PaperKind(identity.kind).label) if identity else dict.fromkeys(("zh", "vi", "en"), ""),
        "paper_end": f"…{identity.number_end}" if identity else "–",
        "province": named(permit.province),
    }


def _work(permit: Permit) -> dict[str, Any]:
    stays = permit.permit_class != PermitClass.COMMUTER
    return {
        "number": permit.reference,
        "employer": named(permit.employer.organisation),
        "county": named(permit.county),
        "occupation": named(permit.occupation),
        "permit_class": each(PermitClass(permit.permit_class).label),
        "stay": each(STAYS[stays], **({"days": permit.stay_days} if stays else {})),
        "first_on": permit.first_on,
        "last_on": permit.last_on,
    }


def _identities(permits: Sequence[Permit]) -> dict[UUID, IdentityPaper]:
    """By permit the paper it was applied for with; where that is void, the one that is good the longest."""
    asked = {one.pk: one.application.paper for one in permits if one.application is not None}
    found = {key: paper for key, paper in asked.items() if paper.void_from is None}
    others = {one.worker_id: one.pk for one in permits if one.pk not in found}
    good = IdentityPaper.objects.filter(worker__in=others, void_from=None)
    in_force = good.order_by(F("expires_on").asc(nulls_first=True), "pk")
    return found | {others[paper.worker_id]: paper for paper in in_force}


def _issuers(permits: Sequence[Permit]) -> dict[UUID, Said]:
    """By permit the body whose member issued it, else the bureau that answers for its county."""
    members = Member.objects.filter(pk__in={one.issued_by for one in permits}).select_related("organisation")
    signed = {member.pk: named(member.organisation) for member in members}
    found = {one.pk: signed[one.issued_by] for one in permits if one.issued_by in signed}
    others = offices.of_each([one for one in permits if one.pk not in found])
    bodies: Mapping[UUID, Organisation] = Organisation.objects.in_bulk({keys[0] for keys in others.values() if keys})
    nobody = dict.fromkeys(("zh", "vi", "en"), "")
    return {pk: named(bodies[keys[0]]) if keys else nobody for pk, keys in others.items()} | found


def _in_short(terms: Terms) -> tuple[Said, ...]:
    try:
        content, no_names = TermsContent.read(terms.content), Names("", "")
    except TypeError:  # kept in another form, as terms are kept for good: the worker has them in full
        return ()
    said = in_each(lambda: [line for part in IN_SHORT for line in sentences(part, content, no_names)])
    return tuple(side_by_side(said))
