"""Whether a worker has shown what a permit class asks for: each requirement held against the evidence."""

from calendar import monthrange
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from employers.rules.findings import Finding, failed, not_known, passed

RULE: Final = "evidence"
# A paper or an insurance must hold for all days of the stay; a check or a course, on its first day.
FOR_THE_STAY: Final = frozenset({"paper", "insurance"})


@dataclass(frozen=True, slots=True)
class Wanted:
    """A requirement: of those with the same choice one is enough; months of validity count from the first day."""

    kind: str
    code: str
    choice: str = ""
    due: str = "application"
    valid_months: int | None = None


@dataclass(frozen=True, slots=True)
class Shown:
    """A piece of evidence or a paper, good from its first day (its issue) to its last, where it states one."""

    kind: str
    code: str
    from_on: date
    until_on: date | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """The first and the last day of the work, and how many days an identity paper must outlive it."""

    first_on: date
    last_on: date
    margin_days: int = 0


def judge(
    wanted: Sequence[Wanted],
    shown: Sequence[Shown],
    *,
    papers: Sequence[Shown],
    first_on: date,
    last_on: date,
    due: Collection[str],
    margin_days: int = 0,
) -> list[Finding]:
    """Hold what was shown against all that is due, one finding for each requirement or choice, in their order.

    `papers` are the person's identity papers, which must outlive the stay by the margin; they count as shown.
    """
    stay = Stay(first_on, last_on, margin_days)
    asked: dict[str, list[Wanted]] = {}
    for want in wanted:
        if want.due in due:
            asked.setdefault(want.choice or want.code, []).append(want)
    return [_best(field, [_one(field, want, shown, papers, stay) for want in group]) for field, group in asked.items()]


def valid_until(shown: Shown, valid_months: int | None) -> date | None:
    """The last day on which something is good: by its own statement or by its age, whichever ends first."""
    ends = [shown.until_on, months_from(shown.from_on, valid_months) if valid_months else None]
    return min((day for day in ends if day), default=None)


def months_from(first_on: date, months: int) -> date:
    """The last day of so many months, the first day counted: 15 January and six months end on 14 July."""
    year, month = divmod(first_on.year * 12 + first_on.month - 1 + months, 12)
    if first_on.day == 1:
        return date(year, month + 1, 1) - timedelta(days=1)
    return date(year, month + 1, min(first_on.day - 1, monthrange(year, month + 1)[1]))


def _one(field: str, want: Wanted, shown: Iterable[Shown], papers: Iterable[Shown], stay: Stay) -> Finding:
    """How one requirement is met, by the piece that meets it best."""
    last = stay.last_on if want.kind in FOR_THE_STAY else stay.first_on
    pieces = [_spell(piece, want) for piece in shown if (piece.kind, piece.code) == (want.kind, want.code)]
    if want.kind == "insurance":
        pieces = _joined(pieces)
    findings = [_held(field, want, piece, stay.first_on, last) for piece in pieces]
    if want.kind == "paper":
        last += timedelta(days=stay.margin_days)
        own = (_spell(paper, want) for paper in papers if paper.code == want.code)
        findings += [_held(field, want, paper, stay.first_on, last) for paper in own]
    return _best(field, findings or [failed(RULE, "evidence_missing", field, wanted=[want.code])])


def _spell(piece: Shown, want: Wanted) -> tuple[date, date | None]:
    return piece.from_on, valid_until(piece, want.valid_months)


def _joined(spells: Iterable[tuple[date, date | None]]) -> list[tuple[date, date | None]]:
    """Insurances that follow each other without a day between are one."""
    joined: list[tuple[date, date | None]] = []
    for start, end in sorted(spells, key=lambda spell: (spell[0], spell[1] or date.max)):
        before = joined[-1] if joined else None
        if before and end and before[1] and start <= before[1] + timedelta(days=1):
            joined[-1] = before[0], max(before[1], end)
        else:
            joined.append((start, end))
    return joined


def _held(field: str, want: Wanted, spell: tuple[date, date | None], first: date, last: date) -> Finding:
    start, end = spell
    said = {"shown": want.code, "kind": want.kind}
    if start > first:
        return failed(RULE, "evidence_not_begun", field, **said, begins=str(start), first=str(first))
    if end is None and want.kind in FOR_THE_STAY:
        return not_known(RULE, "evidence_end_not_known", field, **said, last=str(last))
    if end is not None and end < last:
        return failed(RULE, "evidence_runs_out", field, **said, until=str(end), last=str(last))
    return passed(RULE, field, **said, **({"until": str(end)} if end else {}))


def _best(field: str, findings: Sequence[Finding]) -> Finding:
    """The finding that speaks most for the worker; where nothing of a choice was shown, all of it is named."""
    if all(finding.code == "evidence_missing" for finding in findings):
        return failed(
            RULE, "evidence_missing", field, wanted=[code for one in findings for code in one.params["wanted"]]
        )
    return max(findings, key=_standing)


def _standing(finding: Finding) -> tuple[int, str]:
    order = {"passed": 3, "not_known": 2, "failed": 1}[finding.result]
    return (order if finding.code != "evidence_missing" else 0), str(finding.params.get("until", ""))
