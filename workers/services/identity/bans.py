"""Recording and lifting removal bans: the years in which a person may not enter (Exit-Entry Law art. 62 and 81)."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import lock_one
from core.errors import Conflict, Forbidden, Invalid
from core.permissions import Permission as P
from core.workflow import allow
from employers.services.demand.reasons import reason_of
from scheme.rules.parameters import BanYears
from scheme.services.agreement import parameters_of
from scheme.services.in_force import read_agreement
from workers.models import RemovalBan, Worker

LONGEST_BASIS = 200


def record_ban(
    worker_id: UUID,
    *,
    from_on: date,
    years: int,
    legal_basis: str,
    is_deportation: bool = False,
    by: Actor,
    at: datetime,
) -> RemovalBan:
    """Record that a person was removed and may not enter for so many years, as the rules allow them."""
    with act("record_ban", by=by):
        allow(P.KEEP_BANS, by=by)
        worker = lock_one(Worker.objects.visible_to(by), worker_id)
        basis = reason_of(legal_basis, field="legal_basis", longest=LONGEST_BASIS)
        if by.organisation_id is None:
            raise Forbidden("no_organisation", _("Only an authority records bans."))
        _judge(_years(by, day=day_of(at)), from_on, years, is_deportation=is_deportation, today=day_of(at))
        return RemovalBan.objects.create(
            worker=worker,
            from_on=from_on,
            until_on=_last_day(from_on, years),
            is_deportation=is_deportation,
            legal_basis=basis,
            recorded_by_id=by.organisation_id,
            recorded_at=at,
        )


def lift_ban(ban_id: UUID, *, reason: str, by: Actor, at: datetime) -> RemovalBan:
    """Lift a ban, with the reason."""
    with act("lift_ban", by=by):
        allow(P.KEEP_BANS, by=by)
        ban: RemovalBan = lock_one(RemovalBan.objects.visible_to(by), ban_id)
        _demand_charge(ban, by=by)
        if ban.lifted_at is not None or ban.until_on < day_of(at):
            raise Conflict("ban_over", _("This ban is over or was lifted already."))
        ban.lifted_at, ban.lift_reason = at, reason_of(reason)
        ban.save(update_fields=["lifted_at", "lift_reason"])
    return ban


def _demand_charge(ban: RemovalBan, *, by: Actor) -> None:
    """Only who recorded a ban, or an office above it, lifts it: others see it since the worker was offered a post."""
    recorder = ban.recorded_by
    if by.organisation_id != recorder.pk and not (by.area and (recorder.area_id or "").startswith(by.area)):
        raise Forbidden("not_recorded_by_you", _("Ask the authority that recorded this ban, or the one above it."))


def _years(by: Actor, *, day: date) -> BanYears:
    return parameters_of(read_agreement().rule_set(by.area.ljust(6, "0"), day)).removal_ban_years


def _judge(allowed: BanYears, from_on: date, years: int, *, is_deportation: bool, today: date) -> None:
    least, most = (allowed.deportation,) * 2 if is_deportation else (allowed.least, allowed.most)
    if not least <= years <= most:
        words = _("The law sets %(least)s to %(most)s years: correct the number.")
        raise Invalid("ban_years", words, field="years", least=least, most=most)
    if from_on > today:
        raise Invalid("ban_in_future", _("A ban begins with the removal, not later than today."), field="from_on")


def _last_day(from_on: date, years: int) -> date:
    """The day before its anniversary; one that began on a leap day ends on 28 February."""
    try:
        return from_on.replace(year=from_on.year + years) - timedelta(days=1)
    except ValueError:
        return date(from_on.year + years, 2, 28)
