"""Where a season is played: real people and records, the plain account beside them, and the clock."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from core.actors import Actor
from core.audit.models import Event
from core.errors import Refusal
from employers.models import Filing
from employers.rules.content import Group, House
from permits.services.application import applications
from permits.services.border.crossings import Claim, record_each
from permits.services.lifetime import extensions, issuing, permits, renewals
from tests import factories
from tests.employers import steps
from tests.factories import World, as_worker, shanghai
from tests.permits.steps import ASKED, requirements
from tests.season.model import Application, Permit, Season
from tests.season.sightings import Sighting
from workers.models import Registration, Worker
from workers.rules.codes import person_number
from workers.services import codes
from workers.services.agreement import consents, offers

POSTS, WORKERS = 3, 4
STARTS, ENDS = date(2026, 11, 15), date(2027, 4, 15)
OPENS = shanghai(date(2026, 11, 10), 9)
MINUTES = timedelta(minutes=20)
GATE = "aidian"


@dataclass
class Books:
    """The plain account, and which record each thing in it is."""

    account: Season
    now: datetime = OPENS
    offers: dict[int, UUID] = field(default_factory=dict)
    applications: list[UUID] = field(default_factory=list)
    permits: list[UUID] = field(default_factory=list)
    numbers: list[str] = field(default_factory=list)
    told: list[tuple[Claim, bool, UUID]] = field(default_factory=list)


@dataclass
class Stage:
    """One world with a granted filing of few posts, its workers, and another world that must never see any of it."""

    world: World
    other: World
    filing: Filing
    workers: list[Worker]
    registrations: list[Registration]
    books: Books

    @property
    def account(self) -> Season:
        return self.books.account

    @property
    def now(self) -> datetime:
        return self.books.now

    @property
    def today(self) -> date:
        return self.now.date()

    def as_it_was(self) -> "Stage":
        """The same place with books of its own, for one more season that is taken back afterwards."""
        return Stage(self.world, self.other, self.filing, self.workers, self.registrations, deepcopy(self.books))

    def member(self, who: str) -> Actor:
        return self.world.member(*who.split("."))

    # --- Acts: done where the account says that they may be, and otherwise refused without a trace ---------------

    def attempt(self, do: Callable[[], Any], *, may: bool, dies: bool = False) -> Any:
        """Do it, or see it refused; with `dies` the first try is lost at its very end, and is made again."""
        if dies:
            half_way = transaction.savepoint()
            self._outcome(do)
            transaction.savepoint_rollback(half_way)
        before = last_event()
        made, refusal = self._outcome(do)
        assert may == (refusal is None), f"it may {'' if may else 'not '}be done, but: {refusal!r} {made!r}"
        assert refusal is None or last_event() == before, f"something stayed of what was refused: {refusal!r}"
        return made

    @staticmethod
    def _outcome(do: Callable[[], Any]) -> tuple[Any, Refusal | None]:
        try:
            return do(), None
        except Refusal as refusal:
            return None, refusal

    def offer(self, workers: list[int], **given: Any) -> None:
        ids = [self.registrations[one].pk for one in workers]
        by, until = self.member("intermediary.clerk"), max(self.today, ENDS)
        may = self.account.may_offer(workers) and self.today <= ENDS
        made = self.attempt(
            lambda: offers.make_each(self.filing.pk, ids, valid_until=until, by=by, at=self.now), may=may, **given
        )
        for worker, one in zip(workers, made or (), strict=may):
            self.books.offers[worker], self.account.offers[worker] = one.pk, "made"
            self.account.serials[worker] = self.account.serials.get(worker, 0) + 1

    def accept(self, worker: int, *, is_code_wrong: bool = False, **given: Any) -> None:
        officer, offer = self.member("department.officer"), self.books.offers[worker]
        digest = self.filing.offers.get(pk=offer).terms.digest

        def say_yes() -> Any:
            code = codes.give_code(self.workers[worker].pk, by=officer, at=self.now)
            if is_code_wrong:
                code = f"{(int(code) + 1) % 1_000_000:06}"
            answer = consents.Answer(offer, digest, code)
            return consents.accept_each([answer], by=officer, at=self.now)

        def whole() -> Any:
            with transaction.atomic():
                return say_yes()

        may = not is_code_wrong and self.account.offers[worker] == "made" and self.today <= ENDS
        if self.attempt(whole, may=may, **given):
            self.account.offers[worker] = "accepted"

    def decline(self, worker: int, **given: Any) -> None:
        by = as_worker(self.workers[worker])
        may = self.account.offers[worker] == "made"
        if self.attempt(lambda: consents.decline(self.books.offers[worker], by=by, at=self.now), may=may, **given):
            self.account.offers[worker] = "declined"

    def apply(self, worker: int, kind: str, first: date, last: date, **given: Any) -> None:
        by, offer = self.member("intermediary.clerk"), self.books.offers[worker]
        serial = worker, self.account.serials[worker]
        open_ = [self.account.applications[one] for one in self.account.undecided()]
        is_open = serial in {(one.worker, one.offer) for one in open_}
        is_held = self.account.offers[worker] == "accepted" and not is_open
        wish: dict[str, Any] = {"permit_class": kind, "ports": [GATE], "first_on": first, "last_on": last}
        made = self.attempt(
            lambda: applications.apply_each([offer], **wish, by=by, at=self.now),
            may=is_held and self.account.may_apply(worker, kind, first, last),
            **given,
        )
        for one in made or ():
            self.account.applications.append(Application(worker, kind, first, last, self.account.serials[worker]))
            self.books.applications.append(one.pk)

    def issue(self, numbers: list[int], **given: Any) -> None:
        ids, by = [self.books.applications[one] for one in numbers], self.member("bureau.approver")
        open_ = all(one in self.account.undecided() for one in numbers)
        made = self.attempt(
            lambda: issuing.issue_each(ids, by=by, at=self.now),
            may=open_ and self.account.may_issue(numbers),
            **given,
        )
        of_application = {one.application_id: one for one in made or ()}
        for number, key in zip(numbers, ids, strict=True):
            if made:
                self._keep(of_application[key], self.account.issue(self.account.applications[number]))

    def refuse(self, number: int, **given: Any) -> None:
        reason = {self.books.applications[number]: "check_failed"}
        by = self.member("bureau.approver")
        may = number in self.account.undecided()
        if self.attempt(lambda: issuing.refuse_each(reason, by=by, at=self.now), may=may, **given):
            self.account.applications[number].status = "refused"

    def _keep(self, record: Any, permit: Permit) -> None:
        assert permit.key == len(self.books.permits)
        self.books.permits.append(record.pk)
        self.books.numbers.append(record.reference)

    def change(self, permit: Permit, verb: str, **given: Any) -> None:
        """Suspend, reinstate, surrender, or revoke in two steps."""
        pk, approver, open_ = self.books.permits[permit.key], self.member("bureau.approver"), ("issued", "suspended")
        at = {"at": self.now}
        holder = as_worker(self.workers[permit.worker])
        why = {"reason": "unpaid wages", "legal_basis": "Exit-Entry Law art. 43"}
        reviewer = self.member("bureau.reviewer")
        acts: dict[str, tuple[bool, Callable[[], Any]]] = {
            "suspend": (
                permit.status == "issued",
                lambda: permits.suspend_each([pk], reason="flood", by=approver, **at),
            ),
            "reinstate": (permit.status == "suspended", lambda: permits.reinstate_each([pk], by=approver, **at)),
            "surrender": (permit.status in open_, lambda: permits.surrender(pk, by=holder, **at)),
            "propose": (
                permit.status in open_ and not permit.is_revocation_proposed,
                lambda: permits.propose_revocation(pk, **why, by=reviewer, **at),
            ),
            "revoke": (
                permit.status in open_ and permit.is_revocation_proposed,
                lambda: permits.decide_revocation(pk, by=approver, **at),
            ),
        }
        may, do = acts[verb]
        if self.attempt(do, may=may, **given) is None:
            return
        if verb == "propose":
            permit.is_revocation_proposed = True
        elif verb in ("surrender", "revoke"):
            self.account.end(permit, {"surrender": "surrendered", "revoke": "revoked"}[verb], self.today)
        else:
            permit.status = {"suspend": "suspended", "reinstate": "issued"}[verb]

    def ask(self, permit: Permit, last: date, *, by_worker: bool = False, **given: Any) -> None:
        by = as_worker(self.workers[permit.worker]) if by_worker else self.member("intermediary.clerk")
        pk = self.books.permits[permit.key]
        in_time = (permit.last - self.today).days >= 7
        may = permit.status in ("issued", "suspended") and in_time and permit.asked is None
        may = may and permit.last < last <= ENDS
        do = lambda: extensions.ask(pk, ends_on=last, reason="the harvest goes on", by=by, at=self.now)  # noqa: E731
        if self.attempt(do, may=may, **given):
            self.account.ask(permit, last, self.today)

    def decide(self, permit: Permit, verb: str, **given: Any) -> None:
        """Grant or refuse the extension that was asked for."""
        by, pk = self.member("bureau.approver"), self.books.permits[permit.key]
        asked = extensions.Extension.objects.filter(permit=pk).order_by("-asked_at").values_list("pk", flat=True)
        if not asked:
            return
        is_open = permit.asked is not None
        may = is_open and (
            verb == "refuse"
            or (permit.status in ("issued", "suspended") and self.account.may_extend(permit, permit.asked[0]))  # type: ignore[index]
        )
        act = extensions.grant if verb == "grant" else extensions.refuse
        if self.attempt(lambda: act(asked[0], comment="as asked", by=by, at=self.now), may=may, **given):
            if verb == "grant":
                permit.extended, permit.last = permit.last + timedelta(1), permit.asked[0]  # type: ignore[index]
            permit.asked = None

    def renew(self, permit: Permit, **given: Any) -> None:
        by, pk = self.member("bureau.approver"), self.books.permits[permit.key]
        renewal = self.account.renewals[permit.key]
        key = renewals.Renewal.objects.get(permit=pk).pk
        may = renewal.status == "proposed" and self.account.may_confirm_renewal(renewal, self.today)
        made = self.attempt(lambda: renewals.confirm_each([key], by=by, at=self.now), may=may, **given)
        if made:
            renewal.status = "confirmed"
            follower = self.account.add(
                permit.worker, permit.kind, renewal.first, renewal.last, permit.offer, follows=permit.key
            )
            self._keep(made[0], follower)

    # --- What is told of crossings --------------------------------------------------------------------------------

    def tell(
        self, worker: int, way: str, at: datetime, *, theirs: bool = False, by_paper: bool = False, **given: Any
    ) -> None:
        """A post, or the other side, tells of a crossing; by the number of the last permit, or of the person."""
        own = [one.key for one in self.account.permits if one.worker == worker]
        by_person = by_paper or not own
        named = {"person_number": person_number(self.workers[worker].number)} if by_person else {}
        claim = Claim(
            way, at, f"told {len(self.books.told)}", GATE, **(named or {"permit_number": self.books.numbers[own[-1]]})
        )
        permit = self.account.shown_by(worker, at.date()) if by_person else own[-1]
        [kept] = self.attempt(lambda: record_each([claim], by=self.teller(theirs), at=self.now), may=True, **given)
        self.account.sightings.append(Sighting(len(self.books.told), worker, way, at, theirs, permit))
        self.books.told.append((claim, theirs, kept.pk))

    def tell_again(self, number: int) -> None:
        """The same line delivered twice: the first answer again, and nothing more."""
        claim, theirs, kept = self.books.told[number]
        before = last_event()
        [again] = record_each([claim], by=self.teller(theirs), at=self.now)
        assert again.pk == kept
        assert last_event() == before

    def teller(self, theirs: bool) -> Actor:
        return self.member("department.officer" if theirs else "post.officer")


def last_event() -> int:
    return Event.objects.order_by("-id").values_list("id", flat=True).first() or 0


def set_up(world: World, other: World) -> Stage:
    """Two of four workers hold permits, and the one has come; a third has an offer."""
    requirements()
    group = Group(POSTS, STARTS, ENDS)
    filing = steps.granted(world, POSTS, groups=(group,), lodgings=(House("职工宿舍", 50),))
    workers = [factories.worker(world.organisations["department"].province) for _number in range(WORKERS)]
    registrations = []
    for one in workers:
        factories.paper(one)
        registrations.append(factories.registration(one, world.intermediary, filing.season))
        for kind, code in ASKED.items():
            factories.evidence(one, kind, code)
    for one in workers:
        one.refresh_from_db()  # its number is drawn by the database
    books = Books(Season(POSTS, STARTS, ENDS))
    stage = Stage(world, other, filing, workers, registrations, books)
    _begin(stage)
    return stage


def _begin(stage: Stage) -> None:
    stage.offer([0, 1, 2])
    for worker in (0, 1):
        stage.accept(worker)
    stage.apply(0, "seasonal", STARTS, date(2027, 3, 31))
    stage.apply(1, "short", STARTS, date(2026, 12, 15))
    stage.issue([0, 1])
    stage.books.now = shanghai(STARTS, 9)
    stage.tell(0, "in", shanghai(STARTS, 8))
