"""What should be true of a season: a second opinion in plain Python, written from the rules and not from the code."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from tests.season.sightings import Sighting, Visit, visits

DAY = timedelta(days=1)
LONGEST = {"short": 30, "seasonal": 180}
BEFORE = {"short": (14, 7, 3, 1), "seasonal": (30, 15, 7, 3, 1)}
AFTER = (0, 1, 3, 7, 30)
ARRIVAL = (3, 7)
OPEN = ("issued", "suspended")
ASK_AHEAD, TO_DECIDE, TO_ANSWER = 7, 20, 7


@dataclass
class Application:
    """What was applied for."""

    worker: int
    kind: str
    first: date
    last: date
    offer: int = 0
    status: str = "submitted"


@dataclass
class Permit:
    """A permit, its days, and what was asked about it."""

    key: int
    worker: int
    kind: str
    first: date
    last: date
    offer: int
    status: str = "issued"
    ended: date | None = None
    extended: date | None = None
    follows: int | None = None
    asked: tuple[date, date] | None = None  # the later last day that is asked for, and until when the receipt covers
    is_revocation_proposed: bool = False

    @property
    def until(self) -> date:
        return self.last if self.ended is None else min(self.last, self.ended)

    def covers(self, day: date) -> bool:
        return self.asked is not None and self.asked[1] >= day


@dataclass
class Stay:
    """A visit, with the permit it runs under by now and the last day on which it is lawful."""

    visit: Visit
    permit: int | None
    lawful: date | None


@dataclass
class Case:
    """A suspicion, known by the sighting that began it."""

    key: int
    worker: int
    permit: int
    entry: int
    entered: date
    lawful: date
    status: str = "notified"
    answer_by: date | None = None
    is_proposed: bool = False


@dataclass
class Renewal:
    """The next permit of an unchanged stay, as the clock proposed it."""

    permit: int
    first: date
    last: date
    status: str = "proposed"


@dataclass
class Season:
    """All that happened under one granted filing."""

    posts: int
    starts: date
    ends: date
    used: int = 0
    offers: dict[int, str] = field(default_factory=dict)  # where the last offer to each worker stands
    serials: dict[int, int] = field(default_factory=dict)  # and which of theirs that is
    vacated: set[tuple[int, int]] = field(default_factory=set)  # whose post was given up, by worker and offer
    applications: list[Application] = field(default_factory=list)
    permits: list[Permit] = field(default_factory=list)
    sightings: list[Sighting] = field(default_factory=list)
    cases: list[Case] = field(default_factory=list)
    renewals: dict[int, Renewal] = field(default_factory=dict)

    # --- What may be done ---------------------------------------------------------------------------------

    @property
    def left(self) -> int:
        return self.posts - self.used

    def may_offer(self, workers: Iterable[int]) -> bool:
        """Nobody twice, and never more than there are posts; a no leaves the post to another."""
        wanted = list(workers)
        taken = [one for one in self.offers.values() if one in ("made", "accepted")]
        return all(self.offers.get(one) not in ("made", "accepted") for one in wanted) and (
            len(taken) + len(wanted) <= self.posts
        )

    def has_post(self, worker: int, offer: int) -> bool:
        return (worker, offer) not in self.vacated

    def may_hold(self, worker: int, kind: str, first: date, last: date, *, beside: int | None = None) -> bool:
        """The days fit the class and the filing, and no other open permit lies in them."""
        fits = self.starts <= first <= last <= self.ends and (last - first).days <= LONGEST[kind]
        return fits and not any(
            one.first <= last and first <= one.last for one in self.held_by(worker) if one.key != beside
        )

    def may_apply(self, worker: int, kind: str, first: date, last: date) -> bool:
        return self.left > 0 and self.may_hold(worker, kind, first, last)

    def may_issue(self, numbers: list[int]) -> bool:
        """Each in turn as if those before had theirs."""
        promised: list[Application] = []
        for one in (self.applications[number] for number in numbers):
            clash = any(o.worker == one.worker and o.first <= one.last and one.first <= o.last for o in promised)
            stands = self.has_post(one.worker, one.offer) and not clash
            if not stands or not self.may_hold(one.worker, one.kind, one.first, one.last):
                return False
            promised.append(one)
        return self.left >= len(promised)

    def undecided(self) -> list[int]:
        return [number for number, one in enumerate(self.applications) if one.status == "submitted"]

    def may_extend(self, permit: Permit, last: date) -> bool:
        fits = self.may_hold(permit.worker, permit.kind, permit.last + DAY, last, beside=permit.key)
        return fits and self.has_post(permit.worker, permit.offer)

    def may_confirm_renewal(self, renewal: Renewal, today: date) -> bool:
        permit = self.permits[renewal.permit]
        unchanged = permit.status == "issued" and permit.last + DAY == renewal.first and today < renewal.first
        unchanged = unchanged and self.has_post(permit.worker, permit.offer)
        return unchanged and self.may_hold(permit.worker, permit.kind, renewal.first, renewal.last, beside=permit.key)

    # --- What is done -------------------------------------------------------------------------------------

    def issue(self, application: Application) -> Permit:
        application.status = "issued"
        self.used += 1
        one = application
        return self.add(one.worker, one.kind, one.first, one.last, one.offer)

    def add(self, worker: int, kind: str, first: date, last: date, offer: int, follows: int | None = None) -> Permit:
        made = Permit(len(self.permits), worker, kind, first, last, offer, follows=follows)
        self.permits.append(made)
        return made

    def end(self, permit: Permit, status: str, today: date) -> None:
        """A permit ends early: its post is free, unless its holder goes on under another."""
        permit.status, permit.ended = status, today
        self._vacate(permit.worker, today)

    def _vacate(self, worker: int, today: date) -> None:
        goes_on = any(one.last >= today for one in self.held_by(worker))
        if not goes_on and self.offers[worker] == "accepted" and today < self.ends:
            self.offers[worker] = "vacated"
            self.vacated.add((worker, self.serials[worker]))

    def ask(self, permit: Permit, last: date, today: date) -> None:
        decided_by = today
        for _day in range(TO_DECIDE):
            decided_by += DAY
            while decided_by.weekday() >= 5:
                decided_by += DAY
        permit.asked = last, min(last, max(permit.last, decided_by))

    # --- Where people are ---------------------------------------------------------------------------------

    def held_by(self, worker: int) -> list[Permit]:
        return [one for one in self.permits if one.worker == worker and one.status in OPEN]

    def shown_by(self, worker: int, day: date) -> int | None:
        """The permit that a person's number leads to: the one that holds that day, or else the last that had begun."""
        begun = [one for one in self.permits if one.worker == worker and one.first <= day]
        holding = [one for one in begun if one.ended is None and one.last >= day]
        return max(holding or begun, key=lambda one: (one.first, one.key)).key if begun else None

    def stays(self, worker: int) -> list[Stay]:
        seen = visits(one for one in self.sightings if one.worker == worker)
        return [Stay(visit, *self._lawful(visit)) for visit in seen]

    def here(self, worker: int) -> Stay | None:
        return next((one for one in self.stays(worker) if one.visit.is_open), None)

    def _lawful(self, visit: Visit) -> tuple[int | None, date | None]:
        """Under which permit it is by now, and until when: permits without a gap between them carry it on."""
        if visit.permit is None or visit.entered is None:
            return visit.permit, None
        shown = self.permits[visit.permit]
        entered, left = visit.entered.date(), visit.left and visit.left.date()
        last = self._until(shown, entered)
        for later in sorted(self.permits, key=lambda one: one.first):
            is_next = later.worker == shown.worker and shown.first < later.first <= last + DAY and later.until > last
            if is_next and (left is None or left >= later.first):
                shown, last = later, self._until(later, entered)
        return shown.key, last

    @staticmethod
    def _until(permit: Permit, entered: date) -> date:
        """The day of entry does not count; an extension or the permit's own first day lets the count begin anew."""
        counted_from = max(entered, permit.first, permit.extended or permit.first)
        return min(permit.until, counted_from + timedelta(LONGEST[permit.kind]))

    # --- What the clock does ------------------------------------------------------------------------------

    def sweep(self, today: date) -> None:
        """All that time alone decides, in the order in which it is asked."""
        self.cases = [one for one in self.cases if not self.is_cleared(one, today)]
        self._run_out(today)
        self._suspect(today)
        self._renew(today)

    def is_cleared(self, case: Case, today: date) -> bool:
        """Whether what is known by now speaks for the worker."""
        if case.status == "closed":
            return False
        stay = next(one for one in self.stays(case.worker) if case.entry in one.visit.entry)
        if stay.visit.is_end_unknown or stay.lawful is None:
            return True
        left = stay.visit.left.date() if stay.visit.left else None
        upto = left or today
        in_time = left is not None and left <= case.lawful
        return in_time or stay.lawful >= upto or self.permits[case.permit].covers(upto)

    def _run_out(self, today: date) -> None:
        for one in self.permits:
            followed = any(other.follows == one.key for other in self.permits)
            is_over = one.status in OPEN and one.last < today and not one.covers(today)
            if is_over and (followed or self.here(one.worker) is None):
                one.status, one.ended = "closed", one.last
                if not followed and not any(stay.permit == one.key for stay in self.stays(one.worker)):
                    self._vacate(one.worker, today)

    def _suspect(self, today: date) -> None:
        for worker in {one.worker for one in self.sightings}:
            stay = self.here(worker)
            if stay is None or stay.permit is None or stay.lawful is None or stay.lawful >= today:
                continue
            if self.permits[stay.permit].covers(today) or self._is_known(worker, stay):
                continue
            entered = stay.visit.entered.date()  # type: ignore[union-attr]
            entry = min(stay.visit.entry)
            self.cases.append(Case(self._next_case(), worker, stay.permit, entry, entered, stay.lawful))
            self.cases[-1].answer_by = today + timedelta(TO_ANSWER)

    def _next_case(self) -> int:
        return max((one.key for one in self.cases), default=-1) + 1

    def _is_known(self, worker: int, stay: Stay) -> bool:
        entered = stay.visit.entered.date()  # type: ignore[union-attr]
        for one in self.cases:
            if one.worker == worker and one.status != "closed" and one.entered == entered:
                return True
            if one.status == "closed" and one.entry in stay.visit.entry and one.lawful >= stay.lawful:  # type: ignore[operator]
                return True
        return False

    def _renew(self, today: date) -> None:
        for one in list(self.permits):
            is_near = one.last >= today and (one.last - today).days <= max(BEFORE[one.kind])
            followed = any(other.follows == one.key for other in self.permits)
            if one.status == "issued" and is_near and one.last < self.ends and not followed:
                last = min(one.last + timedelta(LONGEST[one.kind]), self.ends)
                self.renewals.setdefault(one.key, Renewal(one.key, one.last + DAY, last))
        for renewal in self.renewals.values():
            if renewal.status == "proposed" and renewal.first <= today:
                renewal.status = "declined"

    # --- What is announced --------------------------------------------------------------------------------

    def alerts(self, now: datetime) -> set[tuple[str, int, str]]:
        """Kind, permit and step of every alert that should be open at that moment."""
        return {*self._of_last_days(now.date()), *self._of_arrivals(now)}

    def _of_last_days(self, today: date) -> Iterator[tuple[str, int, str]]:
        for one in self.permits:
            stay = self.here(one.worker)
            lawful = stay.lawful if stay and stay.permit == one.key else None
            last = min(one.last, lawful or one.last)
            goes_on = any(other.follows == one.key and other.status in OPEN for other in self.permits)
            if one.status in OPEN and last >= today and not goes_on and (step := _step(last, today, BEFORE[one.kind])):
                yield "permit_ending", one.key, step
            if lawful is not None and lawful < today and (step := _step(lawful, today, BEFORE[one.kind])):
                yield "permit_past_end", one.key, step

    def _of_arrivals(self, now: datetime) -> Iterator[tuple[str, int, str]]:
        today = now.date()
        for one in self.permits:
            if one.status not in OPEN or one.last < today:
                continue
            stays = [stay.visit for stay in self.stays(one.worker) if not stay.visit.is_end_unknown]
            came = any(visit.left is None or visit.left.date() >= one.first for visit in stays)
            step = _step(one.first, today, (), ARRIVAL)
            if one.first < today and not came and step:
                yield "arrival_overdue", one.key, step
            here = self.here(one.worker)
            if here is not None and here.permit == one.key:
                due = here.visit.entered + DAY  # type: ignore[operator]
                yield "lodging_unregistered", one.key, "late" if due < now else "due"


def _step(last: date, today: date, before: tuple[int, ...], after: tuple[int, ...] = AFTER) -> str | None:
    left = (last - today).days
    if left > 0 or (left == 0 and 0 not in after):
        return next((str(step) for step in sorted(before) if step >= left), None)
    past = next((step for step in sorted(after, reverse=True) if step <= -left), None)
    return None if past is None else f"+{past}" if past else "0"
