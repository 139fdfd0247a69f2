"""What became of an application or a permit: each act on it, oldest first; never by whom."""

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
    rows = events.values_list("seq", "verb", "at", "changes__status")
    steps = [Step(seq, verb, at, became[1] if isinstance(became, list) else became) for seq, verb, at, became in rows]
    # One act may write its record twice.
    return [one for one, before in zip(steps, [None, *steps], strict=False) if not before or not _same(one, before)]


def _same(one: Step, before: Step) -> bool:
    return (one.verb, one.at) == (before.verb, before.at)
