"""Extensions: a later last day, asked for in time; the receipt covers the stay while it is undecided (EEL art. 29)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, constraints, lock_one, one_of
from core.errors import Conflict, Invalid
from core.permissions import Permission
from core.workflow import allow, move
from employers.services.demand.reasons import reason_of
from permits.enums import ForceMajeureStatus
from permits.models import Extension, ForceMajeure, Permit
from permits.rules.ladder import extension_ask_by
from permits.services.application.checking import check_each, demand_passed
from permits.services.border import stays
from permits.services.lifetime.asking import asked, decide, demand_open, tell_of_request
from permits.services.lifetime.continuing import as_applied, offer_for
from permits.workflow import EXTENSION, PERMIT
from scheme.rules.choice import chain
from scheme.rules.parameters import Parameters
from scheme.services.in_force import parameters_of, read_agreement
from workers.models import Offer

DAY = timedelta(days=1)


def ask(
    permit_id: UUID,
    *,
    ends_on: date,
    reason: str,
    offer_id: UUID | None = None,
    force_majeure_id: UUID | None = None,
    by: Actor,
    at: datetime,
) -> Extension:
    """Ask for a later last day, as the worker or the intermediary; the receipt it gives covers the stay meanwhile.

    Refused where it is asked for later than the law allows, unless force majeure is why.
    """
    with act("ask_extension", by=by):
        permit = lock_one(Permit.objects.visible_to(by).select_related("season", "offer", "filing"), permit_id)
        allow(Permission.ASK_EXTENSION, by=by)
        demand_open(permit)
        reasonable = _force_majeure(force_majeure_id, permit, on=day_of(at))
        if reasonable is None:
            _demand_in_time(permit, on=day_of(at))
        extension = Extension(
            ends_on=ends_on,
            ended_before_on=permit.last_on,
            receipt_until=_receipt_until(permit, ends_on, on=day_of(at)),
            offer=_offer(permit, offer_id, ends_on, by=by),
            force_majeure=reasonable,
            **asked(permit, reason, by=by, at=at),
        )
        with constraints(Extension, fields={"extension_is_later": "ends_on"}):
            extension.save(force_insert=True)
        stays.recompute([permit.worker_id], at=at)
        days = {"last_on": ends_on, "receipt_until": extension.receipt_until}
        tell_of_request(permit, "extension_asked", extension, at=at, **days)
    return extension


def grant(extension_id: UUID, *, comment: str = "", by: Actor, at: datetime) -> Extension:
    """Move the permit's last day, so that the longest stay counts anew; every check runs on the days added."""
    with act("grant", by=by):
        with move(_seen(by), extension_id, EXTENSION["grant"], by=by) as extension:
            permits = Permit.objects.visible_to(by).select_related("season")
            with move(permits, extension.permit_id, PERMIT["extend"], by=by) as permit:
                _demand_passed(permit, extension, on=day_of(at))
                permit.extended_on = extension.effective_on = permit.last_on + DAY
                permit.last_on = extension.ends_on
                permit.offer_id = extension.offer_id or permit.offer_id
                with constraint(Permit, "permit_one_at_a_time", field="ends_on"):
                    permit.save(update_fields=["last_on", "extended_on", "offer"])
            decide(extension, comment=comment, by=by, at=at)
            tell_of_request(permit, "extension_granted", extension, at=at, last_on=permit.last_on)
        stays.recompute([permit.worker_id], at=at)
    return extension


def refuse(extension_id: UUID, *, comment: str, by: Actor, at: datetime) -> Extension:
    """Leave the last day as it is, saying why; the receipt covers the stay no longer."""
    with act("refuse", by=by):
        with move(_seen(by), extension_id, EXTENSION["refuse"], by=by) as extension:
            decide(extension, comment=reason_of(comment, field="comment", longest=500), by=by, at=at)
            tell_of_request(extension.permit, "extension_refused", extension, at=at, last_on=extension.permit.last_on)
        stays.recompute([extension.permit.worker_id], at=at)
    return extension


def withdraw(extension_id: UUID, *, by: Actor, at: datetime) -> Extension:
    """Take a request back, as who asked."""
    with act("withdraw", by=by):
        own = _seen(by).filter(organisation_id=by.organisation_id)
        with move(own, extension_id, EXTENSION["withdraw"], by=by) as extension:
            decide(extension, comment="", by=by, at=at)
        stays.recompute([extension.permit.worker_id], at=at)
    return extension


def _seen(by: Actor) -> QuerySet[Extension]:
    return Extension.objects.visible_to(by).select_related("permit__season", "offer__filing")


def _rules(permit: Permit, *, on: date) -> Parameters:
    return parameters_of(read_agreement().rule_set(permit.county_id, on, season=permit.season_id))


def _force_majeure(key: UUID | None, permit: Permit, *, on: date) -> ForceMajeure | None:
    """A measure that is why one cannot leave in time: where the permit holds, and while the event lasts."""
    if key is None:
        return None
    measure: ForceMajeure = one_of(ForceMajeure.objects.filter(status=ForceMajeureStatus.IN_FORCE), key)
    is_here = measure.area_id in chain(permit.county_id) and (
        not measure.ports or not set(measure.ports).isdisjoint(permit.ports)
    )
    if not is_here or not measure.from_on <= max(on, permit.last_on) or not min(on, permit.last_on) <= measure.until_on:
        words = _("This measure is of another place or time: it does not keep the worker from leaving.")
        raise Invalid("measure_elsewhere", words, field="force_majeure")
    return measure


def _demand_in_time(permit: Permit, *, on: date) -> None:
    rules = _rules(permit, on=on)
    lead = rules.extension_lead_days[rules.permit_classes[permit.permit_class].stay_kind]
    ask_by = extension_ask_by(permit.last_on, lead)
    if on > ask_by:
        raise Invalid(
            "asked_too_late",
            _("An extension is asked for by %(ask_by)s, %(lead)s days before the last day: leave in time, or name the "
              "force majeure that keeps you."),
            field="ends_on",
            ask_by=ask_by.isoformat(),
            lead=lead,
        )  # fmt: skip


def _receipt_until(permit: Permit, ends_on: date, *, on: date) -> date:
    due_on = read_agreement().calendar.after(on, _rules(permit, on=on).decision_working_days)
    return min(ends_on, max(permit.last_on, due_on))


def _offer(permit: Permit, offer_id: UUID | None, ends_on: date, *, by: Actor) -> Offer | None:
    offer = offer_for(permit, offer_id, by=by) if offer_id else None
    if offer is not None and offer.filing_id != permit.filing_id:
        words = _("This offer is of another filing: ask for a variation instead.")
        raise Invalid("offer_of_another_filing", words, field="offer")
    until = (offer or permit.offer).ends_on
    if ends_on > until:
        raise Invalid(
            "offer_ends_before",
            _("The offer the worker accepted ends on %(until)s: choose a day up to it, or name a new accepted offer."),
            field="ends_on",
            until=until.isoformat(),
        )
    return offer


def _demand_passed(permit: Permit, extension: Extension, *, on: date) -> None:
    offer = extension.offer or Offer.objects.select_related("filing").get(pk=permit.offer_id)
    if offer.filing_id != permit.filing_id:
        words = _("The permit has moved to another filing since: refuse this, and have it asked for anew.")
        raise Conflict("permit_moved", words)
    wanted = as_applied([(permit, offer, permit.last_on + DAY, extension.ends_on)])
    demand_passed(wanted, check_each(wanted, on=on))
