"""Sorting rows: which are cases, which name a joint case's further employers, and which are refused by name."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from permits.management.replay.cases import Case, Fault, Partner, Wrong, fault_of, read_case, whole
from permits.management.replay.profile import Profile
from permits.management.replay.reading import Row

UMBRELLAS = ("A", "ASSOCIATION - JOINT EMPLOYER")


@dataclass(slots=True)
class Sorted:
    """What was read: cases to replay, rows refused by name, and how many rows are part of another's case."""

    cases: list[Case]
    faults: list[Fault]
    rows: int = 0
    shared: int = 0

    @property
    def filings(self) -> int:
        """All that must be accounted for: a joint case once, however many rows it has."""
        return self.rows - self.shared


def sort(rows: Iterable[Row], profile: Profile) -> Sorted:
    """Turn rows into cases; what breaks even the profile becomes a fault, and the rest goes on."""
    found = Sorted([], [])
    primary, parts = _apart(rows, found)
    partners: dict[str, list[Partner]] = {}
    for row in parts:
        if row["case_number"] in primary:
            found.shared += 1
            partners.setdefault(row["case_number"], []).append(_partner(row))
        else:
            words = "a joint employer's row whose case is not in the file"
            found.faults.append(fault_of(row, Wrong("case_number", words)))
    for number, row in primary.items():
        case = _case(row, profile)
        if isinstance(case, Fault):
            found.faults.append(case)
        else:
            found.cases.append(replace(case, partners=tuple(partners.get(number, ()))))
    return found


def _apart(rows: Iterable[Row], found: Sorted) -> tuple[dict[str, Row], list[Row]]:
    """The first row of each case, and the rows of joint employers; a case that stands there twice is a fault."""
    primary: dict[str, Row] = {}
    parts: list[Row] = []
    for row in rows:
        found.rows += 1
        number = row["case_number"]
        first = primary.get(number)
        if is_part(row) or (first is not None and is_partner(row, first)):
            parts.append(row)
        elif first is not None:
            words = f"the same case stands in {first.file}:{first.line}"
            found.faults.append(fault_of(row, Wrong("case_number", words)))
        else:
            primary[number or f"{row.file}:{row.line}"] = row
    return primary, parts


def is_part(row: Row) -> bool:
    """Whether the row says that it belongs to another's case."""
    return row["part"].upper().startswith(("SUB", "SEC")) or row["organisation"].upper() == "M"


def is_partner(row: Row, first: Row) -> bool:
    """Whether a further row of a case names a member of the association that filed it, not the case once more."""
    joint = first["organisation"].upper()
    return row["employer"].upper() != first["employer"].upper() and (
        joint == UMBRELLAS[0] or joint.startswith(UMBRELLAS[1])
    )


def _partner(row: Row) -> Partner:
    return Partner(row["employer"], row["employer_state"], whole(row["workers_requested"] or row["workers_approved"]))


def _case(row: Row, profile: Profile) -> Case | Fault:
    try:
        return read_case(row, profile)
    except Wrong as wrong:
        return fault_of(row, wrong)
