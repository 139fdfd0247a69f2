"""What workers show: recorded by who registered them or by the department, taken back, and judged for a stay."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, insert_rows, lock_one, update_rows
from core.errors import Conflict, Forbidden, NotFound, Problem
from core.permissions import Permission as P
from core.workflow import allow
from employers.rules.findings import Finding
from employers.rules.texts import text_problem, tidy
from employers.services.directory.checks import broken
from employers.services.directory.words import TEXT_WORDS
from scheme.enums import Due
from scheme.models import Requirement
from scheme.services.in_force import read_agreement
from workers.models import Evidence, IdentityPaper, Worker
from workers.rules.evidence import Shown, Wanted, judge
from workers.services.identity.checks import refuse
from workers.services.identity.files import carry_scan


class HeldPaper(NamedTuple):
    """An identity paper without its number."""

    worker: UUID
    kind: str
    issued_on: date | None
    recorded_at: datetime
    expires_on: date | None
    void_from: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvidence:
    """What a worker shows, as it is told: kind and code as the requirements name them."""

    worker: UUID
    kind: str
    code: str
    issuer: str
    valid_from: date
    valid_until: date | None = None
    number: str = ""

    def tidied(self) -> "NewEvidence":
        """The same with texts as they are kept."""
        return replace(self, issuer=tidy(self.issuer), number=tidy(self.number))


def record_each(rows: Sequence[NewEvidence], *, by: Actor, at: datetime, scan: UUID | None = None) -> list[Evidence]:
    """Record what workers one sees have shown, all or none; a problem's field begins with its row ("rows.3.code").

    `scan` is the file that was put by: all of them showed it.
    """
    with act("record_evidence", by=by):
        allow(P.RECORD_EVIDENCE, by=by)
        if by.organisation_id is None:
            raise Forbidden("no_organisation", _("Only an organisation records evidence."))
        told = [row.tidied() for row in rows]
        refuse(_problems(told, by=by, today=day_of(at)))
        made = [_kept(row, by.organisation_id, at=at) for row in told]
        with constraint(Evidence, "evidence_once", field="rows"):
            insert_rows(made)
        if scan is not None:
            carry_scan(made, scan, by=by, at=at)
        return made


def problems_of_each(rows: Sequence[NewEvidence], *, by: Actor, at: datetime) -> list[list[Problem]]:
    """What would keep each of these from being recorded; writes nothing."""
    allow(P.RECORD_EVIDENCE, by=by)
    return _problems([row.tidied() for row in rows], by=by, today=day_of(at))


def withdraw_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Evidence]:
    """Take back evidence that one's own organisation recorded, all or none."""
    with act("withdraw_evidence", by=by):
        allow(P.RECORD_EVIDENCE, by=by)
        ours = Evidence.objects.visible_to(by).filter(recorded_by=by.organisation_id, pk__any=ids)
        taken: list[Evidence] = list(ours.order_by("pk").select_for_update(of=("self",)))
        if len(taken) != len(ids):
            raise NotFound
        if any(one.withdrawn_at for one in taken):
            raise Conflict("already_withdrawn", _("This evidence was already taken back."))
        for one in taken:
            one.withdrawn_at = at
        update_rows(taken, ["withdrawn_at"])
    return taken


def withdraw_evidence(evidence_id: UUID, *, by: Actor, at: datetime) -> Evidence:
    """Take back evidence that was found to be wrong: who recorded it may, and the worker's department."""
    with act("withdraw_evidence", by=by):
        allow(P.RECORD_EVIDENCE, by=by)
        evidence: Evidence = lock_one(Evidence.objects.visible_to(by), evidence_id)
        if by.kind != "department" and evidence.recorded_by_id != by.organisation_id:
            words = _("Only who recorded it, or the sending department, can take evidence back.")
            raise Forbidden("not_recorded_by_you", words)
        if evidence.withdrawn_at is not None:
            raise Conflict("already_withdrawn", _("This evidence was already taken back."))
        evidence.withdrawn_at = at
        evidence.save(update_fields=["withdrawn_at"])
    return evidence


