"""The sums of a replay, held against the file to the unit: every filing and every post is accounted for."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from employers.enums import FilingStatus as F
from permits.management.replay.cases import Case, Fault
from permits.management.replay.profile import Profile
from permits.management.replay.sorting import Sorted
from permits.management.replay.standing import Standing

GRANTED = (F.GRANTED, F.CLOSED)
OUTCOMES = {"granted": GRANTED, "refused": (F.REFUSED,), "withdrawn": (F.WITHDRAWN,)}
ENDED = {status for statuses in OUTCOMES.values() for status in statuses}


@dataclass(slots=True)
class Line:
    """Filings and posts of one kind: asked for in the file, approved there, and granted here."""

    filings: int = 0
    asked: int = 0
    approved: int = 0
    granted: int = 0

    def add(self, asked: int, approved: int, granted: int) -> None:
        """Count one filing."""
        self.filings += 1
        self.asked += asked
        self.approved += approved
        self.granted += granted


@dataclass(slots=True)
class Tally:
    """What became of the file's filings; `wrong` names what does not add up."""

    rows: int
    shared: int
    file: Line = field(default_factory=Line)
    lines: dict[str, Line] = field(default_factory=dict)
    in_part: Line = field(default_factory=Line)
    places: dict[tuple[str, str], Line] = field(default_factory=dict)
    named: list[Fault] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    named_by: Counter[str] = field(default_factory=Counter)

    @property
    def adds_up(self) -> bool:
        """Whether granted, refused, withdrawn and refused by name are the file, to the unit."""
        return not self.wrong

    def written(self) -> dict[str, Any]:
        """The sums as plain values."""
        return {
            "rows": self.rows,
            "rows_of_joint_employers": self.shared,
            "file": asdict(self.file),
            **{name: asdict(line) for name, line in self.lines.items()},
            "granted_in_part": asdict(self.in_part),
            "refused_by_name_of_which": dict(self.named_by),
            "by_state": [
                {"state": state, "county": county} | asdict(line)
                for (state, county), line in sorted(self.places.items())
            ],
            "adds_up": self.adds_up,
            "what_does_not": self.wrong,
            "by_name": [asdict(fault) for fault in self.named],
        }


def tally(
    found: Sorted, known: Mapping[str, Standing], refused: Mapping[str, tuple[str, str]], profile: Profile
) -> Tally:
    """Count what the database holds against what the file says."""
    sums = Tally(found.rows, found.shared, lines={name: Line() for name in (*OUTCOMES, "refused_by_name")})
    for fault in found.faults:
        _name(sums, fault, "by the profile")
    for case in found.cases:
        stands = known.get(case.number)
        if stands is not None and stands.status in OUTCOMES[case.outcome]:
            _count(sums, case, stands, profile)
        elif case.number in refused:
            _name(sums, case.fault(*refused[case.number]), "by the services")
            _place(sums, case, profile, 0)
        else:
            sums.wrong.append(f"{case.file}:{case.line} {case.number}: neither done nor refused by name")
    _hold(sums, found)
    return sums


def _count(sums: Tally, case: Case, stands: Standing, profile: Profile) -> None:
    sums.lines[case.outcome].add(case.posts, case.approved, stands.granted)
    _place(sums, case, profile, stands.granted)
    if case.outcome == "granted" and stands.granted < stands.posts:
        sums.in_part.add(case.posts, case.approved, stands.granted)
    if (stands.posts, stands.granted) != (case.posts, case.approved):
        said = f"{case.approved} of {case.posts}"
        sums.wrong.append(f"{case.file}:{case.line} {case.number}: {stands.granted} of {stands.posts}, not {said}")


def _place(sums: Tally, case: Case, profile: Profile, granted: int) -> None:
    place = case.state, profile.counties[case.state]
    sums.places.setdefault(place, Line()).add(case.posts, case.approved, granted)


def _name(sums: Tally, fault: Fault, by: str) -> None:
    sums.named.append(fault)
    sums.named_by[by] += 1
    sums.lines["refused_by_name"].add(fault.posts, fault.approved, 0)


def _hold(sums: Tally, found: Sorted) -> None:
    everything: list[Case | Fault] = [*found.cases, *found.faults]
    for one in everything:
        sums.file.add(one.posts, one.approved, 0)
    for name, said in (("filings", found.filings), ("asked", sums.file.asked), ("approved", sums.file.approved)):
        counted = sum(getattr(line, name) for line in sums.lines.values())
        if counted != said:
            sums.wrong.append(f"{name}: {counted} are accounted for, the file has {said}")
    granted, approved = sums.lines["granted"].granted, sums.file.approved - sums.lines["refused_by_name"].approved
    if granted != approved:
        sums.wrong.append(f"posts: {granted} granted, the file approved {approved} that were not refused by name")
