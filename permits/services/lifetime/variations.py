"""Variations: another employer, worksite, job or port, asked by the intermediary and agreed to by the worker."""

from collections.abc import Collection
from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, constraints, lock_one
from core.errors import Conflict, Invalid
from core.permissions import Permission
from core.workflow import allow, move
from employers.models import Worksite
from employers.services.demand.reasons import reason_of
from permits.models import Permit, Variation
from permits.services.application.checking import Checked, check_each, demand_passed
from permits.services.application.details import demand_ports
from permits.services.border import stays
from permits.services.lifetime import posts
from permits.services.lifetime.asking import asked, decide, demand_open, tell_of_request
from permits.services.lifetime.continuing import as_applied, offer_for
from permits.services.lifetime.issuing import bound
from permits.services.lifetime.letters import pass_on
from permits.workflow import PERMIT, VARIATION
from workers.models import Offer
from workers.services.agreement import offers


def ask(
    permit_id: UUID,
    *,
    effective_on: date,
    reason: str,
    offer_id: UUID | None = None,
    worksites: Collection[UUID] = (),
    ports: Collection[str] = (),
    by: Actor,
    at: datetime,
) -> Variation:
    """Ask, as the intermediary, that a permit bind to other terms, worksites or ports; the worker has to agree.

    Another employer, job, wage or days take a new offer that the worker has accepted.
    """
    with act("ask_variation", by=by):
        permit = lock_one(Permit.objects.visible_to(by).select_related("season"), permit_id)
        allow(Permission.APPLY_PERMIT, by=by)
        demand_open(permit)
        offer = offer_for(permit, offer_id, by=by) if offer_id else None
        _demand_something(offer, worksites, ports)
        _demand_worksites(offer.filing_id if offer else permit.filing_id, worksites)
        if not max(permit.first_on, day_of(at)) <= effective_on <= permit.last_on:
            words = _("Choose a day on which the permit runs, today or later.")
            raise Invalid("effective_outside", words, field="effective_on")
        variation = Variation(
            offer=offer,
            worksites=list(worksites),
            ports=list(ports),
            effective_on=effective_on,
            **asked(permit, reason, by=by, at=at),
        )
        with constraints(Variation):
            variation.save(force_insert=True)
        tell_of_request(permit, "variation_asked", variation, at=at, effective_on=effective_on)
    return variation


def agree(variation_id: UUID, *, by: Actor, at: datetime) -> Variation:
    """Say yes to a variation, as the worker."""
    with move(_seen(by), variation_id, VARIATION["agree"], by=by) as variation:
        if by.kind != "worker":
            raise Conflict("not_the_worker", _("Only the worker agrees to a variation, with a one-time code."))
        variation.agreed_at = at
    return variation


def grant(variation_id: UUID, *, comment: str = "", by: Actor, at: datetime) -> Variation:
    """Bind the permit anew, from the day asked for; every check runs, and a change of filing moves the post with it."""
    with act("grant", by=by):
        with move(_seen(by), variation_id, VARIATION["grant"], by=by) as variation:
            if variation.agreed_at is None:
                raise Conflict("not_agreed", _("The worker has not agreed yet: wait for the worker's own yes."))
            permits = Permit.objects.visible_to(by).select_related("season")
            with move(permits, variation.permit_id, PERMIT["vary"], by=by) as permit:
                left = permit.filing_id
                _bind(permit, variation, on=day_of(at))
                with constraint(Permit, "permit_one_at_a_time", field="offer"):
                    permit.save()
            decide(variation, comment=comment, by=by, at=at)
            tell_of_request(permit, "variation_granted", variation, at=at, effective_on=variation.effective_on)
            pass_on([permit], "vary_permit", by=by, at=at)
        stays.recompute([permit.worker_id], at=at)
        if permit.filing_id != left:
            offers.vacate_each({(permit.worker_id, left)}, at=at)
            posts.swap(taken=permit.filing_id, left=left, by=by, at=at)
    return variation


def refuse(variation_id: UUID, *, comment: str, by: Actor, at: datetime) -> Variation:
    """Leave the permit as it is, saying why."""
    with move(_seen(by), variation_id, VARIATION["refuse"], by=by) as variation:
        decide(variation, comment=reason_of(comment, field="comment", longest=500), by=by, at=at)
        tell_of_request(variation.permit, "variation_refused", variation, at=at)
    return variation


def withdraw(variation_id: UUID, *, by: Actor, at: datetime) -> Variation:
    """Take a request back, as who asked."""
    own = _seen(by).filter(organisation_id=by.organisation_id)
    with move(own, variation_id, VARIATION["withdraw"], by=by) as variation:
        decide(variation, comment="", by=by, at=at)
    return variation


def _seen(by: Actor) -> QuerySet[Variation]:
    return Variation.objects.visible_to(by).select_related("permit__season", "offer__filing")


def _demand_something(offer: Offer | None, worksites: Collection[UUID], ports: Collection[str]) -> None:
    if ports:
        demand_ports(ports)
    if offer is None and not worksites and not ports:
        words = _("Name what is to change: a new accepted offer, worksites or ports.")
        raise Invalid("nothing_to_vary", words, field="offer")


def _demand_worksites(filing_id: UUID, worksites: Collection[UUID]) -> None:
    if Worksite.objects.filter(filing=filing_id, pk__in=worksites).count() != len(set(worksites)):
        raise Invalid("worksite_unknown", _("Choose worksites of the filing the worker works for."), field="worksites")


def _bind(permit: Permit, variation: Variation, *, on: date) -> None:
    offer = variation.offer or Offer.objects.select_related("filing").get(pk=permit.offer_id)
    moves = offer.filing_id != permit.filing_id
    permit.ports = variation.ports or permit.ports
    permit.last_on = min(permit.last_on, offer.ends_on)
    wanted = as_applied([(permit, offer, variation.effective_on, permit.last_on)], takes_post=moves)
    checked: Checked = check_each(wanted, on=on, beside=[permit.pk])
    demand_passed(wanted, checked)
    for name, value in bound(wanted[0], checked).items():
        setattr(permit, name, value)
    if variation.worksites:
        permit.worksites = variation.worksites
