"""Registering workers for a season, one or a thousand at a time, and taking registrations back."""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, insert_rows, key_of, one_of
from core.errors import Forbidden, Invalid, NotFound, Problem
from core.permissions import Permission as P
from core.workflow import allow, move_each
from employers.models import Intermediary
from employers.services.directory.checks import broken
from employers.services.licensing.cover import covered_until_each
from scheme.enums import Country
from scheme.models import Season
from workers.enums import Ground
from workers.models import Disclosure, NamedRequest, Registration, Worker
from workers.rules.priority import priority
from workers.services.identity import checks, files, passing_consents, people
from workers.services.identity.checks import refuse
from workers.services.identity.details import NewWorker
from workers.services.identity.doubles import records_of, standing_for
from workers.services.identity.passing_on import Row, pass_on_each
from workers.services.registration.letters import departments_of, tell_departments, tell_registered
from workers.workflow import REGISTRATION

PASSED_ON = ("identity", "papers", "contact", "evidence")


@dataclass(frozen=True, slots=True)
class Parties:
    """Who registers, and who of the other side places the workers, if that is known; whether either, or the sending
    department, is told of them across the border."""

    registrar: UUID
    partner: UUID | None
    is_told_abroad: bool


@dataclass(frozen=True, slots=True)
class Judged:
    """Rows held against what is known: which are `new` ones with their entries, what is wrong, and whose they are."""

    new: list[int]
    entries: list[people.Entry]
    held: checks.Ground
    problems: list[list[Problem]]
    workers: list[Worker | None]


def register(
    row: NewWorker | UUID,
    *,
    season: UUID,
    by: Actor,
    at: datetime,
    partner: UUID | None = None,
    photo: UUID | None = None,
    agreed_abroad: bool = False,
) -> Registration:
    """Register one worker for a season, with the photo that was put by if there is one."""
    with act("register_workers", by=by):
        places = [0] if agreed_abroad else []
        [registration] = register_each([row], season=season, by=by, at=at, partner=partner, agreed_abroad=places)
        if photo is not None:
            files.carry_photo(registration.worker_id, photo, by=by)
    return registration


def register_each(
    rows: Sequence[NewWorker | UUID],
    *,
    season: UUID,
    by: Actor,
    at: datetime,
    partner: UUID | None = None,
    agreed_abroad: Collection[int] = (),
) -> list[Registration]:
    """Register persons, new or known by their id, for a season: all, or none with those named that cannot be.

    Whoever registers states that each of them agreed to it; that their data goes to the sending department, and to
    the partner, is recorded. `agreed_abroad` are the places of those who agreed apart that it goes to the other
    country; without that nobody there can be told of them. Only under a licence in force.
    """
    with act("register_workers", by=by):
        allow(P.REGISTER_WORKER, by=by)
        today = day_of(at)
        parties = _parties(partner, by=by, today=today)
        of = _season(season, today=today)
        workers = _workers(rows, of, parties, agreed_abroad, by=by, at=at)
        made = _written(workers, of, parties, at=at)
        departments = departments_of(worker.province_id for worker in workers)
        if agreed_abroad:
            passing_consents.take_down([workers[place].pk for place in agreed_abroad], by=by, at=at)
        pass_on_each(_passings(made, departments), by=by, at=at)
        tell_departments("workers_registered", made, departments=departments, at=at)
        tell_registered("you_were_registered", made, at=at)
    return made


def judge_each(
    rows: Sequence[NewWorker | UUID],
    *,
    season: UUID,
    by: Actor,
    at: datetime,
    partner: UUID | None = None,
    agreed_abroad: Collection[int] = (),
) -> list[tuple[list[Problem], UUID | None]]:
    """What would keep each of these persons from being registered, and who of them is known already; writes nothing."""
    allow(P.REGISTER_WORKER, by=by)
    today = day_of(at)
    parties = _parties(partner, by=by, today=today)
    judged = _judged(rows, _season(season, today=today), by=by, at=at)
    _demand_agreed(judged, parties, agreed_abroad)
    return [
        (problems, worker.pk if worker else None)
        for problems, worker in zip(judged.problems, judged.workers, strict=True)
    ]


