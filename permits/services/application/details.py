"""What an application says: the class, the days, the ports and the paper that go with each offer."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.errors import Invalid, NotFound
from permits.enums import ApplicationStatus, PermitClass, PermitStatus
from permits.models import Permit, PermitApplication
from scheme.services.in_force import read_agreement
from workers.models import IdentityPaper, Offer

OPEN = (PermitStatus.ISSUED, PermitStatus.SUSPENDED)
NO_PAPER = _("The worker has no paper on record that does: record a passport or border pass first.")
Ports = Sequence[str] | Mapping[UUID, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Wish:
    """What is applied for; days that are not given are the offer's, papers the best each worker has of the class.

    `ports` are those of all, or those of each offer by its key. `papers` and `succeeds` name, for offers by their key,
    a paper and the permit whose post is gone on with.
    """

    permit_class: str
    ports: Ports
    first_on: date | None = None
    last_on: date | None = None
    papers: Mapping[UUID, UUID] | None = None
    succeeds: Mapping[UUID, UUID] | None = None

    def ports_of(self, offer: UUID) -> Sequence[str]:
        """The ports that are named for an offer."""
        return self.ports.get(offer, ()) if isinstance(self.ports, Mapping) else self.ports


def applied(
    offers: Sequence[Offer], wish: Wish, *, status: str = ApplicationStatus.DRAFT, at: datetime
) -> list[PermitApplication]:
    """An application on each offer, not yet kept; offers come with their registration and filing."""
    demand_class(wish.permit_class)
    ports = [wish.ports_of(offer.pk) for offer in offers]
    demand_ports(list(dict.fromkeys(chain.from_iterable(ports))) if all(ports) else [])
    papers = papers_for(offers, wish.permit_class, wish.papers or {})
    succeeded = _succeeded(offers, wish.succeeds or {})
    return [
        PermitApplication(
            season=offer.filing.season,
            offer=offer,
            registration=offer.registration,
            worker_id=offer.worker_id,
            filing_id=offer.filing_id,
            paper_id=papers[offer.pk],
            permit_class=wish.permit_class,
            first_on=wish.first_on or offer.starts_on,
            last_on=wish.last_on or offer.ends_on,
            ports=list(named),
            succeeds_id=succeeded.get(offer.pk),
            status=status,
            priority=offer.registration.priority,
            drafted_at=at,
        )
        for offer, named in zip(offers, ports, strict=True)
    ]


def demand_class(permit_class: str) -> None:
    """Refuse with `Invalid` a class that there is not."""
    if permit_class not in PermitClass.values:
        raise Invalid(
            "permit_class_unknown",
            _("Choose a class from the list: %(classes)s."),
            field="permit_class",
            classes=", ".join(PermitClass.values),
        )


def demand_ports(ports: Collection[str]) -> None:
    """Refuse with `Invalid` ports that are none, or not the scheme's."""
    if not ports:
        raise Invalid("port_missing", _("Name at least one port to cross at."), field="ports")
    known = {port.code for port in read_agreement().ports}
    unknown = [port for port in ports if port not in known]
    if unknown:
        words = _("There is no port %(port)s: choose one of the scheme's.")
        raise Invalid("port_unknown", words, field="ports", port=unknown[0])


def papers_for(offers: Sequence[Offer], permit_class: str, chosen: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """The paper for each offer: the one chosen, else the worker's that the class allows and that ends last."""
    allowed = _allowed(offers, permit_class)
    of_worker: defaultdict[UUID, list[IdentityPaper]] = defaultdict(list)
    papers = IdentityPaper.objects.filter(worker__any={offer.worker_id for offer in offers})
    for paper in papers.only("worker", "kind", "expires_on", "void_from").order_by("pk"):
        of_worker[paper.worker_id].append(paper)
    found = {}
    for number, offer in enumerate(offers):
        best = _best(of_worker[offer.worker_id], allowed[offer.filing_id], chosen.get(offer.pk))
        if best is None:
            raise Invalid("paper_missing", NO_PAPER, field=f"{number}.paper" if len(offers) > 1 else "paper")
        found[offer.pk] = best.pk
    return found


def _allowed(offers: Sequence[Offer], permit_class: str) -> dict[UUID, tuple[str, ...]]:
    agreement = read_agreement()
    allowed = {}
    for offer in {offer.filing_id: offer for offer in offers}.values():
        held = agreement.holding(offer.filing.county_id, offer.starts_on, season=offer.filing.season_id)
        terms = held.parameters.permit_classes.get(permit_class)
        allowed[offer.filing_id] = terms.papers if terms else ()
    return allowed


def _best(papers: Sequence[IdentityPaper], allowed: Collection[str], chosen: UUID | None) -> IdentityPaper | None:
    if chosen is not None:
        return next((paper for paper in papers if paper.pk == chosen), None)
    rank = {paper: (paper.void_from is None, paper.kind in allowed, paper.expires_on or date.max) for paper in papers}
    return max(papers, key=rank.__getitem__, default=None)


def _succeeded(offers: Sequence[Offer], succeeds: Mapping[UUID, UUID]) -> dict[UUID, UUID]:
    """The permits that are gone on with, each ended or the same worker's, and of the same filing."""
    permits = Permit.objects.filter(pk__in=succeeds.values(), successor=None).in_bulk()
    for offer in offers:
        wanted = succeeds.get(offer.pk)
        permit = permits.get(wanted) if wanted else None
        if wanted and (permit is None or permit.filing_id != offer.filing_id):
            raise NotFound(field="succeeds")
        if permit and permit.status in OPEN and permit.worker_id != offer.worker_id:
            words = _("The permit still runs: only one that has ended is replaced by another worker's.")
            raise Invalid("succeeded_runs", words, field="succeeds")
    return dict(succeeds)
