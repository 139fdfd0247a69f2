"""Playing the season day by day: the clock first, then people, then what posts and the other side tell at night."""

import gc
import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import partial
from typing import Protocol

from core.actors import Standing
from core.jobs.models import JobRun
from core.jobs.rules import date_of
from core.jobs.services import once
from core.permissions import Permission
from permits.management.replay import hands as hands_
from permits.management.replay import refusals, truth
from permits.management.replay.border import Border
from permits.management.replay.clock import JOBS, Job
from permits.management.replay.crews import Crew, Roster
from permits.management.replay.duties import Duties
from permits.management.replay.ground import Ground
from permits.management.replay.hands import Hand
from permits.management.replay.intake import Intake, at
from permits.management.replay.phases import Phases
from permits.management.replay.profile import Profile
from permits.management.replay.shares import Measures, side_by_side

KEEPER = Standing(login="replay", kind="operator", permissions=frozenset({Permission.READ_JOBS}))
DAY = timedelta(1)
MIDNIGHT = time(0, 30)
AFTERWARDS = timedelta(95)
"""Days after the last permit's end: for late exits, late records, and officers to finish."""


class Step(Protocol):
    """Waiting for the others: all processes play the same day, and the clock moves when all are done."""

    def wait(self) -> object: ...


class Alone:
    """The step of a process that plays alone."""

    def wait(self) -> None:
        """There is nobody to wait for."""


@dataclass(slots=True)
class Ended:
    """What came of a share: what it took, who was refused a permit and why, and what else could not be done."""

    phases: Phases = field(default_factory=Phases)
    refused: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)
    not_done: list[tuple[str, str]] = field(default_factory=list)

    def add(self, other: "Ended") -> None:
        """Count another share in."""
        self.phases.add(other.phases)
        self.refused |= other.refused
        self.not_done += other.not_done


@dataclass
class Season:
    """One process's share of the season: its crews, and its part of the clock's jobs."""

    profile: Profile
    ground: Ground
    roster: Roster
    crews: Sequence[Crew]
    step: Step
    done: Callable[[int], object]
    place: int = 0
    of: int = 1
    phases: Phases = field(default_factory=Phases)
    refused: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)
    wrong: list[tuple[str, str]] = field(default_factory=list)

    def run(self) -> None:
        """Play all days that were not played yet, in step with the other processes."""
        truth.write(self.roster, self.crews, truth.place(self.profile.source, self.place))
        first, last = span(self.roster)
        since = reached(self.profile) or first
        if since > first:
            self.refused |= refusals.read(self.profile.source, {crew.case.number for crew in self.crews})
        self._kept = len(self.refused)
        known, hands = hands_.recall(self.roster, self.crews)
        self._border = Border(self.profile, self.ground, self.phases)
        self._duties = Duties(self.profile, self.ground, self.phases, prefectures(self.crews, self.profile))
        self._since = since
        intake = Intake(self.profile, self.ground, self.roster, known, self.phases, self._issued, self.refused)
        agenda = _agenda(self.crews, hands)
        for own in hands.values():
            for hand in own:
                if hand.permit is not None:
                    self._issued(hand)
        # All this stays till the end: the collector of rubbish need not look through it again and again.
        gc.freeze()
        for day in _days(since, last):
            self._clock(day)
            intake.on(day, agenda.pop(day, {}))
            self._duties.on(day)
            self._border.on(day)
            self._close(day)
        self.wrong += [*self._duties.refused, *self._border.refused]

    def _issued(self, hand: Hand) -> None:
        fate = self.roster.fate(hand.crew, hand.serial)
        self._border.expect(hand, fate, since=self._since)
        self._duties.expect(hand, fate, since=self._since)

    def _clock(self, day: date) -> None:
        """This process's part of the jobs of a day, while nobody does anything else."""
        moment = at(day, MIDNIGHT)
        for job in parts(JOBS, self.place, self.of):
            with self.phases.measured(f"clock: {job.name}"):
                job.work(at=moment)
        self.step.wait()

    def _close(self, day: date) -> None:
        """End a day once all have played it; the database keeps which was the last."""
        if len(self.refused) > self._kept:
            refusals.write(self.refused, refusals.place(self.profile.source, self.place))
            self._kept = len(self.refused)
        self.step.wait()
        if self.place == 0:
            once(mark(self.profile), date_of(at(day, MIDNIGHT)), lambda: 0, at=at(day, time(23, 30)))
        self.step.wait()
        self.done(1)


def play(
    crews: Sequence[Sequence[Crew]], found: Roster, ground: Ground, done: Callable[[int], object]
) -> tuple[Ended, Measures]:
    """Play the season of every share, all on the same day, and say what came of it and what it took."""
    if reached(found.profile) is None:
        refusals.forget(found.profile.source)
    step = multiprocessing.get_context("fork").Barrier(len(crews)) if len(crews) > 1 else Alone()
    shares = [
        partial(_played, Season(found.profile, ground, found, own, step, done, place, len(crews)))
        for place, own in enumerate(crews)
    ]
    ended, measures = Ended(), Measures()
    for part in side_by_side(shares, done):
        ended.add(part.result)
        measures.add(part.measures)
    return ended, measures


def _played(season: Season, done: Callable[[int], object]) -> Ended:
    season.done = done
    season.run()
    return Ended(season.phases, season.refused, season.wrong)


def days_left(roster: Roster) -> int:
    """How many days are still to be played."""
    first, last = span(roster)
    return max(0, (last - (reached(roster.profile) or first)).days + 1)


def span(roster: Roster) -> tuple[date, date]:
    """The first and the last day of a season."""
    first = min(crew.week.registered for crew in roster.crews)
    return first, max(crew.case.ends_on for crew in roster.crews) + AFTERWARDS


def mark(profile: Profile) -> str:
    """The name under which the days that were played are kept."""
    return f"season of {profile.source}"


def reached(profile: Profile) -> date | None:
    """The first day that was not played yet, if any was."""
    runs = JobRun.objects.visible_to(KEEPER).filter(job=mark(profile), finished_at__isnull=False)
    last = max((run.period for run in runs.only("period")), default="")
    return date.fromisoformat(last.split("/")[0]) + DAY if last else None


def prefectures(crews: Sequence[Crew], profile: Profile) -> list[str]:
    """The prefectures of some crews."""
    return sorted({profile.counties[crew.case.state][:4] for crew in crews})


def parts(jobs: Sequence[Job], place: int, of: int) -> Iterator[Job]:
    """The jobs of one process: those that must follow each other stay together."""
    yield from (job for job in jobs if job.group % of == place)


def _days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += DAY


Agenda = dict[date, dict[str, list[tuple[Crew, list[Hand]]]]]


def _agenda(crews: Sequence[Crew], hands: dict[str, list[Hand]]) -> Agenda:
    """Which crew is due for which step on which day; the steps of a day in their order."""
    found: Agenda = {}
    for step in ("register", "offer", "agree", "issue"):
        for crew in crews:
            day = {"register": crew.week.registered, "offer": crew.week.offered, "agree": crew.week.agreed}.get(
                step, crew.week.issued
            )
            found.setdefault(day, {}).setdefault(step, []).append((crew, hands[crew.case.number]))
    return found
