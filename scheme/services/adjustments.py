"""Changing a ceiling: one person proposes it with a reason, another of another unit decides."""

from contextlib import AbstractContextManager
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.db import broken_constraint, constraint, one_of
from core.errors import Forbidden, Invalid
from core.permissions import Permission
from core.workflow import allow, move
from scheme.enums import EntryKind
from scheme.models import Quota, QuotaAdjustment, QuotaEntry
from scheme.services.promises import is_plain
from scheme.services.quota_tree import MOST
from scheme.workflow import ADJUSTMENT


def propose_adjustment(quota_id: UUID, *, change: int, reason: str, by: Actor, at: datetime) -> QuotaAdjustment:
    """Propose to raise a ceiling, or to lower it where the change is negative."""
    with act("propose_adjustment", by=by):
        allow(Permission.PROPOSE_QUOTA, by=by)
        quota = one_of(Quota.objects.visible_to(by), quota_id)
        _demand_charge(quota, by=by)
        if change == 0 or abs(change) > MOST:
            words = _("Say by how many posts the ceiling rises, or falls with a minus: up to %(most)s, and not 0.")
            raise Invalid("change_out_of_range", words, field="change", most=MOST)
        if not reason.strip() or len(reason) > 500 or not is_plain(reason):
            words = _("Say why the ceiling changes, in one line of up to 500 characters.")
            raise Invalid("reason_missing", words, field="reason")
        adjustment = QuotaAdjustment(quota=quota, change=change, reason=reason.strip())
        adjustment.propose(by=by, at=at)
        adjustment.save(force_insert=True)
    return adjustment


def approve_adjustment(adjustment_id: UUID, *, by: Actor, at: datetime) -> QuotaAdjustment:
    """Change the ceiling as proposed, by an entry of the ledger in the same transaction.

    Raises `Invalid` where less would be left than is reserved and used, or where one person would do both.
    """
    with _second_person(), move(_proposals(by), adjustment_id, ADJUSTMENT["approve"], by=by) as adjustment:
        _demand_charge(adjustment.quota, by=by)
        adjustment.decide(by=by, at=at)
        # Both signatures stand before the quota is locked: the last statement is the shortest hold.
        adjustment.save()
        _enter(adjustment, by=by, at=at)
    return adjustment


def decline_adjustment(adjustment_id: UUID, *, by: Actor, at: datetime) -> QuotaAdjustment:
    """Leave the ceiling as it is; who proposed it withdraws instead."""
    with _second_person(), move(_proposals(by), adjustment_id, ADJUSTMENT["decline"], by=by) as adjustment:
        _demand_charge(adjustment.quota, by=by)
        adjustment.decide(by=by, at=at)
    return adjustment


def withdraw_adjustment(adjustment_id: UUID, *, by: Actor) -> QuotaAdjustment:
    """Take back one's own proposal."""
    with move(_proposals(by), adjustment_id, ADJUSTMENT["withdraw"], by=by) as adjustment:
        if adjustment.proposed_by != by.actor_id:
            raise Forbidden("not_yours", _("Only who proposed a change may withdraw it: decline it instead."))
    return adjustment


def _proposals(by: Actor) -> "QuerySet[QuotaAdjustment]":
    proposals: QuerySet[QuotaAdjustment] = QuotaAdjustment.objects.visible_to(by).select_related("quota")
    return proposals


def _second_person() -> AbstractContextManager[None]:
    return constraint(QuotaAdjustment, "quotaadjustment_two_persons")


def _demand_charge(quota: Quota, *, by: Actor) -> None:
    if not Quota.objects.in_charge_of(by).filter(pk=quota.pk).exists():
        raise Forbidden(
            "not_in_charge", _("This quota is not your bureau's: ask the bureau of its area or one above it.")
        )


def _enter(adjustment: QuotaAdjustment, *, by: Actor, at: datetime) -> None:
    try:
        with transaction.atomic():
            QuotaEntry.objects.create(
                quota_id=adjustment.quota_id,
                kind=EntryKind.ADJUST,
                ceiling_change=adjustment.change,
                cause=adjustment.pk,
                actor_id=by.actor_id,
                unit_id=by.unit_id,
                login=by.login,
                at=at,
            )
    except IntegrityError as error:
        if broken_constraint(error) != "quota_never_oversold":
            raise
        quota = Quota.objects.get(pk=adjustment.quota_id)
        words = _("%(held)s posts of this quota are reserved or used: lower its ceiling by %(left)s at most.")
        held = quota.reserved + quota.used
        raise Invalid("quota_in_use", words, field="change", held=held, left=quota.left) from error
