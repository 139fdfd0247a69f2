"""What becomes of permits that were issued: suspended, reinstated, given back, ended, revoked by two persons."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.dates import day_of
from core.db import constraint, one_of
from core.errors import Conflict
from core.permissions import Permission as P
from core.workflow import allow, move, move_each
from employers.services.demand.reasons import reason_of
from permits.enums import EndReason
from permits.models import Permit, PermitRevocation
from permits.services.border import stays
from permits.services.lifetime import posts
from permits.services.lifetime.letters import tell_of_permits
from permits.workflow import PERMIT


def suspend_each(ids: Collection[UUID], *, reason: str, by: Actor, at: datetime) -> list[Permit]:
    """Suspend permits: nobody may work or enter under them until they are reinstated; all or none."""
    with act("suspend", by=by):
        with move_each(
            _seen(by), ids, PERMIT["suspend"], by=by, fields=["suspended_on"], reason=reason_of(reason)
        ) as permits:
            for permit in permits:
                permit.suspended_on = day_of(at)
            tell_of_permits(permits, "permit_suspended", at=at)
        stays.recompute([permit.worker_id for permit in permits], at=at)
    return permits


def reinstate_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Permit]:
    """End the suspension of permits; all or none."""
    with act("reinstate", by=by):
        with move_each(_seen(by), ids, PERMIT["reinstate"], by=by, fields=["suspended_on"]) as permits:
            for permit in permits:
                permit.suspended_on = None
            tell_of_permits(permits, "permit_reinstated", at=at)
        stays.recompute([permit.worker_id for permit in permits], at=at)
    return permits


def surrender(permit_id: UUID, *, by: Actor, at: datetime) -> Permit:
    """Give a permit back, as the worker; the employer and the offices are told, and the post can be filled anew."""
    [permit] = surrender_each([permit_id], by=by, at=at)
    return permit


def surrender_each(ids: Collection[UUID], *, by: Actor, at: datetime) -> list[Permit]:
    """Give permits back; all or none."""
    with act("surrender", by=by):
        with move_each(_seen(by), ids, PERMIT["surrender"], by=by, fields=["ended_on", "end_reason"]) as permits:
            end_each(permits, EndReason.BY_WORKER, at=at)
        stays.recompute([permit.worker_id for permit in permits], at=at)
    return permits


def end_each(permits: Sequence[Permit], reason: str, *, at: datetime, kind: str = "permit_ended") -> None:
    """Put on permits that end today when and why they do, free their posts, and tell all they concern; the caller
    moves them."""
    for permit in permits:
        permit.ended_on, permit.end_reason = day_of(at), reason
    posts.vacate_each(permits, at=at)
    tell_of_permits(permits, kind, at=at, ended_on=day_of(at).isoformat())


def propose_revocation(permit_id: UUID, *, reason: str, legal_basis: str, by: Actor, at: datetime) -> PermitRevocation:
    """Propose to revoke a permit: the first of two signatures."""
    with move(Permit.objects.visible_to(by), permit_id, PERMIT["propose_revocation"], by=by) as permit:
        basis = reason_of(legal_basis, field="legal_basis", longest=200)
        revocation = PermitRevocation(permit=permit, reason=reason_of(reason), legal_basis=basis)
        revocation.propose(by=by, at=at)
        with constraint(PermitRevocation, "permitrevocation_one_open"):
            revocation.save(force_insert=True)
    return revocation


def decide_revocation(permit_id: UUID, *, by: Actor, at: datetime) -> Permit:
    """Revoke a permit as proposed: the second signature, of another person of another unit."""
    with act("revoke", by=by):
        with move(_seen(by), permit_id, PERMIT["revoke"], by=by) as permit:
            revocation = _proposed(permit_id, by=by)
            revocation.decide(by=by, at=at)
            with constraint(PermitRevocation, "permitrevocation_two_persons"):
                revocation.save()
            end_each([permit], EndReason.REVOKED, at=at, kind="permit_revoked")
        stays.recompute([permit.worker_id], at=at)
    return permit


def decline_revocation(permit_id: UUID, *, by: Actor, at: datetime) -> PermitRevocation:
    """Leave a permit as it was: the proposal to revoke it is declined, and another may be made."""
    with act("decline_revocation", by=by):
        one_of(Permit.objects.visible_to(by), permit_id)
        allow(P.REVOKE_PERMIT, by=by)
        revocation = _proposed(permit_id, by=by)
        revocation.is_declined = True
        revocation.decide(by=by, at=at)
        revocation.save()
    return revocation


def _seen(by: Actor) -> QuerySet[Permit]:
    return Permit.objects.visible_to(by).select_related("season")


def _proposed(permit_id: UUID, *, by: Actor) -> PermitRevocation:
    proposals = PermitRevocation.objects.visible_to(by).select_for_update(of=("self",))
    found: PermitRevocation | None = proposals.filter(permit=permit_id, decided_by=None).first()
    if found is None:
        raise Conflict("revocation_not_proposed", _("Nobody has proposed to revoke this permit: propose it first."))
    return found
