"""Playing the cases day by day in the order of the file's dates, in batches of those who act."""

from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TypeVar
from uuid import UUID

from core.dates import ZONE
from core.errors import Refusal
from employers.enums import FilingStatus as F
from employers.services import decisions, filings
from permits.management.replay import parties
from permits.management.replay.cases import Case
from permits.management.replay.contents import content
from permits.management.replay.ground import Ground
from permits.management.replay.profile import Profile
from permits.management.replay.standing import Standing, standing
from scheme.services import quotas

FILED, CONFIRMED, DECIDED = time(9), time(11), time(16)
T = TypeVar("T", bound=Hashable)
K = TypeVar("K")


@dataclass(slots=True)
class Day:
    """What happened on one day: cases received and cases decided."""

    on: date
    received: list[Case] = field(default_factory=list)
    decided: list[Case] = field(default_factory=list)

    def at(self, hour: time) -> datetime:
        """A moment of the day, where the scheme's clocks stand."""
        return datetime.combine(self.on, hour, ZONE)


@dataclass(slots=True)
class Play:
    """One run: who acts, what the database holds of each case by now, and what the services refused."""

    profile: Profile
    ground: Ground
    done: Callable[[int], object]
    known: dict[str, Standing] = field(default_factory=dict)
    refused: dict[str, tuple[str, str]] = field(default_factory=dict)

    def run(self, cases: Sequence[Case]) -> None:
        """Do all that was not done yet; what was is found in the database, so it may be stopped at any moment."""
        self.known = standing(self.profile.source)
        for day in days(cases):
            self._file(day)
            self._confirm(day)
            self._decide(day)
            self.done(len(day.received) + len(day.decided))

    def _file(self, day: Day) -> None:
        waiting = [case for case in day.received if self._status(case) in (None, F.DRAFT)]
        for code, batch in grouped(waiting, lambda case: parties.intermediary(case, self.profile).credit_code):
            clerk = self.ground.clerk(code)

            def draft(chosen: Sequence[Case], by: object = clerk) -> None:
                made = filings.draft_each(
                    [content(case, self.profile, self.ground.employers) for case in chosen],
                    by=by,  # type: ignore[arg-type]
                    at=day.at(FILED),
                    source=self.profile.source,
                    source_keys=[case.number for case in chosen],
                )
                self._note(chosen, made)

            def file(chosen: Sequence[Case], by: object = clerk) -> None:
                ids = [self.known[case.number].id for case in chosen]
                self._note(chosen, filings.file_each(ids, by=by, at=day.at(FILED)))  # type: ignore[arg-type]

            self._each([case for case in batch if case.number not in self.known], draft)
            self._each([case for case in batch if self._status(case) == F.DRAFT], file)

    def _confirm(self, day: Day) -> None:
        waiting = [case for case in day.received if self._status(case) == F.AWAITING_EMPLOYER]
        for code, batch in grouped(waiting, lambda case: parties.employer(case, self.profile).credit_code):
            boss = self.ground.signatory(code)

            def confirm(chosen: Sequence[Case], by: object = boss) -> None:
                digests = {self.known[case.number].id: self.known[case.number].digest for case in chosen}
                self._note(chosen, filings.confirm_each(digests, by=by, at=day.at(CONFIRMED)))  # type: ignore[arg-type]

            self._each(batch, confirm)

    def _decide(self, day: Day) -> None:
        waiting = [case for case in day.decided if self._status(case) == F.SUBMITTED]
        for code, batch in grouped(
            [case for case in waiting if case.outcome == "withdrawn"],
            lambda case: parties.intermediary(case, self.profile).credit_code,
        ):
            self._withdraw(day, code, batch)
        decided = [case for case in waiting if case.outcome != "withdrawn"]
        for (outcome, province), batch in grouped(
            decided, lambda case: (case.outcome, self.profile.counties[case.state][:2])
        ):
            (self._grant if outcome == "granted" else self._refuse)(day, province, batch)

    def _withdraw(self, day: Day, code: str, batch: Sequence[Case]) -> None:
        def withdraw(chosen: Sequence[Case]) -> None:
            ids = [self.known[case.number].id for case in chosen]
            by = self.ground.clerk(code)
            self._note(chosen, filings.withdraw_each(ids, by=by, at=day.at(DECIDED)))

        self._each(batch, withdraw)

    def _refuse(self, day: Day, province: str, batch: Sequence[Case]) -> None:
        reason = self.profile.given["refusal_reason"]

        def refuse(chosen: Sequence[Case]) -> None:
            wanted = [(self.known[case.number].id, reason) for case in chosen]
            by = self.ground.approver(province)
            self._note(chosen, decisions.refuse_each(wanted, by=by, at=day.at(DECIDED)))

        self._each(batch, refuse)

    def _grant(self, day: Day, province: str, batch: Sequence[Case]) -> None:
        def grant(chosen: Sequence[Case]) -> None:
            wanted = [(self.known[case.number].id, case.approved) for case in chosen]
            by = self.ground.approver(province)
            self._note(chosen, decisions.grant_each(wanted, by=by, at=day.at(DECIDED)))

        fits = quotas.fitting([self._want(case) for case in batch])
        self._each([case for case, fit in zip(batch, fits, strict=True) if fit], grant)
        # Those that do not fit are asked one by one: the service refuses each in its own words.
        for case in (case for case, fit in zip(batch, fits, strict=True) if not fit):
            self._each([case], grant)

    def _want(self, case: Case) -> quotas.Want:
        known = self.known[case.number]
        industry = self.profile.industry(case.crop, case.naics, case.job_title)
        return quotas.Want(known.id, known.season, self.profile.counties[case.state], industry, case.approved)

    def _each(self, chosen: Sequence[Case], act: Callable[[Sequence[Case]], None]) -> None:
        """Do an act for all at once; where it is refused, without those it is refused for, who are named."""
        if not chosen:
            return
        try:
            act(chosen)
        except Refusal as refusal:
            if len(chosen) == 1:
                self.refused[chosen[0].number] = refusal.problems[0].field, str(refusal)
                return
            wrong = named_in(refusal)
            if wrong and len(wrong) < len(chosen):
                parts = [[case for n, case in enumerate(chosen) if n not in wrong]]
                parts += [[case] for n, case in enumerate(chosen) if n in wrong]
            else:
                parts = [list(chosen[: len(chosen) // 2]), list(chosen[len(chosen) // 2 :])]
            for part in parts:
                self._each(part, act)

    def _status(self, case: Case) -> str | None:
        known = self.known.get(case.number)
        return None if known is None else known.status

    def _note(self, chosen: Sequence[Case], records: Iterable[object]) -> None:
        for case, record in zip(chosen, records, strict=True):
            self.known[case.number] = Standing.of(record)


def days(cases: Iterable[Case]) -> list[Day]:
    """The days on which something happened, in their order, each case in the order of the file."""
    found: dict[date, Day] = {}
    for case in cases:
        found.setdefault(case.received, Day(case.received)).received.append(case)
        found.setdefault(case.decided, Day(case.decided)).decided.append(case)
    return [found[on] for on in sorted(found)]


def grouped(cases: Iterable[Case], key: Callable[[Case], K]) -> list[tuple[K, list[Case]]]:
    """The cases by who acts on them."""
    found: dict[K, list[Case]] = defaultdict(list)
    for case in cases:
        found[key(case)].append(case)
    return list(found.items())


def named_in(refusal: Refusal) -> set[int]:
    """The places in a batch that a refusal is about, where every problem of it names one ("3.wage_fen")."""
    places = [problem.field.split(".")[0] for problem in refusal.problems]
    return {int(place) for place in places} if all(place.isdigit() for place in places) else set()


