"""Merging two records of one person, and undoing it: where they were, and who goes first, is worked out anew."""

from datetime import datetime
from uuid import UUID

from core.actors import Actor
from core.audit.services import act
from permits.services.border import stays
from workers.models import Merge, Registration
from workers.services.identity import merges
from workers.services.registration.registrations import rank_anew


def approve_merge(merge_id: UUID, *, by: Actor, at: datetime) -> Merge:
    """Merge as proposed, the second signature: from now on the crossings and permits of both are one account."""
    with act("approve_merge", by=by):
        merge = merges.approve_merge(merge_id, by=by, at=at)
        _account_anew(merge, by=by, at=at)
    return merge


def undo_merge(merge_id: UUID, *, by: Actor, at: datetime) -> Merge:
    """Undo a merging as proposed, the second signature: each record has its own account again."""
    with act("undo_merge", by=by):
        merge = merges.undo_merge(merge_id, by=by, at=at)
        _account_anew(merge, by=by, at=at)
    return merge


def _account_anew(merge: Merge, *, by: Actor, at: datetime) -> None:
    """Work out the stays of both records, and the rank of who is registered, from what counts as one now."""
    both = [merge.kept_id, merge.gone_id]
    stays.recompute(both, at=at)
    running = Registration.objects.running().filter(worker__any=both)
    for season in running.order_by("season").values_list("season", flat=True).distinct():
        rank_anew(both, season=season, by=by)
