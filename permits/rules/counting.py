"""How long a stay is lawful: counted in days of China from the day after entry (Exit-Entry Regulations art. 36)."""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from core.dates import ZONE
from scheme.rules.parameters import CapKind, Counting, YearlyCap

DAY: Final = timedelta(days=1)
HANOI: Final = ZoneInfo("Asia/Ho_Chi_Minh")
NO_CAP: Final = YearlyCap(CapKind.NONE, None, None)

Days = tuple[date, date]


def days_used(entered_on: date, left_on: date) -> int:
    """Count the days of a stay: from the day after entry to the day of exit, none where both are one day."""
    return (left_on - entered_on).days


def days_used_since(spells: Sequence[Days], extended_on: date | None = None) -> int:
    """Count the days of ended stays under one permit, only those after the day its extension took effect."""
    return sum(
        max(0, days_used(entered_on if extended_on is None else max(entered_on, extended_on), left_on))
        for entered_on, left_on in spells
    )


def last_lawful_on(
    *,
    permit_last_on: date,
    entered_on: date,
    longest_stay_days: int,
    counting: Counting = Counting.PER_ENTRY,
    used_before: int = 0,
    extended_on: date | None = None,
    yearly: YearlyCap = NO_CAP,
    spells: Sequence[Days] = (),
) -> date:
    """Give the last day on which a stay that began on `entered_on` is lawful; it ends 24:00 Asia/Shanghai.

    `used_before`: days used in earlier stays under this permit, since its last extension (`days_used_since`).
    `extended_on`: the day from which the longest stay runs anew. `spells`: all earlier stays of the person, as
    day of entry and day of exit; only a yearly cap asks for them.
    """
    is_extended = extended_on is not None and extended_on > entered_on
    runs_from = extended_on if extended_on is not None and is_extended else entered_on
    used = used_before if counting == Counting.CUMULATIVE and not is_extended else 0
    last_on = min(permit_last_on, runs_from + max(0, longest_stay_days - used) * DAY)
    return min(last_on, *_cap_reached(yearly, spells, entered_on, last_on))


def _cap_reached(cap: YearlyCap, spells: Sequence[Days], entered_on: date, last_on: date) -> Iterator[date]:
    """The last day of stay before the first that would go over the yearly cap, and `last_on` itself."""
    yield last_on
    if cap.days is None:
        return
    spent = {day for first, last in spells for day in _counted(first, last)}
    for day in _counted(entered_on, last_on):
        spent.add(day)
        first = _window_first(cap, day)
        if sum(first <= other <= day for other in spent) > cap.days:
            yield day - DAY
            return


def _counted(entered_on: date, left_on: date) -> Iterator[date]:
    return (entered_on + number * DAY for number in range(1, days_used(entered_on, left_on) + 1))


def _window_first(cap: YearlyCap, day: date) -> date:
    if cap.window_days is not None:
        return day - (cap.window_days - 1) * DAY
    return day.replace(month=1, day=1)


def overstay_suspected_from(last_lawful_on: date) -> datetime:
    """Give the moment the last lawful day has gone by: 00:00 of the next day, Asia/Shanghai."""
    return datetime.combine(last_lawful_on + DAY, time(), ZONE)


def both_clocks(moment: datetime) -> tuple[datetime, datetime]:
    """Give a moment as the clocks show it: in China (UTC+8), and in Viet Nam (UTC+7)."""
    return moment.astimezone(ZONE), moment.astimezone(HANOI)


def days_left(last_lawful_on: date, today: date) -> int:
    """Count the days until the last lawful day: 0 on the day itself, below 0 after it."""
    return (last_lawful_on - today).days
