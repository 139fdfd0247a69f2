"""Taking people in: registered, cleared, offered a post, agreed, applied for and permitted, through the services."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID

from core.dates import ZONE
from core.errors import Refusal
from permits.management.replay import parties
from permits.management.replay.agreement import PERMIT_CLASS
from permits.management.replay.batches import each, grouped, in_batches, without_repeats
from permits.management.replay.crews import Crew, Roster
from permits.management.replay.ground import Ground
from permits.management.replay.hands import Hand, Known, evidence_number
from permits.management.replay.people import Person
from permits.management.replay.phases import Phases
from permits.management.replay.profile import Profile
from permits.management.replay.standing import ONLOOKER
from permits.services.application import applications
from permits.services.lifetime import issuing
from workers.enums import PaperKind
from workers.models import Offer
from workers.services import codes
from workers.services.agreement import consents, offers
from workers.services.agreement.checks import Wanted
from workers.services.agreement.consents import Answer
from workers.services.identity.details import NewPaper, NewWorker
from workers.services.registration import clearances, evidence, registrations
from workers.services.registration.evidence import NewEvidence

AT_ONCE = 1000
FILINGS_AT_ONCE = 100
REGISTERED, CLEARED, OFFERED, AGREED, APPLIED, ISSUED = (time(hour) for hour in (9, 10, 11, 12, 14, 15))
SHOWN_BEFORE = timedelta(10)
COVERED_AFTER = timedelta(45)


@dataclass(slots=True)
class Intake:
    """Those of some crews, and what the services refused; `issued` is told of every permit."""

    profile: Profile
    ground: Ground
    roster: Roster
    known: Known
    phases: Phases
    issued: Callable[[Hand], None]
    refused: dict[tuple[str, int], tuple[str, str]] = field(default_factory=dict)
    standing: dict[UUID, str] = field(default_factory=dict)

    def on(self, day: date, crews: dict[str, list[tuple[Crew, list[Hand]]]]) -> None:
        """Do what is due on a day for the crews that are due for it."""
        for step, due in crews.items():
            hands = [
                hand for _crew, own in due for hand in own if (hand.crew.case.number, hand.serial) not in self.refused
            ]
            getattr(self, step)(hands, day)

    def register(self, hands: Sequence[Hand], day: date) -> None:
        """Have intermediaries register those who come forward, and departments clear them, province by province."""
        for hand in hands:
            self.known.recall(hand)
        new = [hand for hand in hands if hand.registration is None]
        for (code, season), own in grouped(new, lambda hand: (self._agent(hand), hand.crew.season)):
            for batch in in_batches(own, AT_ONCE):
                self._each("register", batch, partial(self._register, code, season, at(day, REGISTERED)))
        waiting = [hand for hand in hands if hand.registration and not hand.has_evidence]
        for code, own in grouped(waiting, self._agent):
            for batch in in_batches(own, AT_ONCE):
                self._each("evidence", batch, partial(self._show, code, at(day, REGISTERED)))
        arrived = [hand for hand in hands if hand.registration and not hand.is_cleared]
        for province, own in grouped(arrived, self._home):
            for batch in in_batches(own, AT_ONCE):
                self._each("clear", batch, partial(self._clear, province, at(day, CLEARED)))

    def _register(self, code: str, season: UUID, moment: datetime, hands: Sequence[Hand]) -> None:
        rows: list[NewWorker | UUID] = [
            hand.worker or new_worker(self.roster.person(hand.ordinal), self.profile) for hand in hands
        ]
        made = registrations.register_each(
            rows, season=season, by=self.ground.clerk(code), at=moment, agreed_abroad=range(len(rows))
        )
        for hand, one in zip(hands, made, strict=True):
            hand.worker, hand.registration = one.worker_id, one.pk
            self.known.workers[hand.ordinal] = one.worker_id
            self.known.registrations[season, one.worker_id] = one.pk, False

    def _show(self, code: str, moment: datetime, hands: Sequence[Hand]) -> None:
        rows = [row for hand in hands for row in shown(hand, self.profile)]
        evidence.record_each(rows, by=self.ground.clerk(code), at=moment)
        for hand in hands:
            hand.has_evidence = True

    def _clear(self, province: str, moment: datetime, hands: Sequence[Hand]) -> None:
        clearances.clear_each(
            [_there(hand.registration) for hand in hands], by=self.ground.officer(province), at=moment
        )
        for hand in hands:
            hand.is_cleared = True
            self.known.registrations[hand.crew.season, _there(hand.worker)] = _there(hand.registration), True

    def offer(self, hands: Sequence[Hand], day: date) -> None:
        """Have intermediaries offer the posts, all filings of each at once."""
        waiting = [hand for hand in hands if hand.is_cleared and hand.offer is None]
        for code, own in grouped(waiting, self._agent):
            crews = [hands for _filing, hands in grouped(own, lambda hand: hand.crew.filing)]
            offer = partial(self._offer, code, at(day, OFFERED))
            with self.phases.measured("offer", len(own)):
                for batch in in_batches(crews, FILINGS_AT_ONCE):
                    each(batch, offer, partial(self._offer_apart, offer))

    def _offer(self, code: str, moment: datetime, crews: Sequence[Sequence[Hand]]) -> None:
        wanted = [
            Wanted(
                hands[0].crew.filing,
                [_there(hand.registration) for hand in hands],
                min(hands[0].crew.week.agreed + timedelta(7), hands[0].crew.case.ends_on),
            )
            for hands in crews
        ]
        made = offers.make_for_each(wanted, by=self.ground.clerk(code), at=moment)
        of = {(offer.filing_id, offer.worker_id): offer.pk for offer in made}
        for hand in (hand for hands in crews for hand in hands):
            hand.offer = of[hand.crew.filing, _there(hand.worker)]

    def _offer_apart(
        self, offer: Callable[[Sequence[Sequence[Hand]]], None], hands: Sequence[Hand], _: Refusal
    ) -> None:
        """Where a filing's posts cannot all be offered, find whom it is about."""
        each(hands, lambda some: offer([some]), self._refuse)

    def agree(self, hands: Sequence[Hand], day: date) -> None:
        """Have each worker say yes with a code of its own, over the counter of the department."""
        waiting = [hand for hand in hands if hand.offer is not None and not hand.has_agreed]
        for province, own in grouped(waiting, self._home):
            # A code is good for one answer: who answers two offers comes twice.
            for turn in without_repeats(own, lambda hand: hand.worker):
                for batch in in_batches(turn, AT_ONCE):
                    self._each("agree", batch, partial(self._agree, province, at(day, AGREED), {}))

    def _agree(self, province: str, moment: datetime, given: dict[UUID, str], hands: Sequence[Hand]) -> None:
        officer = self.ground.officer(province)
        if not given:
            # An answer that is refused leaves its code good for the next try.
            given |= codes.give_each([_there(hand.worker) for hand in hands], by=officer, at=moment)
        read = dict(
            Offer.objects.visible_to(ONLOOKER)
            .at_counter(officer.organisation_id, moment)
            .filter(pk__in=[hand.offer for hand in hands])
            .values_list("pk", "terms__digest")
        )
        answers = [Answer(_there(hand.offer), read[_there(hand.offer)], given[_there(hand.worker)]) for hand in hands]
        consents.accept_each(answers, by=officer, at=moment)
        for hand in hands:
            hand.has_agreed = True

    def issue(self, hands: Sequence[Hand], day: date) -> None:
        """Have intermediaries apply, and the bureau of each province issue."""
        waiting = [hand for hand in hands if hand.has_agreed and hand.application is None]
        for code, own in grouped(waiting, self._agent):
            for batch in in_batches(own, AT_ONCE):
                self._each("apply", batch, partial(self._apply, code, at(day, APPLIED)))
        asked = [hand for hand in hands if hand.application is not None and hand.permit is None]
        for province, own in grouped(asked, self._province):
            for batch in in_batches(own, AT_ONCE):
                self._each("issue", batch, partial(self._issue, province, at(day, ISSUED)))

    def _apply(self, code: str, moment: datetime, hands: Sequence[Hand]) -> None:
        made = applications.apply_each(
            [_there(hand.offer) for hand in hands],
            permit_class=PERMIT_CLASS,
            ports={_there(hand.offer): hand.crew.ports for hand in hands},
            by=self.ground.clerk(code),
            at=moment,
        )
        of = {one.offer_id: one.pk for one in made}
        for hand in hands:
            hand.application = of[_there(hand.offer)]

    def _issue(self, province: str, moment: datetime, hands: Sequence[Hand]) -> None:
        made = issuing.issue_each(
            [_there(hand.application) for hand in hands], by=self.ground.approver(province), at=moment
        )
        of = {permit.application_id: permit.pk for permit in made}
        for hand in hands:
            hand.permit = of[_there(hand.application)]
            self.issued(hand)

    def _each(self, name: str, hands: Sequence[Hand], act: Callable[[Sequence[Hand]], None]) -> None:
        with self.phases.measured(name, len(hands)):
            each(hands, act, self._refuse)

    def _refuse(self, hand: Hand, refusal: Refusal) -> None:
        self.refused[hand.crew.case.number, hand.serial] = refusal.problems[0].field, str(refusal)

    def _agent(self, hand: Hand) -> str:
        return parties.intermediary(hand.crew.case, self.profile).credit_code

    def _home(self, hand: Hand) -> str:
        return self.roster.person(hand.ordinal).province

    def _province(self, hand: Hand) -> str:
        return self.profile.counties[hand.crew.case.state][:2]


