"""The machine: which acts there are, drawn by chance, each beside its line in the plain account."""

from datetime import datetime, time, timedelta
from typing import ClassVar

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from permits.services.alerts import sweeps
from permits.services.follow_up import cases, returns
from permits.services.lifetime import lapses, renewals
from tests.season import checks, officers
from tests.season.model import Permit
from tests.season.stage import ENDS, MINUTES, STARTS, WORKERS, Stage

DAY = timedelta(days=1)
WAITS = [timedelta(hours=1), timedelta(hours=8), DAY, 3 * DAY, 8 * DAY, 20 * DAY, 45 * DAY]
APART = [-121, -30, -9, -3, 0, 3, 9, 11, 40, 119, 121]

workers = st.integers(0, WORKERS - 1)
dies = st.sampled_from([False, False, False, True])
ways = st.sampled_from(["in", "out"])


class SeasonMachine(RuleBasedStateMachine):
    """Random acts by random roles, clock jumps, late and doubled word, crashes: the account and the records agree."""

    place: ClassVar[Stage]

    @initialize()
    def begin(self) -> None:
        self.savepoint = transaction.savepoint()
        self.stage, self.steps = self.place.as_it_was(), 0

    def teardown(self) -> None:
        if hasattr(self, "savepoint"):
            transaction.savepoint_rollback(self.savepoint)

    # --- From offer to permit ---------------------------------------------------------------------------------

    @rule(chosen=st.lists(workers, min_size=1, max_size=2, unique=True), dies=dies)
    def offer(self, chosen: list[int], dies: bool) -> None:
        self.stage.offer(chosen, dies=dies)

    @rule(worker=workers, is_code_wrong=st.sampled_from([False, False, True]), dies=dies)
    def accept(self, worker: int, is_code_wrong: bool, dies: bool) -> None:
        if worker in self.stage.books.offers:
            self.stage.accept(worker, is_code_wrong=is_code_wrong, dies=dies)

    @rule(worker=workers, dies=dies)
    def decline(self, worker: int, dies: bool) -> None:
        if worker in self.stage.books.offers:
            self.stage.decline(worker, dies=dies)

    @rule(
        worker=workers,
        kind=st.sampled_from(["short", "seasonal"]),
        begins=st.integers(-2, 20),
        length=st.sampled_from([1, 29, 30, 31, 60, 180]),
        dies=dies,
    )
    def apply(self, worker: int, kind: str, begins: int, length: int, dies: bool) -> None:
        first = max(self.stage.today, STARTS) + begins * DAY
        last = min(first + length * DAY, ENDS)
        if worker in self.stage.books.offers and first <= last:
            self.stage.apply(worker, kind, first, last, dies=dies)

    @precondition(lambda self: self.stage.account.undecided() or self.steps % 4 == 0)
    @rule(data=st.data(), dies=dies)
    def issue(self, data: st.DataObject, dies: bool) -> None:
        waiting = self.stage.account.undecided() or list(range(len(self.stage.books.applications)))
        chosen = data.draw(st.lists(st.sampled_from(waiting), min_size=1, max_size=3, unique=True))
        self.stage.issue(chosen, dies=dies)

    @precondition(lambda self: self.steps % 4 == 0)
    @rule(data=st.data(), dies=dies)
    def refuse(self, data: st.DataObject, dies: bool) -> None:
        number = data.draw(st.integers(0, len(self.stage.books.applications) - 1))
        self.stage.refuse(number, dies=dies)

    @rule(worker=workers, kind=st.sampled_from(["short", "seasonal"]), length=st.sampled_from([20, 30, 120]), dies=dies)
    def go_further(self, worker: int, kind: str, length: int, dies: bool) -> None:
        """The next step of one worker towards a permit, as it mostly goes."""
        account = self.stage.account
        waiting = [one for one in account.undecided() if account.applications[one].worker == worker]
        first = max([self.stage.today, STARTS, *(one.last + DAY for one in account.held_by(worker))])
        if account.offers.get(worker) not in ("made", "accepted"):
            self.stage.offer([worker], dies=dies)
        elif account.offers[worker] == "made":
            self.stage.accept(worker, dies=dies)
        elif waiting:
            self.stage.issue(waiting, dies=dies)
        elif first <= ENDS:
            length = min(length, 30) if kind == "short" else length
            self.stage.apply(worker, kind, first, min(first + length * DAY, ENDS), dies=dies)

    # --- What becomes of permits ------------------------------------------------------------------------------

    @rule(data=st.data(), verb=st.sampled_from(["suspend", "reinstate", "surrender", "propose", "revoke"]), dies=dies)
    def change(self, data: st.DataObject, verb: str, dies: bool) -> None:
        self.stage.change(self._permit(data), verb, dies=dies)

    @rule(data=st.data(), days=st.sampled_from([1, 30, 31, 400]), by_worker=st.booleans(), dies=dies)
    def ask(self, data: st.DataObject, days: int, by_worker: bool, dies: bool) -> None:
        permit = self._permit(data)
        last = permit.last + days * DAY
        self.stage.ask(permit, last if days == 400 else min(last, ENDS), by_worker=by_worker, dies=dies)

    @precondition(lambda self: any(one.asked for one in self.stage.account.permits) or self.steps % 4 == 0)
    @rule(data=st.data(), verb=st.sampled_from(["grant", "refuse"]), dies=dies)
    def decide(self, data: st.DataObject, verb: str, dies: bool) -> None:
        asked = [one for one in self.stage.account.permits if one.asked]
        self.stage.decide(data.draw(st.sampled_from(asked)) if asked else self._permit(data), verb, dies=dies)

    @precondition(lambda self: self.stage.account.renewals)
    @rule(data=st.data(), dies=dies)
    def renew(self, data: st.DataObject, dies: bool) -> None:
        permit = data.draw(st.sampled_from(sorted(self.stage.account.renewals)))
        self.stage.renew(self.stage.account.permits[permit], dies=dies)

    @rule(data=st.data(), verb=st.sampled_from(officers.VERBS), number=st.integers(0, 99))
    def intrude(self, data: st.DataObject, verb: str, number: int) -> None:
        """Somebody whose act it is not tries it all the same."""
        officers.intrude(self.stage, verb, self._permit(data), number)

    @precondition(lambda self: any(one.status != "closed" for one in self.stage.account.cases))
    @rule(data=st.data(), verb=st.sampled_from(["contest", "propose", "confirm", "close"]), dies=dies)
    def answer(self, data: st.DataObject, verb: str, dies: bool) -> None:
        open_ = [one for one in self.stage.account.cases if one.status != "closed"]
        officers.answer(self.stage, data.draw(st.sampled_from(open_)), verb, dies=dies)

    # --- Crossings --------------------------------------------------------------------------------------------

    @rule(
        worker=workers,
        way=ways,
        hours=st.sampled_from([0, 0, 0, 5, 30, 24 * 6, 24 * 25]),
        minutes=st.integers(0, 59),
        theirs=st.booleans(),
        by_paper=st.booleans(),
        dies=dies,
    )
    def cross(self, worker: int, way: str, hours: int, minutes: int, theirs: bool, by_paper: bool, dies: bool) -> None:
        at = self.stage.now - timedelta(hours=hours, minutes=minutes)
        self.stage.tell(worker, way, at, theirs=theirs, by_paper=by_paper, dies=dies)

    @rule(worker=workers, minutes=st.integers(0, 19), theirs=st.booleans())
    def go_on(self, worker: int, minutes: int, theirs: bool) -> None:
        """Who is here leaves, and who is not comes, as posts mostly see it."""
        way = "in" if self.stage.account.here(worker) is None else "out"
        self.stage.tell(worker, way, self.stage.now - timedelta(minutes=minutes), theirs=theirs)

    @rule(data=st.data())
    def deliver_again(self, data: st.DataObject) -> None:
        self.stage.tell_again(data.draw(st.integers(0, len(self.stage.books.told) - 1)))

    @rule(data=st.data(), minutes=st.sampled_from(APART), theirs=st.booleans())
    def tell_of_the_same(self, data: st.DataObject, minutes: int, theirs: bool) -> None:
        """Somebody else saw the same crossing, by another watch."""
        first = data.draw(st.sampled_from(self.stage.account.sightings))
        at = min(first.at + timedelta(minutes=minutes), self.stage.now)
        self.stage.tell(first.worker, first.way, at, theirs=theirs)

    # --- The clock --------------------------------------------------------------------------------------------

    @rule(wait=st.sampled_from(WAITS))
    def wait(self, wait: timedelta) -> None:
        self._pass(wait)

    @rule(data=st.data(), after=st.booleans(), days=st.sampled_from([-7, -1, 0, 0, 1, 3]))
    def wait_for_a_last_day(self, data: st.DataObject, after: bool, days: int) -> None:
        """A minute before midnight of a day that decides, or midnight itself, when the clock asks."""
        here = [stay.lawful for worker in range(WORKERS) if (stay := self.stage.account.here(worker)) and stay.lawful]
        last = data.draw(st.sampled_from(here or [one.last for one in self.stage.account.permits])) + days * DAY
        at = datetime.combine(last, time(23, 59), self.stage.now.tzinfo) + (timedelta(minutes=1) if after else 0 * DAY)
        self._pass(max(at - self.stage.now, 0 * DAY))
        self.sweep_now()

    @rule(is_twice=st.booleans())
    def sweep(self, is_twice: bool) -> None:
        """All that the clock asks for, and nothing left over for a second time."""
        self.sweep_now()
        if is_twice:
            assert self._sweep() == 0

    def sweep_now(self) -> None:
        self._sweep()
        self.stage.account.sweep(self.stage.today)
        checks.alerts(self.stage)

    def _sweep(self) -> int:
        now = self.stage.now
        done = cases.clear_due(at=now) + lapses.close_run_out(at=now) + cases.note_exits(at=now)
        done += returns.note_exits(at=now) + cases.suspect_due(at=now) + cases.tell_due(at=now)
        done += renewals.propose_due(at=now) + renewals.lapse_due(at=now)
        return done + sweeps.of_everything(at=now)

    # --- What holds after each step ---------------------------------------------------------------------------

    @invariant()
    def records_agree(self) -> None:
        checks.everything(self.stage)

    @invariant()
    def nobody_sees_too_much(self) -> None:
        strangers = list(checks.strangers(self.stage))
        checks.sees_nothing(self.stage, strangers[self.steps % len(strangers)])
        checks.sees_own_only(self.stage, self.steps % WORKERS)
        if self.steps % 5 == 0:
            checks.parties_see_no_suspicion(self.stage)
        self.steps += 1
        self._pass(MINUTES)

    def _permit(self, data: st.DataObject) -> Permit:
        return data.draw(st.sampled_from(self.stage.account.permits))

    def _pass(self, time_: timedelta) -> None:
        self.stage.books.now += time_
