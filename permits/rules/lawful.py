"""Until when a stay is lawful under the permits a person holds one after another."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from permits.rules.counting import DAY, NO_CAP, Days, days_used_since, last_lawful_on
from scheme.rules.parameters import CapKind, Counting, YearlyCap


@dataclass(frozen=True, slots=True)
class Leave:
    """What a permit lets its holder stay; `last_on` is its last day, or the day on which it ended before."""

    key: str
    first_on: date
    last_on: date
    stay_days: int
    extended_on: date | None = None
    counting: Counting = Counting.PER_ENTRY
    yearly: YearlyCap = NO_CAP

    @property
    def asks_for_earlier_stays(self) -> bool:
        """Whether its last lawful day depends on the stays before."""
        return self.counting != Counting.PER_ENTRY or self.yearly.kind != CapKind.NONE


@dataclass(frozen=True, slots=True)
class Before:
    """An earlier stay that has ended, and the permit it ended under."""

    leave: str
    entered_on: date
    left_on: date


def lawful_stay(
    leave: Leave,
    held: Sequence[Leave],
    *,
    entered_on: date,
    left_on: date | None = None,
    before: Sequence[Before] = (),
) -> tuple[str, date]:
    """Give the permit under which a stay runs or ended, and its last lawful day.

    A permit that follows without a gap carries the stay on, and the longest stay runs anew from its first day, as from
    an extension. `held` are all permits of the person, `leave` the one shown at entry.
    """
    last_on = _until(leave, entered_on, before)
    for later in sorted(held, key=lambda one: (one.first_on, one.key)):
        goes_on = leave.first_on < later.first_on <= last_on + DAY and later.last_on > last_on
        if goes_on and (left_on is None or left_on >= later.first_on):
            leave, last_on = later, _until(later, entered_on, before)
    return leave.key, last_on


def _until(leave: Leave, entered_on: date, before: Sequence[Before]) -> date:
    runs_anew_on = max(leave.first_on, leave.extended_on or leave.first_on)
    own: list[Days] = [(max(one.entered_on, leave.first_on), one.left_on) for one in before if one.leave == leave.key]
    return last_lawful_on(
        permit_last_on=leave.last_on,
        entered_on=entered_on,
        longest_stay_days=leave.stay_days,
        counting=leave.counting,
        used_before=days_used_since(own, leave.extended_on),
        extended_on=runs_anew_on if runs_anew_on > entered_on else leave.extended_on,
        yearly=leave.yearly,
        spells=[(one.entered_on, one.left_on) for one in before],
    )
