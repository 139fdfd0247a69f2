"""Records that may be one person: shown side by side, told apart or merged by two persons, never by a machine."""

from datetime import datetime
from typing import Any
from uuid import UUID

from rest_framework import serializers

from api.inputs import Input, Purpose, Text
from api.resource import Act, Look, Resource, by_choice, by_id
from api.resources.licences import Reason, move
from api.resources.people_shapes import DuplicateShape, LineOut, MergeShape
from core.actors import Actor
from permits.services import one_person
from workers.enums import DuplicateStatus, MergeStatus
from workers.models import Duplicate, Merge
from workers.services.identity import merges
from workers.services.identity.side_by_side import side_by_side
from workers.workflow import DUPLICATE, MERGE


class NoteInput(Input):
    """What shows that they are different persons."""

    note = Text(max_length=300)


class MergeInput(Input):
    """Which pair is one person, which of the two records stands for it, and what shows it."""

    duplicate = serializers.UUIDField()
    keep = serializers.UUIDField()
    reason = Text(max_length=300)


def beside(key: UUID, *, by: Actor, at: datetime, purpose: str = "") -> list[dict[str, Any]]:
    """Both records beside each other, field by field; both are opened by it."""
    found = side_by_side(key, purpose, by=by)
    names = ("field", "first", "second", "agrees")
    return [{name: getattr(line, name) for name in names} for line in found.lines]


def propose(*, duplicate: UUID, keep: UUID, reason: str, by: Actor, at: datetime) -> Merge:
    """Propose that the two of a pair are one person."""
    return merges.propose_merge(duplicate, keep=keep, reason=reason, by=by, at=at)


DOUBLES = (
    Resource(
        "duplicates",
        lambda by: Duplicate.objects.visible_to(by),
        DuplicateShape,
        "Records that may be one person.",
        filters={"status": by_choice(DuplicateStatus, "status", "where it stands")},
        acts=(
            move(DUPLICATE, "tell_apart", merges.tell_apart, "Find that they are different persons.", takes=NoteInput),
            move(DUPLICATE, "reopen", merges.reopen, "Put a pair that was told apart back on the list."),
        ),
        looks=(
            Look(
                "side-by-side",
                beside,
                LineOut,
                "Both records beside each other; it is an event that both were opened.",
                asks=Purpose,
                many=True,
                of_one=True,
            ),
        ),
    ),
    Resource(
        "merges",
        lambda by: Merge.objects.visible_to(by),
        MergeShape,
        "Mergings of two records, by two persons.",
        filters={
            "status": by_choice(MergeStatus, "status", "where it stands"),
            "duplicate": by_id("duplicate", "of this pair"),
        },
        make=Act(
            "propose",
            propose,
            "Propose that the two of a pair are one person: the first of two signatures.",
            takes=MergeInput,
            permission=DUPLICATE["propose_merge"].permission,
        ),
        acts=(
            move(MERGE, "approve", one_person.approve_merge, "Merge as proposed: the second signature."),
            move(MERGE, "decline", merges.decline_merge, "Leave both as they are."),
            move(
                MERGE,
                "propose_undoing",
                merges.propose_undoing,
                "Propose to undo it: the first of two signatures.",
                takes=Reason,
            ),
            move(MERGE, "undo", one_person.undo_merge, "Undo it as proposed: both stand for themselves again."),
            move(MERGE, "decline_undoing", merges.decline_undoing, "Let it stand."),
        ),
    ),
)
