"""The worker's own answer to an offer: yes with a one-time code, no, and a yes taken back."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import F, Prefetch, QuerySet
from django.utils.translation import gettext_lazy as _

from accounts.services.letters import tell_each
from core.actors import Actor, Standing
from core.audit.services import act
from core.dates import day_of
from core.db import constraints, insert_rows
from core.errors import Conflict, Forbidden, Invalid
from core.permissions import Permission
from core.workflow import allow, move, move_each
from employers.enums import FilingStatus
from employers.models import Filing
from employers.services.demand import content as contents_
from workers.enums import Ground, OfferStatus
from workers.models import Consent, Offer, Terms
from workers.rules.terms import TermsContent, needs_new_yes
from workers.services import codes
from workers.services.agreement.terms import promised
from workers.services.codes import COUNTERS, Proof
from workers.services.identity.passing_on import pass_on_each
from workers.workflow import OFFER

OWN_YES = _("Only the worker says yes to an offer, with a code of their own.")
CHANGED = _("These are not the terms that are offered: read them again before you answer.")
OVERTAKEN = _("The employer has changed the terms since: wait for the new offer.")
TOO_LATE = _("The last day for an answer was %(last)s: ask for a new offer.")
NO_POST = _("All posts of this filing are taken: ask for an offer of another.")
PROMISED = _("You have accepted another post for these days: give that one up first.")


@dataclass(frozen=True, slots=True)
class Answer:
    """A worker's yes to one offer: the digest of the terms that were read, and the worker's own code."""

    offer_id: UUID
    digest: str
    code: str


def accept(offer_id: UUID, *, digest: str, code: str, by: Actor, at: datetime) -> Offer:
    """Say yes, as the worker, to exactly the terms that `digest` names."""
    return accept_each([Answer(offer_id, digest, code)], by=by, at=at)[0]


def accept_each(answers: Sequence[Answer], *, by: Actor, at: datetime) -> list[Offer]:
    """Take down the yes of many workers who stand at a counter, or the own one of who acts; all or nothing.

    Every answer takes its own worker's code and uses it up: an officer's permission is nobody's yes.
    """
    if by.kind == "worker":
        records = Offer.objects.visible_to(by)
        return _accept(answers, _proofs(answers, records, at=at), records, by=by, at=at)
    hand, counter = _counter(by)
    with act("accept", by=hand):
        records = Offer.objects.at_counter(counter, at)
        proofs = _proofs(answers, records, at=at, counter=counter)
        return _accept(answers, proofs, records, by=hand, at=at)


def answerable(worker_id: UUID, *, by: Actor, at: datetime) -> list[Offer]:
    """The open offers of a worker to whom this counter has just given a code: to be read and answered there."""
    _hand, counter = _counter(by)
    offers = Offer.objects.at_counter(counter, at).open_on(day_of(at)).filter(worker=worker_id)
    return list(offers.select_related("worker", "terms", "filing__employer__organisation").order_by("-pk"))


def decline(offer_id: UUID, *, by: Actor, at: datetime) -> Offer:
    """Say no to an offer; what was agreed to before holds."""
    with move(own_offers(by).select_related("filing__season"), offer_id, OFFER["decline"], by=by) as offer:
        offer.answered_at = at
        _tell_parties([offer], "offer_declined", at=at)
    return offer


def renounce(offer_id: UUID, *, by: Actor, at: datetime) -> Offer:
    """Take back one's yes; new terms that were to replace it are declined with it."""
    with act("renounce", by=by):
        newer = own_offers(by).filter(replaces=offer_id, status=OfferStatus.MADE).values_list("pk", flat=True)
        with move_each(own_offers(by), list(newer), OFFER["decline"], by=by, fields=["answered_at"]) as offers:
            for offer in offers:
                offer.answered_at = at
        with move(own_offers(by).select_related("filing__season"), offer_id, OFFER["renounce"], by=by) as offer:
            _tell_parties([offer], "offer_renounced", at=at)
    return offer


