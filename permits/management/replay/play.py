"""Playing the cases day by day in the order of the file's dates, in batches of those who act."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time
from functools import partial
from uuid import UUID

from core.actors import Actor
from core.dates import ZONE
from core.errors import Refusal
from employers.enums import FilingStatus as F
from employers.services.demand import decisions, filings
from permits.management.replay import parties
from permits.management.replay.batches import each, grouped
from permits.management.replay.cases import Case
from permits.management.replay.contents import content
from permits.management.replay.ground import Ground
from permits.management.replay.profile import Profile
from permits.management.replay.standing import Standing, standing
from scheme.services import quotas

FILED, CONFIRMED, DECIDED = time(9), time(11), time(16)
BATCH = 250


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
        self._draft(cases)
        for day in days(cases):
            self._file(day)
            self._confirm(day)
            self._decide(day)
            self.done(len(day.received) + len(day.decided))

    def _draft(self, cases: Sequence[Case]) -> None:
        """Write all drafts beforehand, intermediary by intermediary: a draft binds nobody, whatever its day."""
        missing = [case for case in cases if case.number not in self.known]
        for code, own in grouped(missing, self._agent):
            for start in range(0, len(own), BATCH):
                self._each(own[start : start + BATCH], partial(self._draft_each, code))

    def _draft_each(self, code: str, chosen: Sequence[Case]) -> None:
        made = filings.draft_each(
            [content(case, self.profile, self.ground.employers) for case in chosen],
            by=self.ground.clerk(code),
            at=self.ground.at,
            source=self.profile.source,
            source_keys=[case.number for case in chosen],
        )
        self._note(chosen, made)

    def _file(self, day: Day) -> None:
        waiting = [case for case in day.received if self._status(case) == F.DRAFT]
        for code, batch in grouped(waiting, self._agent):
            self._each(batch, partial(self._file_each, self.ground.clerk(code), day.at(FILED)))

    def _file_each(self, by: Actor, at: datetime, chosen: Sequence[Case]) -> None:
        self._note(chosen, filings.file_each(self._ids(chosen), by=by, at=at))

    def _confirm(self, day: Day) -> None:
        waiting = [case for case in day.received if self._status(case) == F.AWAITING_EMPLOYER]
        for code, batch in grouped(waiting, lambda case: parties.employer(case, self.profile).credit_code):
            self._each(batch, partial(self._confirm_each, self.ground.signatory(code), day.at(CONFIRMED)))

    def _confirm_each(self, by: Actor, at: datetime, chosen: Sequence[Case]) -> None:
        digests = {self.known[case.number].id: self.known[case.number].digest for case in chosen}
        self._note(chosen, filings.confirm_each(digests, by=by, at=at))

    def _decide(self, day: Day) -> None:
        waiting = [case for case in day.decided if self._status(case) == F.SUBMITTED]
        at = day.at(DECIDED)
        for code, batch in grouped([case for case in waiting if case.outcome == "withdrawn"], self._agent):
            self._each(batch, partial(self._withdraw_each, self.ground.clerk(code), at))
        decided = [case for case in waiting if case.outcome != "withdrawn"]
        for province, batch in grouped(decided, lambda case: self.profile.counties[case.state][:2]):
            by = self.ground.approver(province)
            self._each([case for case in batch if case.outcome == "refused"], partial(self._refuse_each, by, at))
            self._grant([case for case in batch if case.outcome == "granted"], by, at)

    def _withdraw_each(self, by: Actor, at: datetime, chosen: Sequence[Case]) -> None:
        self._note(chosen, filings.withdraw_each(self._ids(chosen), by=by, at=at))

    def _refuse_each(self, by: Actor, at: datetime, chosen: Sequence[Case]) -> None:
        reason = self.profile.given["refusal_reason"]
        wanted = [(key, reason) for key in self._ids(chosen)]
        self._note(chosen, decisions.refuse_each(wanted, by=by, at=at))

    def _grant(self, batch: Sequence[Case], by: Actor, at: datetime) -> None:
        grant = partial(self._grant_each, by, at)
        fits = quotas.fitting([self._want(case) for case in batch])
        self._each([case for case, fit in zip(batch, fits, strict=True) if fit], grant)
        # Those that do not fit are asked one by one: the service refuses each in its own words.
        for case in (case for case, fit in zip(batch, fits, strict=True) if not fit):
            self._each([case], grant)

    def _grant_each(self, by: Actor, at: datetime, chosen: Sequence[Case]) -> None:
        wanted = [(self.known[case.number].id, case.approved) for case in chosen]
        self._note(chosen, decisions.grant_each(wanted, by=by, at=at))

    def _want(self, case: Case) -> quotas.Want:
        known = self.known[case.number]
        industry = self.profile.industry(case.crop, case.naics, case.job_title)
        return quotas.Want(known.id, known.season, self.profile.counties[case.state], industry, case.approved)

    def _each(self, chosen: Sequence[Case], act: Callable[[Sequence[Case]], None]) -> None:
        """Do an act for all at once; those it is refused for are named."""
        each(chosen, act, self._refuse)

    def _refuse(self, case: Case, refusal: Refusal) -> None:
        self.refused[case.number] = refusal.problems[0].field, str(refusal)

    def _ids(self, chosen: Sequence[Case]) -> list[UUID]:
        return [self.known[case.number].id for case in chosen]

    def _agent(self, case: Case) -> str:
        return parties.intermediary(case, self.profile).credit_code

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