def withdraw_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Registration]:
    """Take registrations back, as the intermediary that made them; their departments are told."""
    ours = Registration.objects.visible_to(by).filter(intermediary=by.organisation_id)
    with move_each(ours, ids, REGISTRATION["withdraw"], by=by) as taken:
        tell_departments("registrations_withdrawn", taken, at=at)
    return taken


def withdraw(registration_id: UUID, *, by: Actor, at: datetime) -> Registration:
    """Take one registration back."""
    [taken] = withdraw_each([registration_id], by=by, at=at)
    return taken


def rank_anew(worker_ids: Collection[UUID], *, season: UUID, by: Actor) -> int:
    """Rank the running registrations of these workers anew, when an employer has asked for them by name."""
    with act("rank", by=by):
        of = one_of(Season.objects.visible_to(by), season)
        ranks = _ranks(worker_ids, of)
        changed = 0
        for rank in set(ranks.values()):
            same = [worker for worker, own in ranks.items() if own == rank]
            running = Registration.objects.running().filter(season=of, worker__any=same)
            changed += running.exclude(priority=rank).update(priority=rank)
        return changed


def _parties(partner: UUID | None, *, by: Actor, today: date) -> Parties:
    """Those named, each with a licence in force, and of two sides."""
    registrar = by.organisation_id
    known = Intermediary.objects.in_bulk([pk for pk in (registrar, partner) if pk])
    if registrar is None or registrar not in known:
        raise Forbidden("not_an_intermediary", _("Only an intermediary registers workers."))
    covered = covered_until_each(list(known), today)
    if registrar not in covered:
        raise Forbidden("licence_missing", _("The intermediary has no licence in force: have it renewed first."))
    if partner is not None and (partner not in covered or known[partner].side == known[registrar].side):
        words = _("Name a partner of the other side with a licence in force, or none.")
        raise Invalid("no_such_partner", words, field="partner")
    abroad = partner is not None or known[registrar].side == Country.CHINA
    return Parties(registrar, partner, abroad)


def _season(season: UUID, *, today: date) -> Season:
    found: Season | None = Season.objects.filter(pk=key_of(Season.objects.all(), season)).first()
    if found is None:
        raise NotFound(field="season")
    if today > found.work_until:
        words = _("This season's work was over on %(last)s: choose the next season.")
        raise Invalid("season_over", words, field="season", last=found.work_until)
    return found


def _workers(
    rows: Sequence[NewWorker | UUID],
    of: Season,
    parties: Parties,
    agreed_abroad: Collection[int],
    *,
    by: Actor,
    at: datetime,
) -> list[Worker]:
    """The persons of the rows, new ones written; all that keeps any of them from being registered is told at once."""
    with act("enter", by=by):
        judged = _judged(rows, of, by=by, at=at)
        _demand_agreed(judged, parties, agreed_abroad)
        refuse(judged.problems)
        workers = judged.workers
        for place, worker in zip(judged.new, people.written(judged.entries, judged.held, at=at), strict=True):
            workers[place] = worker
    return [worker for worker in workers if worker is not None]


def _judged(rows: Sequence[NewWorker | UUID], of: Season, *, by: Actor, at: datetime) -> Judged:
    """The persons of the rows as far as they are known, and what keeps any of them from being registered."""
    known = _known([row for row in rows if not isinstance(row, NewWorker)], by=by)
    new = [(place, row) for place, row in enumerate(rows) if isinstance(row, NewWorker)]
    entries, found, held = people.judged([row for _place, row in new], today=day_of(at))
    problems: list[list[Problem]] = [[] for _row in rows]
    workers: list[Worker | None] = [known.get(row) if not isinstance(row, NewWorker) else None for row in rows]
    for (place, _row), entry, wrong in zip(new, entries, found, strict=True):
        problems[place], workers[place] = wrong, entry.worker
    _judge(rows, workers, problems, of)
    return Judged([place for place, _row in new], entries, held, problems, workers)


