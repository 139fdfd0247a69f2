"""Whether a telling simply comes next, so that all that was worked out before it still holds."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from typing import Final

from permits.rules.presence import COUNTERPART, PermitTerms, Seen, Tolerances, misfits

NORMAL: Final = Tolerances()


class Turn(StrEnum):
    """What a telling does to a person's account: the next entry or exit, another's echo, or more than can be said."""

    NEXT = "next"
    ECHO = "echo"
    UNCLEAR = "unclear"


def turn(
    one: Seen,
    latest: Sequence[Seen],
    *,
    is_here: bool,
    permits: Mapping[str, PermitTerms],
    closures: Mapping[str, Sequence[tuple[date, date | None]]],
    tolerances: Tolerances = NORMAL,
) -> Turn:
    """Say how a telling stands to the two latest of a person's tellings that count, the latest first.

    `NEXT`: hours after all others, in its turn and with nothing odd about it: it begins a stay, or ends the one that
    runs. `ECHO`: the other side tells of the crossing that ours told of last: nothing changes. `UNCLEAR`: the account
    has to be worked out again.
    """
    if one.voided or one.corrects is not None or one.occurred_at - one.recorded_at > tolerances.clock_ahead:
        return Turn.UNCLEAR
    apart = max(tolerances.doubled, tolerances.both_sides, tolerances.travel)
    if latest and one.occurred_at - latest[0].occurred_at <= apart:
        return Turn.ECHO if _is_echo(one, latest, tolerances) else Turn.UNCLEAR
    in_turn = is_here == (one.direction == "out")
    return Turn.NEXT if in_turn and not any(misfits(one, permits, closures)) else Turn.UNCLEAR


def _is_echo(one: Seen, latest: Sequence[Seen], tolerances: Tolerances) -> bool:
    """Whether the other side repeats our last telling, with no third telling anywhere near."""
    apart = max(tolerances.doubled, tolerances.both_sides, tolerances.travel)
    ours = latest[0]
    begun = min(one.occurred_at, ours.occurred_at)
    return (
        one.source == COUNTERPART != ours.source
        and (one.direction, one.port) == (ours.direction, ours.port)
        and abs(one.occurred_at - ours.occurred_at) <= tolerances.both_sides
        and all(begun - other.occurred_at > apart for other in latest[1:2])
    )
