"""Rosters of offers: posts of granted filings put before registered workers."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.dates import day_of
from core.errors import Conflict, Problem, Refusal
from core.permissions import Permission
from employers.models import Filing
from employers.rules.references import parse
from rosters.rules.cells import day
from rosters.rules.tables import Column, Table
from rosters.services.kinds.base import Kind, Setting, Values, Verdict, rehearsed
from rosters.services.kinds.columns import PAPER_NUMBER, PERSON_NUMBER
from rosters.services.persons import found_each
from workers.enums import OfferStatus
from workers.models import Offer, Registration
from workers.services.agreement import offers
from workers.services.agreement.checks import Wanted
from workers.services.identity.checks import refuse

TABLE: Final = Table(
    (
        PERSON_NUMBER,
        PAPER_NUMBER,
        Column(
            "filing",
            ("Filing", "申报编号", "Mã hồ sơ nhu cầu"),
            "DF-2627-000123-8",
            is_needed=True,
            may_be_empty=False,
        ),
        Column("starts_on", ("First day", "开始日期", "Ngày bắt đầu"), "2026-11-15", day),
        Column("ends_on", ("Last day", "结束日期", "Ngày kết thúc"), "2027-03-31", day),
        Column(
            "valid_until",
            ("Answer until", "答复截止日期", "Trả lời trước ngày"),
            "2026-11-10",
            day,
            is_needed=True,
            may_be_empty=False,
        ),
    )
)
NO_FILING = _("There is no such filing among yours: write the number as its page shows it.")
UNREGISTERED = _("A registration is not running in the filing's season: register the worker for it first.")
ANSWERED = _("Offers of this roster were answered or withdrawn by now: withdraw single offers.")


class Group(NamedTuple):
    """Rows that are offered together: the same filing, days and last day for an answer."""

    filing: UUID
    starts_on: date | None
    ends_on: date | None
    valid_until: date


class Target(NamedTuple):
    """Whom a row is about and what is offered."""

    registration: UUID
    worker: UUID
    group: Group


def _same(values: Values) -> list[object]:
    return [(values["person_number"] or values["paper_number"], values["filing"])]


def _tried(rows: Sequence[Values], setting: Setting) -> list[Verdict]:
    """Try rows by making the offers and taking all of it back, so that no rule is judged in two places."""
    targets = _targets(rows, setting)
    verdicts = [Verdict([] if isinstance(one, Target) else one) for one in targets]
    there = _there([one for one in targets if isinstance(one, Target)], setting)
    for one, verdict in zip(targets, verdicts, strict=True):
        if isinstance(one, Target):
            verdict.known = there.get((one.group.filing, one.worker))
    open_ = {
        place: one
        for place, (one, verdict) in enumerate(zip(targets, verdicts, strict=True))
        if isinstance(one, Target) and verdict.known is None
    }
    while open_ and (wrong := _refused(open_, setting)):
        for place, problem in wrong:
            verdicts[place].problems.append(problem)
            open_.pop(place, None)
    return verdicts


def _refused(targets: Mapping[int, Target], setting: Setting) -> list[tuple[int, Problem]]:
    groups = _grouped(targets)
    refusal = rehearsed(lambda: offers.make_for_each(_wanted(groups, targets), by=setting.by, at=setting.at))
    return _by_place(refusal, groups, targets) if refusal else []


def _by_place(
    refusal: Refusal, groups: Mapping[Group, list[int]], targets: Mapping[int, Target]
) -> list[tuple[int, Problem]]:
    """Which rows a refusal is about: those it names, else all of the group that it names, else all."""
    found = []
    for problem in refusal.problems:
        first, _dot, field = problem.field.partition(".")
        places = list(targets)
        if first.isdecimal():
            places = list(groups.values())[int(first)]
        if named := set(problem.params.get("records", ())):
            places = [place for place in places if str(targets[place].registration) in named]
        params = {name: value for name, value in problem.params.items() if name != "records"}
        said = Problem(problem.code, problem.message, field or problem.field, params)
        found += [(place, said) for place in places]
    return found


def _grouped(targets: Mapping[int, Target]) -> dict[Group, list[int]]:
    groups: dict[Group, list[int]] = defaultdict(list)
    for place, target in targets.items():
        groups[target.group].append(place)
    return groups


def _wanted(groups: Mapping[Group, list[int]], targets: Mapping[int, Target]) -> list[Wanted]:
    return [
        Wanted(
            group.filing,
            [targets[place].registration for place in places],
            group.valid_until,
            group.starts_on,
            group.ends_on,
        )
        for group, places in groups.items()
    ]


def _wrong(rows: Sequence[Values], setting: Setting) -> list[list[Problem]]:
    return [[] if isinstance(one, Target) else one for one in _targets(rows, setting)]


def _targets(rows: Sequence[Values], setting: Setting) -> list[Target | list[Problem]]:
    """What each row offers to whom, or all that keeps it from saying so."""
    people = found_each(rows, by=setting.by)
    filings = _filings(rows, setting)
    workers = {one for one in people if isinstance(one, UUID)}
    running = Registration.objects.visible_to(setting.by).running().filter(worker__any=workers)
    held = {(worker, season): pk for pk, worker, season in running.values_list("pk", "worker", "season")}
    found: list[Target | list[Problem]] = []
    for values, person in zip(rows, people, strict=True):
        filing = filings.get(str(parse(values["filing"]) or ""))
        if isinstance(person, UUID) and filing and (person, filing.season_id) in held:
            days = (values["starts_on"], values["ends_on"], values["valid_until"])
            found.append(Target(held[person, filing.season_id], person, Group(filing.pk, *days)))
            continue
        problems = [person] if isinstance(person, Problem) else []
        if filing is None:
            problems.append(Problem("no_such_filing", NO_FILING, "filing"))
        found.append(problems or [Problem("registration_not_running", UNREGISTERED, "person_number")])
    return found


def _filings(rows: Sequence[Values], setting: Setting) -> dict[str, Filing]:
    read = {one for values in rows if (one := parse(values["filing"]))}
    seen = Filing.objects.visible_to(setting.by).select_related("season")
    found = seen.filter(number__in={one.number for one in read if one.number < 2**63}) if read else seen.none()
    return {filing.reference: filing for filing in found}


def _there(targets: Sequence[Target], setting: Setting) -> dict[tuple[UUID, UUID], UUID]:
    """The offers that were made already and still run, by filing and worker."""
    held = Offer.objects.visible_to(setting.by).running_on(day_of(setting.at))
    filings, workers = {one.group.filing for one in targets}, {one.worker for one in targets}
    found = held.filter(filing__in=filings, worker__any=workers).values_list("filing", "worker", "pk")
    return {(filing, worker): pk for filing, worker, pk in found} if targets else {}


def _applied(rows: Sequence[Values], setting: Setting) -> list[UUID]:
    found = _targets(rows, setting)
    refuse([[] if isinstance(one, Target) else one for one in found])
    targets = {place: one for place, one in enumerate(found) if isinstance(one, Target)}
    made = offers.make_for_each(_wanted(_grouped(targets), targets), by=setting.by, at=setting.at)
    of = {(offer.filing_id, offer.worker_id): offer.pk for offer in made}
    return [of[one.group.filing, one.worker] for one in targets.values()]


def _free(ids: Sequence[UUID], setting: Setting) -> None:
    held = Offer.objects.visible_to(setting.by).filter(pk__any=ids).order_by("pk").select_for_update(of=("self",))
    answered = [str(pk) for pk, status in held.values_list("pk", "status") if status != OfferStatus.MADE]
    if answered:
        raise Conflict("built_on", ANSWERED, records=answered)


def _undone(ids: Sequence[UUID], setting: Setting) -> None:
    offers.withdraw_each(ids, by=setting.by, at=setting.at)


OFFERS: Final = Kind(TABLE, Permission.MAKE_OFFER, _same, _tried, _wrong, _applied, _undone, _free)
