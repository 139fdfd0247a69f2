"""Offers: made by the intermediary of a granted filing, withdrawn, and made anew where its terms have changed."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraints, lock_one, update_rows
from core.errors import Conflict, Invalid, NotFound
from core.permissions import Permission
from core.workflow import allow, move_all, move_each
from employers.enums import FilingStatus
from employers.models import Filing
from employers.rules.content import FilingContent
from employers.services import content as contents_
from workers.enums import OfferStatus
from workers.models import NamedRequest, Offer, Registration, Terms
from workers.querysets import RUNNING
from workers.rules.terms import TermsContent, needs_new_yes
from workers.services import terms as terms_
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
    with act("make_offer", by=by):
        allow(Permission.MAKE_OFFER, by=by)
        filing, content = _open(filing_id, by=by)
        days = _days(content, starts_on, ends_on)
        _demand_valid(valid_until, days[1], today=day_of(at))
        registrations = _registered(registration_ids, filing, by=by)
        _demand_unpromised(filing, registrations)
        _demand_posts(filing, len(registrations), today=day_of(at))
        [terms] = terms_.keep_each([(filing.pk, terms_.promised(filing, content, *days))], at=at)
        named = set(
            NamedRequest.objects.filter(
                employer=filing.employer_id, season=filing.season_id, worker__in=[r.worker_id for r in registrations]
            ).values_list("worker", flat=True)
        )
        offers = [
            Offer(
                registration=registration,
                worker_id=registration.worker_id,
                filing=filing,
                terms=terms,
                starts_on=days[0],
                ends_on=days[1],
                is_named=registration.worker_id in named,
                made_at=at,
                valid_until=valid_until,
            )
            for registration in registrations
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
        filing, content = _open(filing_id, by=by)
        _demand_valid(valid_until, content.ends_on, today=day_of(at))
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
    standing = Offer.objects.standing().filter(worker__in=workers, filing__in=filings, ends_on__gt=day_of(at))
    held = standing.order_by("pk").select_for_update(of=("self",), no_key=True) if given_up else []
    offers = [offer for offer in held if (offer.worker_id, offer.filing_id) in given_up]
    for offer in offers:
        offer.vacated_at = at
    update_rows(offers, ["vacated_at"])
    return len(offers)


def _open(filing_id: UUID, *, by: Actor) -> tuple[Filing, FilingContent]:
    """A filing by which posts can be offered, held so that nobody else offers them meanwhile, and what it says."""
    seen = Filing.objects.visible_to(by).select_related("season", "employer__organisation")
    filing = lock_one(seen, filing_id)
    if filing.status != FilingStatus.GRANTED:
        raise Conflict("filing_not_granted", _("Posts can be offered only by a filing that is granted."))
    if filing.content_digest != filing.confirmed_digest:
        message = _("The filing was amended: nothing can be offered by it until the employer confirms it.")
        raise Conflict("filing_not_confirmed", message)
    return filing, contents_.read_each([filing])[filing.pk]


def _days(content: FilingContent, starts_on: date | None, ends_on: date | None) -> tuple[date, date]:
    groups = {(group.starts_on, group.ends_on) for group in content.groups}
    if starts_on is None or ends_on is None:
        if len(groups) != 1:
            message = _("The filing has several groups: choose the first and the last day of one.")
            raise Invalid("days_missing", message, field="starts_on")
        return next(iter(groups))
    if starts_on > ends_on or not any(first <= starts_on and ends_on <= last for first, last in groups):
        message = _("The days lie in none of the filing's groups: choose days inside one.")
        raise Invalid("days_outside_groups", message, field="starts_on")
    return starts_on, ends_on


def _demand_valid(valid_until: date, ends_on: date, *, today: date) -> None:
    if not today <= valid_until <= ends_on:
        message = _("Leave time for an answer: a day from %(first)s to %(last)s.")
        raise Invalid("valid_until_out_of_range", message, field="valid_until", first=today, last=ends_on)


def _registered(ids: Collection[UUID], filing: Filing, *, by: Actor) -> list[Registration]:
    keys = list(dict.fromkeys(ids))
    found = Registration.objects.visible_to(by).filter(pk__in=keys).in_bulk()
    if len(found) != len(keys):
        raise NotFound
    wrong = [pk for pk in keys if found[pk].status not in RUNNING or found[pk].season_id != filing.season_id]
    if wrong:
        message = _("A registration is not running in the filing's season: register the worker for it first.")
        raise Invalid("registration_not_running", message, field="registrations", records=list(map(str, wrong)))
    return [found[pk] for pk in keys]


def _demand_unpromised(filing: Filing, registrations: Collection[Registration]) -> None:
    """Nobody takes two posts of one filing: a second offer could never be accepted, and would hold a post in vain."""
    standing = filing.offers.standing().filter(worker__in=[one.worker_id for one in registrations])
    held = set(standing.values_list("worker", flat=True))
    if held:
        message = _("A worker has already accepted a post of this filing: offer it to another.")
        records = [str(one.pk) for one in registrations if one.worker_id in held]
        raise Conflict("already_accepted", message, field="registrations", records=records)


def _demand_posts(filing: Filing, wanted: int, *, today: date) -> None:
    left = filing.posts_granted - filing.offers.taking_up_on(today).count()
    if wanted > left:
        message = _("Only %(left)s posts are left to offer: offer fewer, or withdraw offers that are not answered.")
        raise Invalid("more_than_granted", message, field="registrations", left=max(left, 0))


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
        Offer.objects.bulk_create(offers)
    kinds = {offer.pk: "offer_replaced" if offer.replaces_id else "offer_made" for offer in offers}
    tell_workers([_letter(offer, kinds[offer.pk]) for offer in offers], at=at)
    return offers


def _letter(offer: Offer, kind: str) -> Row:
    days = {name: getattr(offer, name).isoformat() for name in ("starts_on", "ends_on", "valid_until")}
    return offer.worker_id, kind, "workers.offer", offer.pk, days
