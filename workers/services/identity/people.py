"""Entering persons, and finding again those who came before under another paper or in another season."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, insert_rows
from core.errors import Invalid, NotFound, Problem
from core.permissions import Permission as P
from core.sealing import digest
from core.workflow import allow
from employers.rules.identifiers import plain
from workers.enums import PaperKind
from workers.models import IdentityPaper, Worker
from workers.rules.names import folded, in_order, tokens
from workers.rules.papers import kept_number
from workers.services.identity import duplicates
from workers.services.identity.checks import Ground, ground, is_like, other_person, problems_of, refuse, twice
from workers.services.identity.details import NewWorker, read_in
from workers.services.identity.doubles import standing_for
from workers.services.identity.numbers import PAPER, PERSONAL_NUMBER, paper_of, personal_number_kept, phone_kept
from workers.services.identity.shared_phones import crowded

Key = tuple[str, str, bytes]


@dataclass(frozen=True, slots=True)
class Found:
    """What the numbers of some rows lead to: papers by kind, state and digest, persons by id and personal number."""

    papers: Mapping[Key, IdentityPaper]
    numbers: Mapping[bytes, Worker]
    persons: Mapping[UUID, Worker]


@dataclass(slots=True)
class Entry:
    """A row with its keys and digests, the person it turned out to be, and what is wrong."""

    row: NewWorker
    keys: list[Key]
    number: bytes
    problems: list[Problem]
    worker: Worker | None = None
    fresh_papers: list[int] = field(default_factory=list)


def enter_each(rows: Sequence[NewWorker], *, by: Actor, at: datetime) -> list[Worker]:
    """Enter many persons, all or none, in the order of the rows; a problem's field begins with its row ("rows.3.name").

    Who is already known by a paper or the personal number is found and keeps what is recorded of it, with papers
    added; who is new is held against everybody for doubles, and found ones wait for a person to look at them.
    """
    with act("enter", by=by):
        allow(P.REGISTER_WORKER, by=by)
        entries, problems, held = judged(rows, today=day_of(at))
        refuse(problems)
        return written(entries, held, at=at)


def judged(rows: Sequence[NewWorker], *, today: date) -> tuple[list[Entry], list[list[Problem]], Ground]:
    """The rows as they would be entered, and everything that is wrong with each, in a constant number of queries."""
    read = [read_in(row, on=today) for row in rows]
    held = ground([row for row, _problems in read], today=today)
    entries = [_entry(row, [*problems, *problems_of(row, held)]) for row, problems in read]
    for entry, problems in zip(entries, twice([entry.row for entry in entries]), strict=True):
        entry.problems += problems
    found = _found(entries)
    for entry in entries:
        _match(entry, found)
    new = [entry for entry in entries if entry.worker is None]
    for entry, problems in zip(new, crowded([entry.row.phone for entry in new], today=today), strict=True):
        entry.problems += problems
    return entries, [entry.problems for entry in entries], held


def written(entries: Sequence[Entry], held: Ground, *, at: datetime) -> list[Worker]:
    """Write judged entries: new persons and new papers, one statement each, and look for doubles of the new ones."""
    new = [entry for entry in entries if entry.worker is None]
    for entry in new:
        entry.worker = _person(entry.row, held, at=at)
    workers = [entry.worker for entry in entries if entry.worker]
    papers = [
        paper_of(entry.worker, entry.row.papers[place], at=at)
        for entry in entries
        for place in entry.fresh_papers
        if entry.worker
    ]
    insert_rows([entry.worker for entry in new if entry.worker])
    with constraint(IdentityPaper, "identitypaper_of_one_person", field="papers"):
        insert_rows(papers)
    duplicates.find_each([entry.worker.pk for entry in new if entry.worker], at=at)
    return workers


def find_by_number(kind: str, number: str, *, by: Actor) -> Worker:
    """The person with that paper, or that personal number, among those one may see; `NotFound` where there is none.

    A record that was merged leads to the one that stands for the person, for those who see it.
    """
    kept = kept_number(number)
    papers = IdentityPaper.objects.filter(kind=kind, number_digest=digest(kept, PAPER)).values_list("worker", flat=True)
    ids = set(papers)
    if kind == PaperKind.ID_CARD:
        held = Worker.objects.filter(personal_number_digest=digest(plain(number), PERSONAL_NUMBER))
        ids |= set(held.values_list("pk", flat=True))
    ids |= set(standing_for(ids).values())
    seen = Worker.objects.visible_to(by).filter(pk__in=ids)
    worker = seen.order_by(F("merged_into").asc(nulls_first=True), "pk").first()
    if worker is None:
        raise NotFound("no_such_person", _("Nobody you may see has this number: check it."), field="number")
    return worker


def _entry(row: NewWorker, problems: list[Problem]) -> Entry:
    keys = [(paper.kind, paper.issuing_state, digest(paper.number, PAPER)) for paper in row.papers]
    number = digest(row.personal_number, PERSONAL_NUMBER) if row.personal_number else b""
    return Entry(row, keys, number, problems)


def _found(entries: Sequence[Entry]) -> Found:
    digests = {key[2] for entry in entries for key in entry.keys}
    rows = IdentityPaper.objects.filter(number_digest__any=digests).select_related("worker") if digests else ()
    papers = {(one.kind, one.issuing_state, bytes(one.number_digest)): one for one in rows}
    numbers: dict[bytes, Worker] = {}
    for known in Worker.objects.filter(personal_number_digest__in={entry.number for entry in entries}).order_by("pk"):
        numbers.setdefault(bytes(known.personal_number_digest or b""), known)
    direct = {one.pk: one for one in [*(paper.worker for paper in papers.values()), *numbers.values()]}
    return Found(papers, numbers, _standing(direct))


def _standing(direct: dict[UUID, Worker]) -> dict[UUID, Worker]:
    """Each person found with the record that stands for it."""
    merged = [pk for pk, one in direct.items() if one.merged_into_id]
    led = standing_for(merged)
    kept = Worker.objects.filter(pk__any=set(led.values())).in_bulk() if led else {}
    return {pk: kept[led[pk]] if pk in led else one for pk, one in direct.items()}


def _match(entry: Entry, found: Found) -> None:
    """Find the person of a row by its papers, else by its personal number; what belongs to another is a problem."""
    for place, key in enumerate(entry.keys):
        paper = found.papers.get(key)
        if paper is None:
            entry.fresh_papers.append(place)
            continue
        if paper.void_from is not None:
            words = _("This paper was recorded as lost or withdrawn: give the one that replaces it.")
            entry.problems.append(Problem("paper_void", words, f"papers.{place}.number"))
        _take(entry, found.persons[paper.worker_id], f"papers.{place}.number")
    if known := found.numbers.get(entry.number):
        _take(entry, found.persons[known.pk], "personal_number")


def _take(entry: Entry, known: Worker, where: str) -> None:
    if not is_like(entry.row, tokens(entry.row.name), known):
        entry.problems.append(other_person(where))
    elif entry.worker is None:
        entry.worker = known


def _person(row: NewWorker, held: Ground, *, at: datetime) -> Worker:
    if row.birth_date is None:
        raise Invalid("no_birth_date", _("Give the day of birth as the paper states it."), field="birth_date")
    words = folded(row.name)
    return Worker(
        name=row.name,
        mrz_name=row.mrz_name,
        folded=words,
        tokens=in_order(words),
        name_zh=row.name_zh,
        sex=row.sex,
        birth_date=row.birth_date,
        nationality=row.nationality,
        province=held.provinces[row.province],
        commune=row.commune,
        is_border_resident=row.is_border_resident,
        entered_at=at,
        source=row.source,
        compared_at=at,
        **personal_number_kept(row.personal_number),
        **phone_kept(row.phone),
    )
