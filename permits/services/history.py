"""What became of an application or a permit: each act on it, oldest first; never by whom."""

from collections.abc import Iterable
from typing import Any

from core.actors import Actor
from core.audit.models import Event
from core.workflow import Case
from employers.services.demand.history import Step

IN_THE_HOUSE = ("propose_revocation", "decline_revocation")
"""What offices weigh up before anything is decided; nobody else is told."""
READ_ONLY = ("open", "look_up")


def history(record: Case, *, by: Actor) -> list[Step]:
    """The acts on a record that `by` was shown."""
    events = Event.objects.of(record).exclude(verb__in=READ_ONLY)
    if by.kind not in ("bureau", "oversight"):
        events = events.exclude(verb__in=IN_THE_HOUSE)
    steps: list[Step] = []
    for seq, verb, at, changes in events.values_list("seq", "verb", "at", "changes"):
        # One act may write its record twice, the second time without a change.
        if changes or not steps or steps[-1].verb != verb:
            became = changes.get("status")
            steps.append(Step(seq, verb, at, became[1] if isinstance(became, list) else became))
    return steps


def first_said(record: Case, columns: Iterable[str]) -> dict[str, Any]:
    """What these columns of a record held when it was first written."""
    written = Event.objects.of(record).order_by("seq").values_list("changes", flat=True).first() or {}
    return {name: written.get(name) for name in columns}


def reason_given(record: Case, verb: str) -> str:
    """What was given as the reason when this was last done to a record; nothing where it never was."""
    details = Event.objects.of(record).filter(verb=verb).order_by("-seq").values_list("details", flat=True)
    return next((said["reason"] for said in details if said.get("reason")), "")