def consented(ids: Collection[UUID]) -> set[UUID]:
    """Those of these offers that were accepted on terms their filing still promises, however many in three queries.

    What the worker said yes to is held against the filing as it stands; names may have been spelt anew.
    """
    given = Offer.objects.filter(pk__any=ids, status=OfferStatus.ACCEPTED, consent__digest=F("terms__digest"))
    offers = list(_without_texts(given))
    filings = Filing.objects.select_related("season", "employer__organisation").in_bulk({o.filing_id for o in offers})
    for offer in offers:
        offer.filing = filings[offer.filing_id]
    return _still_promised(offers)


def _counter(by: Actor) -> tuple[Standing, UUID]:
    """The hand of an officer that takes down what workers prove by their codes, and whose counter it is; refuses
    everybody else."""
    if by.kind not in COUNTERS or by.organisation_id is None:
        raise Forbidden("own_yes_only", OWN_YES)
    allow(Permission.GIVE_CODE, by=by)
    hand = Standing(
        login=by.login,
        kind=by.kind,
        permissions=frozenset({Permission.ANSWER_OFFER}),
        actor_id=by.actor_id,
        organisation_id=by.organisation_id,
        unit_id=by.unit_id,
    )
    return hand, by.organisation_id


def own_offers(by: Actor) -> "QuerySet[Offer]":
    """The offers made to who acts, as the worker; refuses everybody else."""
    if by.kind != "worker":
        raise Forbidden("own_yes_only", OWN_YES)
    return Offer.objects.visible_to(by)


def _proofs(
    answers: Sequence[Answer], records: "QuerySet[Offer]", *, at: datetime, counter: UUID | None = None
) -> dict[UUID, Proof]:
    """By offer, the code that its worker has shown; an offer one does not see is told from a wrong code by nothing."""
    workers = dict(records.filter(pk__any=[a.offer_id for a in answers]).values_list("pk", "worker_id"))
    if len(set(workers.values())) < len(workers):
        message = _("A code is good for one answer: give the worker a new one for each.")
        raise Invalid("one_answer_each", message, field="answers")
    pairs = [(workers.get(answer.offer_id, UUID(int=0)), answer.code) for answer in answers]
    proofs = codes.check_codes(pairs, at=at, counter=counter)
    return {answer.offer_id: proof for answer, proof in zip(answers, proofs, strict=True)}


def _accept(
    answers: Sequence[Answer], proofs: dict[UUID, Proof], records: "QuerySet[Offer]", *, by: Actor, at: datetime
) -> list[Offer]:
    ids = list(proofs)
    with act("accept", by=by):
        filings = _hold_filings(ids)
        _supersede(records, ids, by=by)
        with (
            constraints(Offer, savepoint=False),
            move_each(_without_texts(records), ids, OFFER["accept"], by=by, fields=["answered_at"]) as offers,
        ):
            for offer in offers:
                offer.filing, offer.answered_at = filings[offer.filing_id], at
            _demand_present(offers, {answer.offer_id: answer.digest for answer in answers}, at=at)
        _demand_free(offers, filings)
        codes.burn(proofs.values(), at=at)
        insert_rows([_consent(offer, proofs[offer.pk], at) for offer in offers])
        # With the yes the employer learns who comes.
        learned = [
            (o.worker_id, o.filing.employer_id, Ground.CONTRACT, "accept", ("identity", "offer")) for o in offers
        ]
        pass_on_each(learned, by=by, at=at)
        _tell_parties(offers, "offers_accepted", at=at)
        return offers


def _hold_filings(ids: Sequence[UUID]) -> dict[UUID, Filing]:
    """The filings of these offers, held so that their posts can be counted; always in the same order."""
    named = Filing.objects.filter(pk__in=Offer.objects.filter(pk__in=ids).values("filing"))
    held = named.select_related("season", "employer__organisation").order_by("pk")
    return {filing.pk: filing for filing in held.select_for_update(of=("self",), no_key=True)}


def _without_texts(offers: "QuerySet[Offer]") -> "QuerySet[Offer]":
    """Offers with their terms, the same once for all of a crew, without the long texts that say them in words."""
    return offers.prefetch_related(Prefetch("terms", Terms.objects.defer("text_vi", "text_zh")))


