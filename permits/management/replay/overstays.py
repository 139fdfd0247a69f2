"""The overstay list held against the truth: what was to be seen at the time, and what was so in the end."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any
from uuid import UUID

from core.dates import day_of
from core.sealing import digest
from permits.enums import CaseClosing as C
from permits.enums import CaseStatus
from permits.management.replay.people import passport
from permits.management.replay.standing import ONLOOKER
from permits.management.replay.truth import Line
from permits.models import OverstayCase, OverstayConfirmation
from workers.models import IdentityPaper
from workers.services.identity.numbers import PAPER

CLEARED = {C.LEFT_IN_TIME, C.EXTENDED, C.RECEIPT_PENDING, C.BORDER_CLOSED, C.DATA_ERROR}
"""Reasons for which a case is closed because there was no overstay."""

Key = tuple[str, bytes]


@dataclass(frozen=True, slots=True)
class Listed:
    """A case on the list: whose it is, since when, whether it stands, and whether it shows its evidence."""

    key: Key
    suspected_on: date
    stands: bool
    has_evidence: bool
    confirmed_by_machine: bool


@dataclass(frozen=True, slots=True)
class Held:
    """How the list did. Of a ratio that asks for nothing the answer is 1."""

    cases: int
    overstays: int
    to_be_seen: int
    seen_rightly: int
    seen: int
    overstays_listed: int
    overstays_found: int
    standing: int
    standing_rightly: int
    overstays_standing: int
    without_evidence: int
    confirmed_by_machine: int

    @property
    def ratios(self) -> dict[str, float]:
        """Precision and recall: of what was to be seen at the time, and of the truth before and after late data."""
        return {
            "precision_of_what_was_to_be_seen": _ratio(self.seen_rightly, self.cases),
            "recall_of_what_was_to_be_seen": _ratio(self.seen, self.to_be_seen),
            "precision_before_late_data": _ratio(self.overstays_listed, self.cases),
            "recall_before_late_data": _ratio(self.overstays_found, self.overstays),
            "precision_after_late_data": _ratio(self.standing_rightly, self.standing),
            "recall_after_late_data": _ratio(self.overstays_standing, self.overstays),
        }

    @property
    def holds(self) -> bool:
        """Whether the list says what was to be seen, in the end the truth, shows its evidence and leaves the finding
        to people."""
        wanted = ("precision_of_what_was_to_be_seen", "recall_of_what_was_to_be_seen", "recall_after_late_data")
        return all(self.ratios[name] == 1 for name in wanted) and not (
            self.without_evidence or self.confirmed_by_machine
        )

    def written(self) -> dict[str, Any]:
        """The figures as plain values."""
        return asdict(self) | self.ratios | {"holds": self.holds}


def hold(truth: Sequence[Line], source: str) -> Held:
    """Hold the list of a replay against those lines of its truth that are overstays or had to look like one."""
    return compare(truth, list(listed(source)), source)


def compare(truth: Sequence[Line], cases: Sequence[Listed], source: str) -> Held:
    """Count the cases against the truth, person by person and permit by permit."""
    lines = {_key(line, source): line for line in truth}
    right = [case for case in cases if (line := lines.get(case.key)) and _was_to_be_seen(line, case.suspected_on)]
    over = {key for key, line in lines.items() if line.overstayed}
    seen = {key for key, line in lines.items() if line.suspected_on is not None}
    standing = [case for case in cases if case.stands]
    return Held(
        cases=len(cases),
        overstays=len(over),
        to_be_seen=len(seen),
        seen_rightly=len(right),
        seen=len(seen & {case.key for case in right}),
        overstays_listed=sum(case.key in over for case in cases),
        overstays_found=len(over & {case.key for case in cases}),
        standing=len(standing),
        standing_rightly=sum(case.key in over for case in standing),
        overstays_standing=len(over & {case.key for case in standing}),
        without_evidence=sum(not case.has_evidence for case in cases),
        confirmed_by_machine=sum(case.confirmed_by_machine for case in cases),
    )


def listed(source: str) -> Iterable[Listed]:
    """All cases about permits of a replay's filings, those closed by now included."""
    cases = OverstayCase.objects.visible_to(ONLOOKER).filter(permit__filing__source=source)
    signed = set(
        OverstayConfirmation.objects.visible_to(ONLOOKER)
        .filter(case__permit__filing__source=source, is_declined=False, decided_by__isnull=False)
        .values_list("case", flat=True)
    )
    papers = IdentityPaper.objects.visible_to(ONLOOKER).filter(worker__in=cases.values("worker"), kind="passport")
    digests = {worker: bytes(kept) for worker, kept in papers.values_list("worker", "number_digest")}
    numbers: dict[UUID | None, str] = dict(cases.values_list("permit", "permit__filing__source_key"))
    for case in cases.iterator():
        yield Listed(
            key=(numbers[case.permit_id], digests[case.worker_id]),
            suspected_on=day_of(case.suspected_at),
            stands=case.status != CaseStatus.CLOSED or case.closing not in CLEARED,
            has_evidence=bool(case.evidence.get("entry") and case.evidence.get("last_lawful_on")),
            confirmed_by_machine=case.confirmed_at is not None and case.pk not in signed,
        )


def _key(line: Line, source: str) -> Key:
    return line.case, digest(passport(source, line.person), PAPER)


def _was_to_be_seen(line: Line, on: date) -> bool:
    if line.suspected_on is None or on < line.suspected_on:
        return False
    return line.left_on is None or line.exit_told_on is None or on <= line.exit_told_on


def _ratio(part: int, whole: int) -> float:
    return round(part / whole, 4) if whole else 1.0
