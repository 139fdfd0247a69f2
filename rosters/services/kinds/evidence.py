"""Rosters of evidence: health checks, insurances and trainings that workers have shown."""

from collections.abc import Mapping, Sequence
from datetime import date
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
NOBODY: Final = UUID(int=0)
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


def _rows(rows: Sequence[Values], setting: Setting) -> list[tuple[NewEvidence, list[Problem]]]:
    """What each row shows, and what is wrong with whom it names; then of nobody."""
    wanted = _wanted(setting)
    found = []
    for values, person in zip(rows, found_each(rows, by=setting.by), strict=True):
        kind, code = wanted.get(folded(values["requirement"]), ("", values["requirement"]))
        same = {name: values[name] for name in ("issuer", "number", "valid_from", "valid_until")}
        whom, unnamed = (NOBODY, [person]) if isinstance(person, Problem) else (person, [])
        found.append((NewEvidence(worker=whom, kind=kind, code=code, **same), unnamed))
    return found


def _tried(rows: Sequence[Values], setting: Setting) -> list[Verdict]:
    read = _rows(rows, setting)
    judged = evidence.problems_of_each([row for row, _unnamed in read], by=setting.by, at=setting.at)
    there = _there([row for row, unnamed in read if not unnamed], setting)
    return [
        _verdict(row, [*unnamed, *(one for one in problems if not (unnamed and one.field == "worker"))], there)
        for (row, unnamed), problems in zip(read, judged, strict=True)
    ]


def _verdict(row: NewEvidence, problems: list[Problem], there: Mapping[tuple[object, ...], UUID]) -> Verdict:
    if {problem.code for problem in problems} == {"evidence_once"}:
        return Verdict(known=there.get(_key(row)))
    return Verdict(problems)


def _wrong(rows: Sequence[Values], setting: Setting) -> list[list[Problem]]:
    """Without a first day, what holds from any day on."""
    since = [{**values, "valid_from": values["valid_from"] or date.min} for values in rows]
    return [verdict.problems for verdict in _tried(since, setting)]


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
    refuse([unnamed for _row, unnamed in read])
    return [one.pk for one in evidence.record_each([row for row, _none in read], by=setting.by, at=setting.at)]


def _undone(ids: Sequence[UUID], setting: Setting) -> None:
    evidence.withdraw_each(ids, by=setting.by, at=setting.at)


EVIDENCE: Final = Kind(TABLE, Permission.RECORD_EVIDENCE, _same, _tried, _wrong, _applied, _undone)