def _supersede(records: "QuerySet[Offer]", ids: Sequence[UUID], *, by: Actor) -> None:
    """Let the accepted offers that these replace be superseded; each stays as it was agreed, with its consent."""
    old = records.filter(replacements__any=ids).values_list("pk", flat=True)
    with move_each(records, list(old), OFFER["supersede"], by=by):
        pass


def _demand_present(offers: Sequence[Offer], digests: dict[UUID, str], *, at: datetime) -> None:
    promised_still, today = _still_promised(offers), day_of(at)
    for offer in offers:
        if offer.valid_until < today:
            raise Conflict("offer_lapsed", TOO_LATE, last=offer.valid_until)
        if offer.pk not in promised_still:
            raise Conflict("terms_overtaken", OVERTAKEN, records=[str(offer.pk)])
        if digests[offer.pk] != offer.terms.digest:
            raise Conflict("terms_changed", CHANGED, records=[str(offer.pk)])


def _still_promised(offers: Sequence[Offer]) -> set[UUID]:
    """Those of these offers, with their terms and filings, on terms that are promised still; the same are read once."""
    present = _present(offers)
    held: dict[tuple[UUID, int], bool] = {}
    for offer in offers:
        if offer.pk in present:
            key = (offer.terms_id, id(present[offer.pk]))
            if key not in held:
                held[key] = not needs_new_yes(TermsContent.read(offer.terms.content), present[offer.pk])
    return {o.pk for o in offers if o.pk in present and held[o.terms_id, id(present[o.pk])]}


def _present(offers: Iterable[Offer]) -> dict[UUID, TermsContent]:
    """What the filings of these offers promise now; nothing where they are closed or not confirmed."""
    given = list(offers)
    filings = {offer.filing_id: offer.filing for offer in given}
    open_ = [f for f in filings.values() if f.status == FilingStatus.GRANTED and f.content_digest == f.confirmed_digest]
    contents = contents_.read_each(open_)
    said: dict[tuple[UUID, date, date], TermsContent] = {}
    present = {}
    for offer in given:
        if offer.filing_id in contents:
            span = (offer.filing_id, offer.starts_on, offer.ends_on)
            if span not in said:
                said[span] = promised(offer.filing, contents[offer.filing_id], *span[1:])
            present[offer.pk] = said[span]
    return present


def _demand_free(offers: Sequence[Offer], filings: dict[UUID, Filing]) -> None:
    """Refuse where a filing has no post left, or a worker has promised the same days elsewhere."""
    standing = Offer.objects.standing()
    taken = Counter(standing.filter(filing__in=filings).values_list("filing", flat=True))
    full = next((key for key, count in taken.items() if count > filings[key].posts_granted), None)
    if full is not None:
        raise Conflict("no_post_left", NO_POST, records=[str(o.pk) for o in offers if o.filing_id == full])
    own = {offer.worker_id: offer for offer in offers}
    others = standing.filter(worker__any=own).exclude(pk__any=[offer.pk for offer in offers])
    for worker, first, last in others.values_list("worker", "starts_on", "ends_on"):
        if first <= own[worker].ends_on and own[worker].starts_on <= last:
            raise Conflict("post_elsewhere", PROMISED, records=[str(own[worker].pk)])


def _consent(offer: Offer, proof: Proof, at: datetime) -> Consent:
    return Consent(
        offer=offer,
        worker_id=proof.worker_id,
        terms_id=offer.terms_id,
        algorithm=offer.terms.algorithm,
        digest=offer.terms.digest,
        code_id=proof.code_id,
        way=proof.way,
        given_at=at,
    )


def _tell_parties(offers: Sequence[Offer], kind: str, *, at: datetime) -> None:
    """One letter for each filing and party, however many workers it is about; none of them is named."""
    number = Counter(offer.filing_id for offer in offers)
    filings = {offer.filing_id: offer.filing for offer in offers}
    tell_each(
        [
            (reader, kind, "employers.filing", key, {"filing": filing.reference, "number": number[key]})
            for key, filing in filings.items()
            for reader in (filing.intermediary_id, filing.employer_id)
            # An employer learns of workers by their yes: before that there is nothing to tell.
            if reader == filing.intermediary_id or kind != "offer_declined"
        ],
        at=at,
    )
