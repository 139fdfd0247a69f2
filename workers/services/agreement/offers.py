"""Offers: made by the intermediary of a granted filing, withdrawn, and made anew where its terms have changed."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraints, insert_rows, update_rows
from core.permissions import Permission
from core.workflow import allow, move_all, move_each
from employers.models import Filing
from employers.rules.content import FilingContent
from employers.services.demand import content as contents_
from workers.enums import OfferStatus
from workers.models import NamedRequest, Offer, Registration, Terms
from workers.rules.terms import TermsContent, needs_new_yes
from workers.services.agreement import terms as terms_
from workers.services.agreement.checks import (
    Wanted,
    about,
    days_of,
    demand_posts,
    demand_unpromised,
    demand_valid,
    hold_filings,
    open_filing,
    registered,
)
from workers.services.worker_letters import Row, tell_workers
from workers.workflow import OFFER

FIELDS = {"offer_one_open_per_filing": "registrations", "offer_one_accepted_per_filing": "registrations"}


def make(
    filing_id: UUID,
    registration_id: UUID,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    valid_until: date,
    by: Actor,
    at: datetime,
) -> Offer:
    """Offer a post of a granted filing to one registered worker."""
    days: dict[str, Any] = {"starts_on": starts_on, "ends_on": ends_on, "valid_until": valid_until}
    return make_each(filing_id, [registration_id], **days, by=by, at=at)[0]


def make_each(
    filing_id: UUID,
    registration_ids: Collection[UUID],
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
    valid_until: date,
    by: Actor,
    at: datetime,
) -> list[Offer]:
    """Offer posts of one granted filing to many registered workers; no more than it has posts; all or nothing.

    Without days, those of the filing's only group.
    """
    wanted = Wanted(filing_id, registration_ids, valid_until, starts_on, ends_on)
    return make_for_each([wanted], by=by, at=at)


def make_for_each(wanted: Sequence[Wanted], *, by: Actor, at: datetime) -> list[Offer]:
    """Offer posts of many granted filings in one act, however many in as many queries as for one; all or nothing."""
    with act("make_offer", by=by):
        allow(Permission.MAKE_OFFER, by=by)
        filings = hold_filings(wanted, by=by)
        contents = contents_.read_each(list(filings.values()))
        days = _days(wanted, contents, today=day_of(at))
        found = registered(wanted, filings, by=by)
        demand_unpromised(wanted, found)
        demand_posts(wanted, filings, today=day_of(at))
        said = [
            (one.filing_id, terms_.promised(filings[one.filing_id], contents[one.filing_id], *span))
            for one, span in zip(wanted, days, strict=True)
        ]
        terms = terms_.keep_each(said, at=at)
        named = _named(found, filings)
        offers = [
            _offer(found[key], filings[one.filing_id], to, span, one.valid_until, named, at)
            for one, span, to in zip(wanted, days, terms, strict=True)
            for key in one.keys
        ]
        return _send(offers, at=at)


def withdraw_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Offer]:
    """Take back offers of one's filings that nobody has answered; all or nothing."""
    ours = Offer.objects.visible_to(by).filter(filing__in=Filing.objects.visible_to(by).values("pk"))
    with move_each(ours, ids, OFFER["withdraw"], by=by) as offers:
        tell_workers([_letter(offer, "offer_withdrawn") for offer in offers], at=at)
    return offers


def renew_each(filing_id: UUID, *, valid_until: date, by: Actor, at: datetime) -> list[Offer]:
    """Put a filing's present terms before all who were offered or have accepted others; give the new offers.

    What was agreed to holds until the worker says yes to the new terms; open offers on old ones are withdrawn.
    """
    with act("renew_offer", by=by):
        allow(Permission.MAKE_OFFER, by=by)
        filing, content = open_filing(filing_id, by=by)
        demand_valid(valid_until, content.ends_on, today=day_of(at))
        held = list(filing.offers.running_on(day_of(at)).select_related("terms").order_by("pk"))
        now = {offer.pk: terms_.promised(filing, content, offer.starts_on, offer.ends_on) for offer in held}
        stale = [offer for offer in held if needs_new_yes(TermsContent.read(offer.terms.content), now[offer.pk])]
        overtaken = [offer for offer in stale if offer.status == OfferStatus.MADE]
        asked = {offer.replaces_id for offer in held if offer.replaces_id and offer not in overtaken}
        with move_each(filing.offers.all(), [offer.pk for offer in overtaken], OFFER["withdraw"], by=by):
            pass
        again = [offer for offer in stale if offer.replaces_id is None or offer.status == OfferStatus.ACCEPTED]
        again = [offer for offer in again if offer.pk not in asked]
        terms = terms_.keep_each([(filing.pk, now[offer.pk]) for offer in again], at=at)
        fresh = [_renewed(offer, to, now[offer.pk], valid_until, at) for offer, to in zip(again, terms, strict=True)]
        return _send(fresh, at=at)


