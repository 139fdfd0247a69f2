"""The facts of many applications at once, in a number of queries that does not grow with them."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple, TypeVar
from uuid import UUID

from django.db.models import Max

from employers.rules.findings import Finding
from permits.models import Permit, PermitApplication
from permits.rules.facts import ApplicationFacts, FilingFacts, PaperFacts, WorkerFacts, age_on
from permits.services.application.ground import Ground
from permits.services.application.present_terms import replaced_terms
from scheme.enums import Due
from scheme.services.in_force import InForce
from workers.enums import OfferStatus
from workers.models import Offer, Registration, RemovalBan, Worker
from workers.rules.evidence import Shown, judge
from workers.services.registration.evidence import HeldPaper, papers_by_key, shown_by, shown_papers

DUE = frozenset({Due.APPLICATION})
Days = tuple[date, date]
R = TypeVar("R")


class Person(NamedTuple):
    """A worker, as the checks look at one."""

    nationality: str
    birth_date: date
    is_border_resident: bool
    province: UUID
    province__code: str
    province__successor_code: str
    merged_into: UUID | None


class Registered(NamedTuple):
    """Where a registration stands, and who took it down."""

    status: str
    intermediary: UUID


class Promise(NamedTuple):
    """An offer's terms, those the worker said yes to, and whose they are where that is not the filing's employer."""

    status: str
    terms__digest: str
    terms__made_at: datetime
    consent__digest: str | None
    terms__content__employer: str | None
    starts_on: date
    ends_on: date
    vacated_at: datetime | None

    @property
    def stands(self) -> bool:
        """Whether the worker said yes to it, and has not given the post up since."""
        return self.status == OfferStatus.ACCEPTED and self.vacated_at is None


@dataclass(frozen=True, slots=True)
class People:
    """What is known of the workers who apply, each by its key: as they are, their papers, evidence, bans, permits."""

    workers: dict[UUID, Person]
    papers: dict[UUID, HeldPaper]
    papers_of: Mapping[UUID, Sequence[Shown]]
    shown: Mapping[UUID, Sequence[Shown]]
    banned_until: dict[UUID, date]
    registrations: dict[UUID, Registered]
    offers: dict[UUID, Promise]
    permits: dict[UUID, list[tuple[UUID, date, date]]]
    replaced: dict[UUID, str]


def people_of(applications: Sequence[PermitApplication], ground: Ground, *, beside: Collection[UUID] = ()) -> People:
    """What is known of the workers of these applications, which need not be kept yet; permits `beside` are left out."""
    keys = {application.worker_id for application in applications}
    registrations = {application.registration_id for application in applications}
    offers = _by_key(Promise, Offer.objects.filter(pk__any={application.offer_id for application in applications}))
    made = {(each.offer_id, each.filing_id): offers[each.offer_id].terms__made_at for each in applications}
    papers = papers_by_key(keys)
    workers = _by_key(Person, Worker.objects.filter(pk__any=keys))
    records = _records(workers)
    return People(
        workers=workers,
        papers=papers,
        papers_of=shown_papers(papers.values(), on=ground.on),
        shown=shown_by(keys),
        banned_until=_bans(records),
        registrations=_by_key(Registered, Registration.objects.filter(pk__any=registrations)),
        offers=offers,
        permits=_permits(records, beside),
        replaced=replaced_terms(made, ground.filings),
    )


def facts_of(
    application: PermitApplication, ground: Ground, people: People, *, taken: int = 0, promised: Iterable[Days] = ()
) -> ApplicationFacts:
    """The facts of one application; `taken` posts of its filing and `promised` days go to those before it."""
    rules = ground.rules_for(application.filing_id, application.permit_class)
    promise = people.offers[application.offer_id]
    others = [
        (first, last) for key, first, last in people.permits.get(application.worker_id, ()) if key != application.pk
    ]
    return ApplicationFacts(
        on=ground.on,
        permit_class=application.permit_class,
        first_on=application.first_on,
        last_on=application.last_on,
        worker=_worker(application, people),
        paper=_paper(application, ground, people),
        filing=_filing(application, ground, people, taken),
        rules=rules,
        consent=promise.consent__digest if promise.stands else None,
        terms=people.replaced.get(application.offer_id, promise.terms__digest),
        clearance=people.registrations[application.registration_id].status,
        evidence=tuple(_evidence(application, ground, people, rules.paper_margin_days)),
        other_permits=(*others, *promised),
        ports=tuple((port, ground.is_open(port, application.first_on)) for port in application.ports),
        needs_post=application.succeeds_id is None,
        offer_from=promise.starts_on,
        offer_until=promise.ends_on,
    )


def _by_key(kind: type[R], rows: Any) -> dict[UUID, R]:
    names = kind._fields  # type: ignore[attr-defined]
    return {key: kind(*rest) for key, *rest in rows.values_list("pk", *names)}


def _records(workers: Mapping[UUID, Person]) -> dict[UUID, list[UUID]]:
    """By each record of these persons, merged ones too, under which of those who apply it counts."""
    standing = {key: one.merged_into or key for key, one in workers.items()}
    doubles = Worker.objects.filter(merged_into__any=set(standing.values())).values_list("pk", "merged_into")
    of_person = {**{kept: kept for kept in standing.values()}, **dict(doubles)}
    asking: defaultdict[UUID, list[UUID]] = defaultdict(list)
    for key, kept in standing.items():
        asking[kept].append(key)
    return {record: asking[kept] for record, kept in of_person.items() if kept is not None}


def _bans(records: Mapping[UUID, Sequence[UUID]]) -> dict[UUID, date]:
    bans = RemovalBan.objects.filter(worker__any=records, lifted_at=None).order_by()
    until: dict[UUID, date] = {}
    for record, day in bans.values("worker").annotate(until=Max("until_on")).values_list("worker", "until"):
        until |= {key: max(day, until.get(key, day)) for key in records[record]}
    return until


def _permits(
    records: Mapping[UUID, Sequence[UUID]], beside: Collection[UUID]
) -> dict[UUID, list[tuple[UUID, date, date]]]:
    held: defaultdict[UUID, list[tuple[UUID, date, date]]] = defaultdict(list)
    rows = Permit.objects.open().filter(worker__any=records).exclude(pk__in=beside).order_by("first_on", "pk")
    for worker, application, first_on, last_on in rows.values_list("worker", "application", "first_on", "last_on"):
        for key in records[worker]:
            held[key].append((application, first_on, last_on))
    return held


def _worker(application: PermitApplication, people: People) -> WorkerFacts:
    person = people.workers[application.worker_id]
    return WorkerFacts(
        nationality=person.nationality,
        age=age_on(person.birth_date, application.first_on),
        is_border_resident=person.is_border_resident,
        ban_until=people.banned_until.get(application.worker_id),
    )


def _paper(application: PermitApplication, ground: Ground, people: People) -> PaperFacts | None:
    found = people.papers.get(application.paper_id)
    if found is None or found.worker != application.worker_id:
        return None
    return PaperFacts(found.kind, found.expires_on, found.void_from is not None and found.void_from <= ground.on)


def _filing(application: PermitApplication, ground: Ground, people: People, taken: int) -> FilingFacts:
    facts, person = ground.facts[application.filing_id], people.workers[application.worker_id]
    homes = {person.province__code, person.province__successor_code}
    return replace(
        facts,
        posts_left=facts.posts_left - taken,
        room_left=None if facts.room_left is None else facts.room_left - taken,
        is_opposite_border_area=_faces(ground.holding[application.filing_id], homes),
    )


def _faces(holding: InForce, homes: Collection[str]) -> bool | None:
    area = holding.area
    if area is None or (area.is_border and not area.faces):
        return None
    return area.is_border and any(code in homes for code in area.faces)


def _evidence(application: PermitApplication, ground: Ground, people: People, margin_days: int) -> list[Finding]:
    return judge(
        ground.wanted_for(application.filing_id, application.permit_class),
        people.shown.get(application.worker_id, ()),
        papers=people.papers_of.get(application.worker_id, ()),
        first_on=application.first_on,
        last_on=application.last_on,
        due=DUE,
        margin_days=margin_days,
    )
