"""Crews: which made-up people take the posts of each granted filing, and on which days they come forward."""

import heapq
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cached_property
from uuid import UUID

from permits.management.replay import parties, people
from permits.management.replay.cases import Case
from permits.management.replay.fates import SHORTEST, Fate, Seat, fate_of
from permits.management.replay.people import Person
from permits.management.replay.profile import Profile
from permits.management.replay.standing import Standing
from permits.management.replay.tally import GRANTED

DAY = timedelta(1)
REST = 10 * DAY
"""How long a person is at home, at the least, before the next permit."""

TRIED = 40
"""How many of those who are home again are asked before somebody new is."""


@dataclass(frozen=True, slots=True)
class Week:
    """The days of one intake: people come forward, are offered a post, say yes, and get a permit."""

    registered: date
    offered: date
    agreed: date
    issued: date

    @classmethod
    def after(cls, case: Case) -> "Week":
        """The first intake after a case was decided: it begins on a Monday; where the work would be over by then, all
        is done on the next day."""
        monday = case.decided + timedelta(7 - case.decided.weekday())
        if monday + 4 * DAY + timedelta(SHORTEST) < case.ends_on:
            return cls(monday, monday + DAY, monday + 2 * DAY, monday + 4 * DAY)
        return cls(*[case.decided + DAY] * 4)


@dataclass(slots=True)
class Crew:
    """Those who take the posts of one granted filing; `again` names, by place, who was here before."""

    case: Case
    filing: UUID
    season: UUID
    first: int
    size: int
    ports: tuple[str, ...]
    week: Week
    again: dict[int, int] = field(default_factory=dict)

    def ordinal(self, serial: int) -> int:
        """Who has that place."""
        return self.again.get(serial, self.first + serial)

    def seat(self, serial: int) -> Seat:
        """The place as fate sees it."""
        case = self.case
        return Seat(case.number, serial, case.starts_on, case.ends_on, self.week.issued, self.ports)


@dataclass
class Roster:
    """All crews of a replay, in the order in which they come forward, and who everybody in them is."""

    profile: Profile
    crews: list[Crew]
    homes: Mapping[str, str]

    @cached_property
    def _firsts(self) -> list[int]:
        return [crew.first for crew in self.crews]

    @property
    def permits(self) -> int:
        """How many permits there are to be: the posts granted."""
        return sum(crew.size for crew in self.crews)

    def crew_of(self, ordinal: int) -> Crew:
        """The crew in which a person first came forward."""
        return self.crews[bisect_right(self._firsts, ordinal) - 1]

    def person(self, ordinal: int) -> Person:
        """Who that is."""
        crew = self.crew_of(ordinal)
        return people.person(
            self.profile.source,
            crew.case.number,
            ordinal - crew.first,
            ordinal,
            home=self.homes[crew.ports[0]],
            on=min(crew.week.registered, crew.case.starts_on),
        )

    def fate(self, crew: Crew, serial: int) -> Fate:
        """What truly happens to who has that place."""
        return fate_of(crew.seat(serial), self.profile)


def roster(
    cases: Iterable[Case], known: Mapping[str, Standing], profile: Profile, homes: Mapping[str, str], most: int = 0
) -> Roster:
    """The crews of all granted filings, some places taken by people of an earlier crew; `most` permits, if given.

    Whoever comes back comes through the same intermediary into the same prefecture, after a time at home, as nothing
    is told of the earlier stay any more.
    """
    found = Roster(profile, _crews(cases, known, profile, most), homes)
    waiting: dict[tuple[str, str], list[tuple[date, int, int]]] = defaultdict(list)
    share = float(profile.given["people"]["share_of_places_for_those_who_come_back"])
    for number, crew in enumerate(found.crews):
        key = parties.intermediary(crew.case, profile).credit_code, profile.counties[crew.case.state][:4]
        chances, home = people.lot(profile.source, "again", crew.case.number), waiting[key]
        for serial in range(crew.size):
            if chances.random() < share and (one := _back(found, home, crew)) is not None:
                crew.again[serial] = one
            else:
                heapq.heappush(home, (crew.case.ends_on, number, serial))
    return found


def shares(found: Roster, split: Sequence[Sequence[Case]]) -> list[list[Crew]]:
    """The crews of each process: those of its own cases."""
    place = {case.number: job for job, cases in enumerate(split) for case in cases}
    parts: list[list[Crew]] = [[] for _share in split]
    for crew in found.crews:
        parts[place[crew.case.number]].append(crew)
    return parts


def _crews(cases: Iterable[Case], known: Mapping[str, Standing], profile: Profile, most: int) -> list[Crew]:
    granted = [case for case in cases if (one := known.get(case.number)) and one.status in GRANTED]
    ports = {county: tuple(named.split()) for county, named in profile.tables["county_to_ports"]}
    crews: list[Crew] = []
    ordinal = 0
    for case in sorted(granted, key=lambda case: (case.decided, case.number)):
        stands = known[case.number]
        if most and ordinal + stands.granted > most:
            continue
        week = Week.after(case)
        crews.append(
            Crew(case, stands.id, stands.season, ordinal, stands.granted, ports[profile.counties[case.state]], week)
        )
        ordinal += stands.granted
    return crews


def _back(found: Roster, home: list[tuple[date, int, int]], crew: Crew) -> int | None:
    """Somebody whose earlier permit is over, who truly went home, and of whom all was told by now."""
    for _try in range(TRIED):
        start = max(crew.case.starts_on, crew.week.registered)
        if not home or home[0][0] + REST >= start:
            return None
        _ended, number, serial = heapq.heappop(home)
        before = found.crews[number]
        if found.fate(before, serial).is_over_by(start - REST):
            return before.ordinal(serial)
    return None
