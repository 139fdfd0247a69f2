"""Rosters of clearances: what the sending department decided of each registered worker of its province."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import Final, NamedTuple
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.dates import day_of
from core.errors import Problem
from core.permissions import Permission
from employers.rules.texts import text_problem, tidy
from employers.services.directory.words import TEXT_WORDS
from rosters.rules.cells import one_of
from rosters.rules.tables import Column, Table
from rosters.services.kinds.base import Kind, Setting, Values, Verdict, rehearsed, told_of
from rosters.services.kinds.columns import PAPER_NUMBER, PERSON_NUMBER
from rosters.services.persons import found_each
from workers.enums import ClearanceRefusal, RegistrationStatus
from workers.models import Registration
from workers.services.identity.checks import refuse
from workers.services.registration import clearances

CLEARED: Final = "cleared"
DECISIONS: Final[dict[str, tuple[str, ...]]] = {
    CLEARED: ("核准", "给予派出核准", "đủ điều kiện", "đồng ý"),
    ClearanceRefusal.EVIDENCE_WANTING: ("evidence wanting", "证明材料不足", "thiếu giấy tờ chứng minh"),
    ClearanceRefusal.NOT_OF_PROVINCE: ("not of this province", "非本省人员", "không thuộc tỉnh này"),
    ClearanceRefusal.BARRED_FROM_LEAVING: ("barred from leaving", "限制出境", "chưa được xuất cảnh"),
    ClearanceRefusal.IDENTITY_DOUBTED: ("identity doubted", "身份存疑", "nghi ngờ nhân thân"),
}
TABLE: Final = Table(
    (
        PERSON_NUMBER,
        PAPER_NUMBER,
        Column(
            "decision",
            ("Decision", "决定", "Quyết định"),
            CLEARED,
            one_of(DECISIONS),
            is_needed=True,
            may_be_empty=False,
        ),
        Column("contract_number", ("Number of the contract", "合同编号", "Số hợp đồng"), "HD-0001"),
    )
)
UNREGISTERED = _("No registration of this worker waits for a decision: it was decided, withdrawn, or never made.")


class Decided(NamedTuple):
    """The registration that a row is about, what was decided, and the number of the contract."""

    registration: UUID
    decision: str
    contract_number: str


def _same(values: Values) -> list[object]:
    return [values["person_number"] or values["paper_number"]]


def _tried(rows: Sequence[Values], setting: Setting) -> list[Verdict]:
    """Try rows by deciding and taking all of it back, so that no rule is judged in two places."""
    found = _found(rows, setting)
    verdicts = [Verdict([] if isinstance(one, Decided) else one) for one in found]
    open_ = {place: one for place, one in enumerate(found) if isinstance(one, Decided)}
    for place in _decided_so(open_):
        verdicts[place].known = open_.pop(place).registration
    while open_ and (refusal := rehearsed(lambda: _decide(open_.values(), setting))):
        for place, problem in told_of(refusal, {place: one.registration for place, one in open_.items()}):
            verdicts[place].problems.append(problem)
            open_.pop(place, None)
    return verdicts


def _wrong(rows: Sequence[Values], setting: Setting) -> list[list[Problem]]:
    return [[] if isinstance(one, Decided) else one for one in _found(rows, setting)]


def _found(rows: Sequence[Values], setting: Setting) -> list[Decided | list[Problem]]:
    """What each row decides of which registration, or all that keeps it from saying so."""
    people = found_each(rows, by=setting.by)
    workers = [one for one in people if isinstance(one, UUID)]
    latest = _latest(workers, setting)
    found: list[Decided | list[Problem]] = []
    for values, person in zip(rows, people, strict=True):
        number = tidy(values["contract_number"])
        problems = [person] if isinstance(person, Problem) else []
        if isinstance(person, UUID) and person not in latest:
            problems.append(Problem("not_registered", UNREGISTERED, "person_number"))
        if problem := text_problem(number, longest=clearances.LONGEST_NUMBER):
            problems.append(Problem(problem, TEXT_WORDS[problem], "contract_number"))
        if problems or isinstance(person, Problem):
            found.append(problems)
        else:
            found.append(Decided(latest[person], values["decision"], number))
    return found


def _latest(workers: Sequence[UUID], setting: Setting) -> dict[UUID, UUID]:
    """Each worker's registration for a season that is not over: the one that waits, else the latest."""
    if not workers:
        return {}
    seen = Registration.objects.visible_to(setting.by).filter(
        worker__any=workers, season__work_until__gte=day_of(setting.at)
    )
    told = seen.exclude(status=RegistrationStatus.WITHDRAWN).order_by("pk").values_list("worker", "pk", "status")
    rows = sorted(told, key=lambda row: row[2] == RegistrationStatus.REGISTERED)
    return {worker: pk for worker, pk, _status in rows}


def _decided_so(rows: Mapping[int, Decided]) -> list[int]:
    """Those that were decided just so before."""
    seen = Registration.objects.filter(pk__any=[one.registration for one in rows.values()]) if rows else []
    held = {one.pk: one.refusal or one.status for one in seen}
    return [place for place, one in rows.items() if held.get(one.registration) == one.decision]


def _decide(rows: Collection[Decided], setting: Setting) -> None:
    groups: dict[str, list[UUID]] = defaultdict(list)
    for one in rows:
        groups[one.decision].append(one.registration)
    numbers = {one.registration: one.contract_number for one in rows if one.contract_number}
    for decision, ids in groups.items():
        if decision == CLEARED:
            own = {pk: numbers[pk] for pk in ids if pk in numbers}
            clearances.clear_each(ids, contract_numbers=own, by=setting.by, at=setting.at)
        else:
            clearances.refuse_each(ids, decision, by=setting.by, at=setting.at)


def _applied(rows: Sequence[Values], setting: Setting) -> list[UUID]:
    found = _found(rows, setting)
    refuse([[] if isinstance(one, Decided) else one for one in found])
    decided = [one for one in found if isinstance(one, Decided)]
    _decide(decided, setting)
    return [one.registration for one in decided]


CLEARANCES: Final = Kind(TABLE, Permission.CLEAR_WORKER, _same, _tried, _wrong, _applied)
