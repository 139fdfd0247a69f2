"""Wishes of employers and intermediaries that a permit end: an officer decides each on its day, always the same way."""

from datetime import date, datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, lock_one
from core.errors import Conflict
from core.permissions import Permission
from core.workflow import allow, move
from employers.services.demand.reasons import reason_of
from permits.enums import EndReason
from permits.models import EndRequest, Permit
from permits.services.border import stays
from permits.services.lifetime.asking import asked, decide, demand_open, tell_of_request
from permits.services.lifetime.permits import end_each
from permits.workflow import END_REQUEST, PERMIT
from scheme.services.in_force import parameters_of, read_agreement


def ask(permit_id: UUID, *, ends_on: date, reason: str, by: Actor, at: datetime) -> EndRequest:
    """Ask that a permit end early; the worker is told, and the answer comes on a day that nothing else changes."""
    with act("ask_end", by=by):
        permit = lock_one(Permit.objects.visible_to(by).select_related("season"), permit_id)
        allow(Permission.ASK_END, by=by)
        demand_open(permit)
        due_on = max(ends_on, _due_on(permit, on=day_of(at)))
        wish = EndRequest(ends_on=ends_on, due_on=due_on, **asked(permit, reason, by=by, at=at))
        with constraint(EndRequest, "endrequest_one_open"):
            wish.save(force_insert=True)
        tell_of_request(permit, "end_asked", wish, at=at, due_on=due_on)
    return wish


def grant(request_id: UUID, *, comment: str = "", by: Actor, at: datetime) -> EndRequest:
    """End the permit as asked, on the day the answer is due or later."""
    with act("grant", by=by):
        with move(_seen(by), request_id, END_REQUEST["grant"], by=by) as wish:
            _demand_due(wish, on=day_of(at))
            decide(wish, comment=comment, by=by, at=at)
            permits = Permit.objects.visible_to(by).select_related("season")
            with move(permits, wish.permit_id, PERMIT["end"], by=by) as permit:
                end_each([permit], EndReason.BY_REQUEST, at=at)
            tell_of_request(permit, "end_granted", wish, at=at)
        stays.recompute([permit.worker_id], at=at)
    return wish


def refuse(request_id: UUID, *, comment: str, by: Actor, at: datetime) -> EndRequest:
    """Let the permit go on, on the day the answer is due or later."""
    with move(_seen(by), request_id, END_REQUEST["refuse"], by=by) as wish:
        _demand_due(wish, on=day_of(at))
        decide(wish, comment=reason_of(comment, field="comment"), by=by, at=at)
        tell_of_request(wish.permit, "end_refused", wish, at=at)
    return wish


def withdraw(request_id: UUID, *, by: Actor, at: datetime) -> EndRequest:
    """Take a wish back, as who asked."""
    own = _seen(by).filter(organisation_id=by.organisation_id)
    with move(own, request_id, END_REQUEST["withdraw"], by=by) as wish:
        decide(wish, comment="", by=by, at=at)
        tell_of_request(wish.permit, "end_withdrawn", wish, at=at)
    return wish


def _seen(by: Actor) -> QuerySet[EndRequest]:
    return EndRequest.objects.visible_to(by).select_related("permit__season")


def _due_on(permit: Permit, *, on: date) -> date:
    agreement = read_agreement()
    rules = agreement.rule_set(permit.county_id, on, season=permit.season_id)
    return agreement.calendar.after(on, parameters_of(rules).end_request_working_days)


def _demand_due(wish: EndRequest, *, on: date) -> None:
    if on < wish.due_on:
        raise Conflict(
            "answered_on_its_day",
            _("Every wish to end a permit is answered on its day, here on %(due_on)s: decide it then."),
            due_on=wish.due_on.isoformat(),
        )
