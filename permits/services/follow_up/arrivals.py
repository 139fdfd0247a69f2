"""Arrivals: the employer says who has come and where they sleep, and that the police registered it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraints, insert_rows, update_rows
from core.errors import Conflict, Invalid, NotFound
from core.permissions import Permission as P
from core.workflow import allow, move_each
from employers.models import Lodging
from permits.models import Arrival, Permit
from permits.workflow import PERMIT


@dataclass(frozen=True, slots=True)
class Came:
    """One worker who has come: under which permit, on which day, and where the worker sleeps."""

    permit: UUID
    arrived_on: date
    lodging: UUID | None = None


@dataclass(frozen=True, slots=True)
class Registered:
    """One lodging that the police have registered: of whose permit, on which day."""

    permit: UUID
    registered_on: date


def report_each(rows: Iterable[Came], *, by: Actor, at: datetime) -> list[Arrival]:
    """Report arrivals, all or none; each permit is reported once, and a lodging is one of its own filing."""
    given = list(rows)
    records = Permit.objects.visible_to(by)
    with move_each(records, [one.permit for one in given], PERMIT["report_arrival"], by=by) as permits:
        known = {permit.pk: permit for permit in permits}
        arrivals = [
            Arrival(permit=known[one.permit], arrived_on=one.arrived_on, lodging_id=one.lodging, reported_at=at)
            for one in given
        ]
        _require_days(arrivals, today=day_of(at))
        _require_lodgings(arrivals)
        _require_new(known)
        with constraints(Arrival):
            insert_rows(arrivals)
    return arrivals


def register_lodging_each(rows: Iterable[Registered], *, by: Actor, at: datetime) -> list[Arrival]:
    """Say on which day the police registered the lodgings of those who came, all or none.

    It is due within the hours that the rules give (Exit-Entry Law art. 39); what is late is told all the same.
    """
    days = {one.permit: one.registered_on for one in rows}
    with act("register_lodging", by=by):
        allow(P.REPORT_ARRIVAL, by=by)
        arrivals = list(
            Arrival.objects.visible_to(by).select_for_update(of=("self",)).filter(permit__in=days).order_by("pk")
        )
        if len(arrivals) != len(days):
            raise NotFound
        late = [str(one.permit_id) for one in arrivals if days[one.permit_id] > day_of(at)]
        if late:
            words = _("A day that is still to come cannot be reported: correct it.")
            raise Invalid("day_to_come", words, field="registered_on", permits=late)
        for arrival in arrivals:
            arrival.lodging_registered_on = days[arrival.permit_id]
        with constraints(Arrival, fields={"arrival_before_its_registration": "registered_on"}):
            update_rows(arrivals, ["lodging_registered_on"])
    return arrivals


def _require_days(arrivals: Sequence[Arrival], *, today: date) -> None:
    odd = [one for one in arrivals if not one.permit.first_on <= one.arrived_on <= min(today, one.permit.last_on)]
    if odd:
        words = _("Give the day of arrival: from the permit's first day up to today, or its last day.")
        raise Invalid("arrival_out_of_range", words, field="arrived_on", permits=[str(one.permit_id) for one in odd])


def _require_lodgings(arrivals: Sequence[Arrival]) -> None:
    named = {one.lodging_id for one in arrivals if one.lodging_id is not None}
    filings = dict(Lodging.objects.filter(pk__any=named).values_list("pk", "filing"))
    odd = [one for one in arrivals if one.lodging_id and filings.get(one.lodging_id) != one.permit.filing_id]
    if odd:
        words = _("Choose a lodging that the filing names.")
        raise Invalid("lodging_of_another_filing", words, field="lodging", permits=[str(one.permit_id) for one in odd])


def _require_new(permits: Iterable[UUID]) -> None:
    there = list(Arrival.objects.filter(permit__any=list(permits)).values_list("permit", flat=True))
    if there:
        words = _("This arrival was already reported.")
        raise Conflict("already_reported", words, permits=[str(one) for one in there])
