"""Days used and left under a permit, and the last lawful day by both clocks."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from core.dates import day_of
from permits.models import Permit, Stay
from permits.rules.counting import both_clocks, days_left, days_used, overstay_suspected_from
from permits.rules.lawful import Before, Leave, lawful_stay
from permits.services.border.presence import held_by
from scheme.services.in_force import read_agreement
from workers.services.identity.doubles import records_of


@dataclass(frozen=True, slots=True)
class Days:
    """What a holder can be told of a permit: for one who is away, as if the entry were today.

    The last lawful day ends at `ends_at`, by China's clock; `ends_at_in_hanoi` is the same moment.
    """

    is_here: bool
    used: int
    left: int
    last_lawful_on: date
    ends_at: datetime
    ends_at_in_hanoi: datetime


def days_of(permit: Permit, *, at: datetime) -> Days:
    """Count the days of one permit."""
    return days_of_each([permit], at=at)[permit.pk]


def days_of_each(permits: Sequence[Permit], *, at: datetime) -> dict[UUID, Days]:
    """Count the days of each of these permits, in the same number of queries as for one."""
    persons = records_of({permit.worker_id for permit in permits})
    held = held_by(persons, read_agreement())
    stays: dict[UUID, list[Any]] = defaultdict(list)
    rows = Stay.objects.filter(worker__any=list(persons)).order_by("entered_at", "id")
    for row in rows.values_list("worker", "permit", "entered_at", "left_at", "is_end_unknown", "last_lawful_on"):
        stays[persons[row[0]]].append(row[1:])
    return {
        permit.pk: _days(permit, held[person].leaves, stays[person], day_of(at))
        for permit in permits
        for person in [persons[permit.worker_id]]
    }


def _days(permit: Permit, leaves: dict[str, Leave], stays: Iterable[Any], today: date) -> Days:
    before: list[Before] = []
    leave, is_here, last_on, used = leaves[str(permit.pk)], False, None, 0
    for under, entered_at, left_at, is_end_unknown, until in stays:
        if entered_at is None or is_end_unknown:
            continue
        runs = left_at is None
        entered_on, left_on = day_of(entered_at), today if runs else day_of(left_at)
        if under == permit.pk:
            used += max(0, days_used(max(entered_on, leave.first_on), left_on))
            is_here, last_on = is_here or runs, until if runs else last_on
        if not runs:
            before.append(Before(str(under), entered_on, left_on))
    if last_on is None:
        _key, last_on = lawful_stay(leave, (), entered_on=max(today, leave.first_on), before=before)
    ends_at, in_hanoi = both_clocks(overstay_suspected_from(last_on))
    return Days(is_here, used, max(0, days_left(last_on, today)), last_on, ends_at, in_hanoi)
