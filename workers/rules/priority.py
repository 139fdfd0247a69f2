"""Who comes first in the next season: those who went home in time, and of them those an employer asks for by name."""

from typing import Final

NAMED_AND_IN_TIME: Final = 2
IN_TIME: Final = 1
NONE: Final = 0


def priority(*, returned_in_time: bool | None, is_named: bool) -> int:
    """The rank of a registration; a wish by name alone gives none, so that it cannot buy a place in the queue."""
    if not returned_in_time:
        return NONE
    return NAMED_AND_IN_TIME if is_named else IN_TIME