def lapse_unanswered(*, at: datetime) -> int:
    """Withdraw the offers whose day for an answer has gone by; safe to run twice."""
    return move_all(Offer.objects.unanswered_on(day_of(at)), OFFER["lapse"])


def vacate_each(given_up: Collection[tuple[UUID, UUID]], *, at: datetime) -> int:
    """Free the posts that workers gave up before their last day, each by worker and filing, within the caller's act.

    They can be offered to others; what was agreed stays on record as it was.
    """
    workers, filings = {worker for worker, _filing in given_up}, {filing for _worker, filing in given_up}
    standing = Offer.objects.standing().filter(worker__any=workers, filing__any=filings, ends_on__gt=day_of(at))
    held = standing.order_by("pk").select_for_update(of=("self",), no_key=True) if given_up else []
    offers = [offer for offer in held if (offer.worker_id, offer.filing_id) in given_up]
    for offer in offers:
        offer.vacated_at = at
    update_rows(offers, ["vacated_at"])
    return len(offers)


def _days(wanted: Sequence[Wanted], contents: Mapping[UUID, FilingContent], *, today: date) -> list[tuple[date, date]]:
    days = []
    for place, one in enumerate(wanted):
        with about(place, wanted):
            days.append(days_of(contents[one.filing_id], one.starts_on, one.ends_on))
            demand_valid(one.valid_until, days[-1][1], today=today)
    return days


def _named(found: Mapping[UUID, Registration], filings: Mapping[UUID, Filing]) -> set[tuple[UUID, UUID, UUID]]:
    """Who was asked for by name: by which employer, for which season."""
    asked = NamedRequest.objects.filter(
        employer__in={filing.employer_id for filing in filings.values()},
        season__in={filing.season_id for filing in filings.values()},
        worker__any={one.worker_id for one in found.values()},
    )
    return set(asked.values_list("employer", "season", "worker"))


def _offer(
    registration: Registration,
    filing: Filing,
    terms: Terms,
    days: tuple[date, date],
    valid_until: date,
    named: Collection[tuple[UUID, UUID, UUID]],
    at: datetime,
) -> Offer:
    return Offer(
        registration=registration,
        worker_id=registration.worker_id,
        filing=filing,
        terms=terms,
        starts_on=days[0],
        ends_on=days[1],
        is_named=(filing.employer_id, filing.season_id, registration.worker_id) in named,
        made_at=at,
        valid_until=valid_until,
    )


def _renewed(old: Offer, to: Terms, now: TermsContent, valid_until: date, at: datetime) -> Offer:
    return Offer(
        registration_id=old.registration_id,
        worker_id=old.worker_id,
        filing_id=old.filing_id,
        terms=to,
        starts_on=now.starts_on,
        ends_on=now.ends_on,
        is_named=old.is_named,
        replaces=old if old.status == OfferStatus.ACCEPTED else None,
        made_at=at,
        valid_until=valid_until,
    )


def _send(offers: list[Offer], *, at: datetime) -> list[Offer]:
    with constraints(Offer, fields=FIELDS, savepoint=False):
        insert_rows(offers)
    kinds = {offer.pk: "offer_replaced" if offer.replaces_id else "offer_made" for offer in offers}
    tell_workers([_letter(offer, kinds[offer.pk]) for offer in offers], at=at)
    return offers


def _letter(offer: Offer, kind: str) -> Row:
    days = {name: getattr(offer, name).isoformat() for name in ("starts_on", "ends_on", "valid_until")}
    return offer.worker_id, kind, "workers.offer", offer.pk, days
