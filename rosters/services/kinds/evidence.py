"""Rosters of evidence: health checks, insurances and trainings that workers have shown."""

from collections.abc import Sequence
from typing import Final
from uuid import UUID

from core.dates import day_of
from core.errors import Problem
from core.permissions import Permission
from rosters.rules.cells import day
from rosters.rules.tables import Column, Table
from rosters.services.kinds.base import Kind, Setting, Values, Verdict
from rosters.services.kinds.columns import PAPER_NUMBER, PERSON_NUMBER
from rosters.services.persons import found_each
from scheme.models import Requirement
from workers.enums import PaperKind
from workers.models import Evidence
from workers.rules.names import folded
from workers.services.identity.checks import refuse
from workers.services.registration import evidence
from workers.services.registration.evidence import NewEvidence

Wanted = dict[str, tuple[str, str]]
TABLE: Final = Table(
    (
        PERSON_NUMBER,
        PAPER_NUMBER,
        Column(
            "requirement",
            ("What it shows", "证明事项", "Nội dung chứng minh"),
            "health_check",
            is_needed=True,
            may_be_empty=False,
            field="code",
        ),
        Column("issuer", ("Issued by", "出具机构", "Nơi cấp"), "Bệnh viện Đa khoa Mẫu", is_needed=True),
        Column("number", ("Number", "编号", "Số"), "KSK-0001"),
        Column(
            "valid_from",
            ("Valid from", "生效日期", "Có giá trị từ"),
            "2026-10-01",
            day,
            is_needed=True,
            may_be_empty=False,
        ),
        Column("valid_until", ("Valid until", "有效期至", "Có giá trị đến"), "2027-09-30", day),
    )
)


def _same(values: Values) -> list[object]:
    names = ("requirement", "number", "valid_from")
    return [(values["person_number"] or values["paper_number"], *(values[name] for name in names))]


def _wanted(setting: Setting) -> Wanted:
    """What the rules ask workers to show on the day, by its code and by its name in every language."""
    rows = Requirement.objects.valid_on(day_of(setting.at)).exclude(code__in=PaperKind.values)
    names = rows.values_list("kind", "code", "code", "name_en", "name_zh", "name_vi")
    return {folded(name): (kind, code) for kind, code, *said in names for name in said}


def _rows(rows: Sequence[Values], setting: Setting) -> list[NewEvidence | Problem]:
    wanted = _wanted(setting)
    found: list[NewEvidence | Problem] = []
    for values, person in zip(rows, found_each(rows, by=setting.by), strict=True):
        if isinstance(person, Problem):
            found.append(person)
            continue
        kind, code = wanted.get(folded(values["requirement"]), ("", values["requirement"]))
        same = {name: values[name] for name in ("issuer", "number", "valid_from", "valid_until")}
        found.append(NewEvidence(worker=person, kind=kind, code=code, **same))
    return found


def _tried(rows: Sequence[Values], setting: Setting) -> list[Verdict]:
    read = _rows(rows, setting)
    good = [row for row in read if isinstance(row, NewEvidence)]
    judged = iter(evidence.problems_of_each(good, by=setting.by, at=setting.at))
    verdicts = [Verdict([row]) if isinstance(row, Problem) else Verdict(list(next(judged))) for row in read]
    there = _there(good, setting)
    for row, verdict in zip(read, verdicts, strict=True):
        if {problem.code for problem in verdict.problems} == {"evidence_once"} and isinstance(row, NewEvidence):
            verdict.problems, verdict.known = [], there.get(_key(row))
    return verdicts


def _there(rows: Sequence[NewEvidence], setting: Setting) -> dict[tuple[object, ...], UUID]:
    """What is recorded of these workers already."""
    held = Evidence.objects.visible_to(setting.by).filter(worker__any={row.worker for row in rows}, withdrawn_at=None)
    found = held.values_list("worker", "code", "valid_from", "number", "pk") if rows else []
    return {tuple(key): pk for *key, pk in found}


def _key(row: NewEvidence) -> tuple[object, ...]:
    told = row.tidied()
    return told.worker, told.code, told.valid_from, told.number


def _applied(rows: Sequence[Values], setting: Setting) -> list[UUID]:
    read = _rows(rows, setting)
    refuse([[row] if isinstance(row, Problem) else [] for row in read])
    good = [row for row in read if isinstance(row, NewEvidence)]
    return [one.pk for one in evidence.record_each(good, by=setting.by, at=setting.at)]


def _undone(ids: Sequence[UUID], setting: Setting) -> None:
    evidence.withdraw_each(ids, by=setting.by, at=setting.at)


EVIDENCE: Final = Kind(TABLE, Permission.RECORD_EVIDENCE, _same, _tried, _applied, _undone)
