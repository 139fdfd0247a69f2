"""Where everybody stands: who of a crew is registered, has an offer, has applied and holds a permit, as records say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from core.sealing import digest
from permits.management.replay.batches import in_batches
from permits.management.replay.crews import Crew, Roster
from permits.management.replay.people import passport
from permits.management.replay.standing import ONLOOKER
from permits.models import Permit, PermitApplication
from workers.enums import OfferStatus, PaperKind, RegistrationStatus
from workers.models import Evidence, IdentityPaper, Offer, Registration
from workers.services.identity.numbers import PAPER

AT_ONCE = 5000


@dataclass(slots=True)
class Hand:
    """Somebody in a place of a crew: who it is, and what there is of it by now."""

    crew: Crew
    serial: int
    worker: UUID | None = None
    registration: UUID | None = None
    has_evidence: bool = False
    is_cleared: bool = False
    offer: UUID | None = None
    has_agreed: bool = False
    application: UUID | None = None
    permit: UUID | None = None

    @property
    def ordinal(self) -> int:
        """Who it is, in the order in which people first came forward."""
        return self.crew.ordinal(self.serial)


@dataclass(slots=True)
class Known:
    """The persons of a replay by their ordinals, with their registration of the season and whether it is cleared."""

    workers: dict[int, UUID] = field(default_factory=dict)
    registrations: dict[tuple[UUID, UUID], tuple[UUID, bool]] = field(default_factory=dict)

    def recall(self, hand: Hand) -> None:
        """Put on a hand what is known of its person."""
        hand.worker = self.workers.get(hand.ordinal)
        if hand.worker is not None:
            found = self.registrations.get((hand.crew.season, hand.worker), (None, False))
            hand.registration, hand.is_cleared = found


def hands_of(crews: Iterable[Crew]) -> dict[str, list[Hand]]:
    """Everybody of some crews, by their case."""
    return {crew.case.number: [Hand(crew, serial) for serial in range(crew.size)] for crew in crews}


def recall(found: Roster, crews: Sequence[Crew]) -> tuple[Known, dict[str, list[Hand]]]:
    """What the database holds of some crews: where a replay that was stopped goes on."""
    hands, known = hands_of(crews), Known()
    everybody = {hand.ordinal for own in hands.values() for hand in own}
    for ordinals in in_batches(sorted(everybody), AT_ONCE):
        _recall_persons(ordinals, found.profile.source, known)
    for part in in_batches(crews, 100):
        for crew in part:
            for hand in hands[crew.case.number]:
                known.recall(hand)
        _recall_permits([hand for crew in part for hand in hands[crew.case.number] if hand.worker is not None])
    return known, hands


def _recall_persons(ordinals: Sequence[int], source: str, known: Known) -> None:
    shown = {digest(passport(source, ordinal), PAPER): ordinal for ordinal in ordinals}
    papers = IdentityPaper.objects.visible_to(ONLOOKER).filter(kind=PaperKind.PASSPORT, number_digest__in=list(shown))
    workers = {worker: shown[bytes(kept)] for worker, kept in papers.values_list("worker", "number_digest")}
    known.workers |= {ordinal: worker for worker, ordinal in workers.items()}
    running = Registration.objects.visible_to(ONLOOKER).filter(
        worker__in=list(workers), status__in=[RegistrationStatus.REGISTERED, RegistrationStatus.CLEARED]
    )
    for pk, season, worker, status in running.values_list("pk", "season", "worker", "status"):
        known.registrations[season, worker] = pk, status == RegistrationStatus.CLEARED


def evidence_number(hand: Hand) -> str:
    """What the evidence that somebody shows for one permit is numbered by."""
    return f"{hand.crew.case.number}/{hand.serial}"


def _recall_permits(hands: Sequence[Hand]) -> None:
    workers = [hand.worker for hand in hands]
    shown = Evidence.objects.visible_to(ONLOOKER).filter(worker__in=workers, withdrawn_at=None)
    numbers = set(shown.values_list("worker", "number"))
    filings = {hand.crew.filing for hand in hands}
    offers = Offer.objects.visible_to(ONLOOKER).filter(
        filing__in=filings, status__in=[OfferStatus.MADE, OfferStatus.ACCEPTED]
    )
    made: dict[tuple[UUID, UUID | None], tuple[UUID, str]] = {
        (filing, worker): (pk, status)
        for filing, worker, pk, status in offers.values_list("filing", "worker", "pk", "status")
    }
    asked = PermitApplication.objects.visible_to(ONLOOKER).filter(filing__in=filings)
    applications: dict[UUID | None, UUID] = dict(asked.values_list("offer", "pk"))
    permits: dict[UUID | None, UUID] = dict(
        Permit.objects.visible_to(ONLOOKER).filter(filing__in=filings).values_list("offer", "pk")
    )
    for hand in hands:
        hand.has_evidence = (hand.worker, evidence_number(hand)) in numbers
        if found := made.get((hand.crew.filing, hand.worker)):
            hand.offer, hand.has_agreed = found[0], found[1] == OfferStatus.ACCEPTED
            hand.application = applications.get(hand.offer)
            hand.permit = permits.get(hand.offer)