def _known(ids: Sequence[UUID], *, by: Actor) -> dict[UUID, Worker]:
    """Workers one sees by id, each as the record that stands for it."""
    if not ids:
        return {}
    seen = Worker.objects.visible_to(by).filter(pk__any=ids).values_list("pk", flat=True)
    standing = standing_for(list(seen))
    kept = Worker.objects.filter(pk__any=set(standing.values())).in_bulk()
    return {pk: kept[now] for pk, now in standing.items()}


def _judge(
    rows: Sequence[NewWorker | UUID], workers: Sequence[Worker | None], problems: list[list[Problem]], of: Season
) -> None:
    ids = Counter(worker.pk for worker in workers if worker)
    there = set(Registration.objects.running().filter(season=of, worker__any=ids).values_list("worker", flat=True))
    for row, worker, found in zip(rows, workers, problems, strict=True):
        if worker is None and not isinstance(row, NewWorker):
            found.append(Problem("no_such_person", _("There is no such worker among yours: check it."), ""))
        elif worker is not None and (worker.pk in there or ids[worker.pk] > 1):
            found.append(broken(Registration, "registration_one_per_season", ""))


def _demand_agreed(judged: Judged, parties: Parties, agreed_abroad: Collection[int]) -> None:
    """Name those whose data cannot go to the other country, for want of a separate yes."""
    if not parties.is_told_abroad:
        return
    said = passing_consents.latest([worker.pk for worker in judged.workers if worker], is_given=True)
    for place, (worker, found) in enumerate(zip(judged.workers, judged.problems, strict=True)):
        if place not in agreed_abroad and (worker is None or worker.pk not in said):
            found.append(broken(Disclosure, "disclosure_abroad_with_consent", "agreed_abroad"))


def _written(workers: Sequence[Worker], of: Season, parties: Parties, *, at: datetime) -> list[Registration]:
    ranks = _ranks([worker.pk for worker in workers], of)
    made = [
        Registration(
            worker=worker,
            season=of,
            intermediary_id=parties.registrar,
            partner_id=parties.partner,
            province_id=worker.province_id,
            registered_at=at,
            consented_at=at,
            priority=ranks[worker.pk],
        )
        for worker in workers
    ]
    with constraint(Registration, "registration_one_per_season", field="rows"):
        insert_rows(made)
    return made


def _ranks(worker_ids: Collection[UUID], of: Season) -> dict[UUID, int]:
    """The rank of each of these workers in a season, from the season before and who asked for them by name.

    Of whom two records were merged, what either did counts.
    """
    persons = records_of(worker_ids)
    before = Season.objects.filter(work_from__lt=of.work_from).order_by("-work_from").values("pk")[:1]
    earlier = Registration.objects.filter(season__in=before, returned_in_time=True, worker__any=list(persons))
    returned = {persons[record] for record in earlier.values_list("worker", flat=True)}
    wished = NamedRequest.objects.filter(season=of, worker__in=[one for one in persons if persons[one] in returned])
    named = {persons[record] for record in wished.values_list("worker", flat=True)} if returned else set()
    ranks = {one: priority(returned_in_time=one in returned, is_named=one in named) for one in persons.values()}
    return {pk: ranks[persons[pk]] for pk in worker_ids}


def _passings(made: Sequence[Registration], departments: Mapping[UUID, Sequence[UUID]]) -> list[Row]:
    return [
        (one.worker_id, recipient, Ground.CONSENT, "register", PASSED_ON)
        for one in made
        for recipient in [*departments.get(one.province_id, ()), *([one.partner_id] if one.partner_id else [])]
    ]
