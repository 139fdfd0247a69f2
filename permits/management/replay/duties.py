"""What follows under permits: arrivals, permits given back, cases looked at, returns confirmed and closed out."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from accounts.enums import Role
from accounts.rules import OF_WORKERS
from core.actors import Actor, Standing
from core.dates import day_of
from core.errors import Refusal
from core.permissions import Permission as P
from permits.enums import CaseClosing, CaseStatus, ReturnStatus
from permits.management.replay.batches import each, grouped, in_batches
from permits.management.replay.fates import Fate
from permits.management.replay.ground import Ground
from permits.management.replay.hands import Hand
from permits.management.replay.intake import at
from permits.management.replay.phases import Phases
from permits.management.replay.profile import Profile
from permits.models import OverstayCase, Return
from permits.services.follow_up import arrivals, cases, returns
from permits.services.follow_up.arrivals import Came, Registered
from permits.services.lifetime import permits

AT_ONCE = 1000
REPORTED, ANSWERED, OFFICE = time(10), time(11), time(14)
CASES_ON, RETURNS_ON = 0, 3
"""Mondays are for cases, Thursdays for returns."""

PATIENCE = timedelta(45)
"""After so many days without an exit officers find against who was told and did not answer."""


@dataclass(slots=True)
class Duties:
    """What is due on which day, and for whose prefectures."""

    profile: Profile
    ground: Ground
    phases: Phases
    prefectures: Sequence[str]
    came: dict[date, list[tuple[str, Came]]] = field(default_factory=lambda: defaultdict(list))
    given_back: dict[date, list[tuple[str, UUID]]] = field(default_factory=lambda: defaultdict(list))
    home_unseen: set[UUID] = field(default_factory=set)
    refused: list[tuple[str, str]] = field(default_factory=list)

    def expect(self, hand: Hand, fate: Fate, *, since: date) -> None:
        """Note what follows from what truly happens to the holder of a permit, from a day on."""
        if not fate.crossed or hand.permit is None or hand.worker is None:
            return
        came_on = fate.crossed[0].at.date()
        province = self.profile.counties[hand.crew.case.state][:2]
        if came_on + timedelta(1) >= since:
            self.came[came_on + timedelta(1)].append((province, Came(hand.permit, came_on)))
        if fate.gave_back_on and fate.gave_back_on >= since:
            self.given_back[fate.gave_back_on].append((province, hand.permit))
        if fate.left_on and fate.exit_told_on is None and not fate.overstayed:
            self.home_unseen.add(hand.permit)

    def on(self, day: date) -> None:
        """Do what is due on a day."""
        for province, rows in grouped(self.came.pop(day, ()), lambda one: one[0]):
            for batch in in_batches([came for _province, came in rows], AT_ONCE):
                self._each("arrivals", batch, partial(self._report, province, day))
        for province, back in grouped(self.given_back.pop(day, ()), lambda one: one[0]):
            for some in in_batches([permit for _province, permit in back], AT_ONCE):
                self._each("surrenders", some, partial(self._surrender, province, day))
        if day.weekday() == CASES_ON:
            self._cases(day)
        if day.weekday() == RETURNS_ON:
            self._returns(day)

    def _report(self, province: str, day: date, rows: Sequence[Came]) -> None:
        by = for_employers(province)
        arrivals.report_each(rows, by=by, at=at(day, REPORTED))
        lodged = [Registered(one.permit, one.arrived_on) for one in rows]
        arrivals.register_lodging_each(lodged, by=by, at=at(day, REPORTED))

    def _surrender(self, province: str, day: date, ids: Sequence[UUID]) -> None:
        permits.surrender_each(ids, by=for_workers(province), at=at(day, ANSWERED))

    def _cases(self, day: date) -> None:
        for province, own in grouped(self.prefectures, lambda code: code[:2]):
            staff = self.ground.bureaus[province]
            seen = OverstayCase.objects.visible_to(staff[Role.REVIEWER]).open()
            for case in seen.filter(permit__prefecture_code__in=own).order_by("pk"):
                with self.phases.measured("cases", 1):
                    self._look_at(case, staff, day)

    def _look_at(self, case: OverstayCase, staff: dict[str, Any], day: date) -> None:
        reviewer, moment = staff[Role.REVIEWER], at(day, OFFICE)
        if case.left_on is not None:
            cases.close(case.pk, CaseClosing.LEFT_LATE, "The exit was seen.", by=reviewer, at=moment)
        elif case.permit_id in self.home_unseen:
            self._clear_up(case, reviewer, day)
        elif case.status == CaseStatus.NOTIFIED and day_of(case.suspected_at) + PATIENCE <= day:
            words = "No exit was seen by either side, and no answer came."
            cases.propose_confirmation(case.pk, words, by=reviewer, at=moment)
            cases.confirm(case.pk, by=staff[Role.APPROVER], at=moment)

    def _clear_up(self, case: OverstayCase, reviewer: Actor, day: date) -> None:
        """Who is home though nobody saw it says so once told of the suspicion; a week later it is found to be so."""
        if case.status == CaseStatus.NOTIFIED:
            cases.contest(case.pk, "Tôi đã về nước đúng hạn.", by=as_worker(case.worker_id), at=at(day, ANSWERED))
        elif case.status == CaseStatus.CONTESTED:
            words = "The department has met the worker at home; both sides lost the record of the exit."
            cases.close(case.pk, CaseClosing.DATA_ERROR, words, by=reviewer, at=at(day, OFFICE))

    def _returns(self, day: date) -> None:
        for staff in self.ground.departments.values():
            officer = staff[Role.OFFICER]
            for batch in self._mine(officer, ReturnStatus.EXIT_SEEN):
                self._each("returns", batch, partial(self._confirm, officer, day))
        for province in sorted({code[:2] for code in self.prefectures}):
            for batch in self._mine(self.ground.approver(province), ReturnStatus.CONFIRMED):
                self._each("close out", batch, partial(self._close_out, province, day))

    def _mine(self, by: Actor, status: str) -> Iterator[Sequence[UUID]]:
        """The returns of a status that somebody sees, as far as they are of this share's prefectures."""
        seen = Return.objects.visible_to(by).filter(status=status, permit__prefecture_code__in=self.prefectures)
        return in_batches(list(seen.order_by("pk").values_list("pk", flat=True)), AT_ONCE)

    def _confirm(self, officer: Actor, day: date, ids: Sequence[UUID]) -> None:
        returns.confirm_each(ids, by=officer, at=at(day, REPORTED))

    def _close_out(self, province: str, day: date, ids: Sequence[UUID]) -> None:
        boss = for_employers(province)
        returns.settle_wage_each(ids, settled_on=day, by=boss, at=at(day, ANSWERED))
        returns.return_papers_each(ids, returned_on=day, by=boss, at=at(day, ANSWERED))
        returns.close_out_each(ids, by=self.ground.approver(province), at=at(day, OFFICE))

    def _each(self, name: str, rows: Sequence[Any], act: Any) -> None:
        with self.phases.measured(name, len(rows)):
            each(rows, act, self._refuse)

    def _refuse(self, row: object, refusal: Refusal) -> None:
        self.refused.append((str(row), str(refusal)))


def for_employers(province: str) -> Actor:
    """The replay reporting for all employers of a province at once."""
    return Standing(login="command", kind="bureau", area=province, permissions=frozenset({P.REPORT_ARRIVAL}))


def for_workers(province: str) -> Actor:
    """The replay giving back the permits of a province's workers at once."""
    return Standing(login="command", kind="bureau", area=province, permissions=frozenset({P.SURRENDER_PERMIT}))


def as_worker(worker: UUID) -> Actor:
    """A worker, by a one-time code."""
    return Standing(login="code:replay", kind="worker", permissions=OF_WORKERS, actor_id=worker)
