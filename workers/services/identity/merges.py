"""Deciding pairs that may be one person: told apart, or merged by two persons; and undoing it without loss."""

from datetime import datetime
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from core.actors import Actor
from core.audit.services import act
from core.db import constraints
from core.errors import Conflict, Invalid
from core.workflow import move
from employers.services.demand.reasons import reason_of
from workers.models import Duplicate, Merge, Worker
from workers.workflow import DUPLICATE, MERGE


def tell_apart(duplicate_id: UUID, *, note: str, by: Actor, at: datetime) -> Duplicate:
    """Find that two records are different persons, and say what shows it; they are not listed again."""
    said = reason_of(note, field="note")
    with move(Duplicate.objects.visible_to(by), duplicate_id, DUPLICATE["tell_apart"], by=by) as pair:
        pair.decided_at, pair.note = at, said
    return pair


def propose_merge(duplicate_id: UUID, *, keep: UUID, reason: str, by: Actor, at: datetime) -> Merge:
    """Propose that two records are one person, and which of them is to stand for it: the first of two signatures."""
    said = reason_of(reason)
    with move(Duplicate.objects.visible_to(by), duplicate_id, DUPLICATE["propose_merge"], by=by) as pair:
        if keep not in (pair.first_id, pair.second_id):
            raise Invalid("not_of_the_pair", _("Choose one of the two records to keep."), field="keep")
        gone = pair.second_id if keep == pair.first_id else pair.first_id
        merge = Merge(duplicate=pair, kept_id=keep, gone_id=gone, reason=said)
        merge.propose(by=by, at=at)
        with constraints(Merge):
            merge.save(force_insert=True)
    return merge


def approve_merge(merge_id: UUID, *, by: Actor, at: datetime) -> Merge:
    """Merge as proposed: the second signature, of another person of another unit.

    Papers, registrations and permits stay where they were written; the record that goes points to the one kept.
    """
    with act("approve_merge", by=by):
        with (
            constraints(Merge),
            move(Merge.objects.visible_to(by), merge_id, MERGE["approve"], by=by) as merge,
        ):
            merge.decide(by=by, at=at)
        with move(Duplicate.objects.visible_to(by), merge.duplicate_id, DUPLICATE["merge"], by=by) as pair:
            pair.decided_at = at
        _point(merge)
    return merge


def decline_merge(merge_id: UUID, *, by: Actor, at: datetime) -> Merge:
    """Decline a proposed merging; the pair stays on the list, to be looked at anew."""
    with (
        constraints(Merge),
        move(Merge.objects.visible_to(by), merge_id, MERGE["decline"], by=by) as merge,
    ):
        merge.decide(by=by, at=at)
    return merge


def propose_undoing(merge_id: UUID, *, reason: str, by: Actor, at: datetime) -> Merge:
    """Propose to undo a merging, and say what shows that they are two: the first of two signatures."""
    with move(Merge.objects.visible_to(by), merge_id, MERGE["propose_undoing"], by=by) as merge:
        merge.propose_reversal(reason_of(reason), by=by, at=at)
    return merge


def decline_undoing(merge_id: UUID, *, by: Actor) -> Merge:
    """Let a merging stand; another undoing may be proposed."""
    with move(Merge.objects.visible_to(by), merge_id, MERGE["decline_undoing"], by=by) as merge:
        merge.decline_reversal()
    return merge


def undo_merge(merge_id: UUID, *, by: Actor, at: datetime) -> Merge:
    """Undo a merging as proposed, the second signature: both stand for themselves, and the pair is listed again."""
    with act("undo_merge", by=by):
        with (
            constraints(Merge),
            move(Merge.objects.visible_to(by), merge_id, MERGE["undo"], by=by) as merge,
        ):
            merge.reverse(by=by, at=at)
        with move(Duplicate.objects.visible_to(by), merge.duplicate_id, DUPLICATE["part"], by=by) as pair:
            pair.decided_at = None
        Worker.objects.filter(pk=merge.gone_id, merged_into=merge.kept_id).update(merged_into=None)
    return merge


def reopen(duplicate_id: UUID, *, by: Actor) -> Duplicate:
    """Put a pair that was told apart back on the list."""
    with move(Duplicate.objects.visible_to(by), duplicate_id, DUPLICATE["reopen"], by=by) as pair:
        pair.decided_at = None
    return pair


def _point(merge: Merge) -> None:
    """Let the record that goes point to the one kept; whoever looks for a person follows one pointer, never two."""
    pair = Worker.objects.select_for_update().filter(pk__in=[merge.kept_id, merge.gone_id]).order_by("pk")
    standing = {one.pk: one for one in pair}
    if any(one.merged_into_id for one in standing.values()) or standing[merge.gone_id].doubles.exists():
        raise Conflict(
            "merged_elsewhere",
            _("One of the two is part of another merging: keep the record that others were merged into, or undo that."),
        )
    gone = standing[merge.gone_id]
    gone.merged_into_id = merge.kept_id
    gone.save(update_fields=["merged_into"])