def at(day: date, hour: time) -> datetime:
    """A moment of a day, where the scheme's clocks stand."""
    return datetime.combine(day, hour, ZONE)


def new_worker(person: Person, profile: Profile) -> NewWorker:
    """A made-up person as it is told to the service."""
    return NewWorker(
        name=person.name,
        sex=person.sex,
        birth_date=person.birth_date,
        province=person.province,
        personal_number=person.personal_number,
        phone=person.phone,
        papers=(
            NewPaper(
                kind=PaperKind.PASSPORT,
                number=person.passport,
                issued_on=person.issued_on,
                expires_on=person.expires_on,
            ),
        ),
        source=profile.source,
    )


def shown(hand: Hand, profile: Profile) -> Iterable[NewEvidence]:
    """What somebody shows for one permit: all that the rules ask for but the passport."""
    case = hand.crew.case
    first = min(case.starts_on, hand.crew.week.registered) - SHOWN_BEFORE
    for wanted in profile.given["requirements"]:
        if wanted["kind"] != "paper":
            yield NewEvidence(
                worker=_there(hand.worker),
                kind=wanted["kind"],
                code=wanted["code"],
                issuer=profile.given["synthetic"],
                number=evidence_number(hand),
                valid_from=first,
                valid_until=case.ends_on + COVERED_AFTER,
            )


def _there(found: Any) -> Any:
    if found is None:
        raise LookupError("A step of the replay came before the one it needs.")
    return found
