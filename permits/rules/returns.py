"""What a return home tells: whether it was in time, what is still open, and who goes first next season."""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum


class OpenItem(StrEnum):
    """What keeps a season from being closed out."""

    EXIT_NOT_SEEN = "exit_not_seen"
    NOT_CONFIRMED_AT_HOME = "not_confirmed_at_home"
    WAGE_NOT_SETTLED = "wage_not_settled"
    PAPERS_NOT_RETURNED = "papers_not_returned"
    COMPLAINT_OPEN = "complaint_open"


def in_time(left_on: date | None, last_lawful_on: date | None) -> bool | None:
    """Tell whether a worker left by the last lawful day; nothing where either day is not known."""
    if left_on is None or last_lawful_on is None:
        return None
    return left_on <= last_lawful_on


def priority(returned_in_time: bool | None, named_by_employer: bool) -> int:
    """Rank a worker for the next season: 2 returned in time and asked for by name, 1 returned in time, else 0."""
    return 1 + named_by_employer if returned_in_time else 0


def close_out_open_items(
    *,
    exit_seen: bool,
    confirmed_at_home: bool,
    wage_settled: bool,
    papers_returned: bool,
    complaints_open: int,
    for_party: bool,
) -> list[OpenItem]:
    """List what is still open before a season is closed out.

    `for_party`: for an employer's or intermediary's eyes, which complaints never reach.
    """

    def items() -> Iterator[tuple[OpenItem, bool]]:
        yield OpenItem.EXIT_NOT_SEEN, not exit_seen
        yield OpenItem.NOT_CONFIRMED_AT_HOME, not confirmed_at_home
        yield OpenItem.WAGE_NOT_SETTLED, not wage_settled
        yield OpenItem.PAPERS_NOT_RETURNED, not papers_returned
        yield OpenItem.COMPLAINT_OPEN, complaints_open > 0 and not for_party

    return [item for item, is_open in items() if is_open]