def judge_each(
    worker_ids: Collection[UUID],
    permit_class: str,
    county: str,
    first_on: date,
    last_on: date,
    *,
    on: date,
    season: UUID | None = None,
    due: Collection[str] = (Due.APPLICATION,),
) -> dict[UUID, list[Finding]]:
    """Hold what workers have shown against what is asked in a county on a day, for a stay; two queries for all.

    Without a county, against what is asked everywhere.
    """
    held = read_agreement().holding(county, on, season=season)
    wanted = [
        Wanted(row.kind, row.code, row.choice, row.due, row.valid_months) for row in held.required_for(permit_class)
    ]
    shown, papers = shown_by(worker_ids), shown_papers(papers_by_key(worker_ids).values(), on=on)
    stay: dict[str, Any] = {"first_on": first_on, "last_on": last_on, "due": due}
    margin = held.parameters.paper_margin_days
    return {
        pk: judge(wanted, shown.get(pk, ()), papers=papers.get(pk, ()), margin_days=margin, **stay) for pk in worker_ids
    }


def shown_by(worker_ids: Collection[UUID]) -> Mapping[UUID, Sequence[Shown]]:
    """The evidence of these workers that was not taken back."""
    rows = Evidence.objects.filter(worker__any=worker_ids, withdrawn_at=None)
    found: dict[UUID, list[Shown]] = defaultdict(list)
    for pk, kind, code, begins, ends in rows.values_list("worker", "kind", "code", "valid_from", "valid_until"):
        found[pk].append(Shown(kind, code, begins, ends))
    return found


def papers_by_key(worker_ids: Collection[UUID]) -> dict[UUID, HeldPaper]:
    """The identity papers of these workers, void ones too, each by its key."""
    rows = IdentityPaper.objects.filter(worker__any=worker_ids).values_list("pk", *HeldPaper._fields)
    return {key: HeldPaper(*rest) for key, *rest in rows}


def shown_papers(papers: Iterable[HeldPaper], *, on: date) -> Mapping[UUID, Sequence[Shown]]:
    """By worker, what those of these papers show that are not void on that day."""
    found: dict[UUID, list[Shown]] = defaultdict(list)
    for paper in papers:
        if paper.void_from is None or paper.void_from > on:
            begins = paper.issued_on or day_of(paper.recorded_at)
            found[paper.worker].append(Shown("paper", paper.kind, begins, paper.expires_on))
    return found


def _problems(rows: Sequence[NewEvidence], *, by: Actor, today: date) -> list[list[Problem]]:
    seen = set(Worker.objects.visible_to(by).filter(pk__any={row.worker for row in rows}).values_list("pk", flat=True))
    asked = set(Requirement.objects.values_list("kind", "code").distinct())
    codes = {row.code for row in rows}
    recorded = Evidence.objects.filter(worker__any=seen, code__in=codes, withdrawn_at=None)
    there = set(recorded.values_list("worker", "code", "valid_from", "number"))
    found = []
    for row in rows:
        problems = _wrong(row, today=today)
        if row.worker not in seen:
            problems.append(Problem("no_such_person", _("There is no such worker among yours: check it."), "worker"))
        if (row.kind, row.code) not in asked:
            problems.append(Problem("no_such_requirement", _("Choose what the rules ask for."), "code"))
        key = (row.worker, row.code, row.valid_from, row.number)
        if key in there:
            problems.append(broken(Evidence, "evidence_once", "number"))
        there.add(key)
        found.append(problems)
    return found


def _wrong(row: NewEvidence, *, today: date) -> list[Problem]:
    texts = {
        "issuer": text_problem(row.issuer, longest=120, is_required=True),
        "number": text_problem(row.number, longest=60),
    }
    problems = [Problem(problem, TEXT_WORDS[problem], field) for field, problem in texts.items() if problem]
    if row.valid_until is not None and row.valid_until < row.valid_from:
        problems.append(broken(Evidence, "evidence_days_in_order", "valid_until"))
    if row.valid_until is not None and row.valid_until < today:
        problems.append(Problem("evidence_over", _("This has run out already: show a newer one."), "valid_until"))
    return problems


def _kept(row: NewEvidence, recorder: UUID, *, at: datetime) -> Evidence:
    return Evidence(
        worker_id=row.worker,
        kind=row.kind,
        code=row.code,
        issuer=row.issuer,
        number=row.number,
        valid_from=row.valid_from,
        valid_until=row.valid_until,
        recorded_by_id=recorder,
        recorded_at=at,
    )
