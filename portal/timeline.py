"""The time line of a permit: its days, stays and what moved them, as places along a line and as a list beside it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.dates import day_of
from core.errors import Sentence
from permits.models import Extension, Permit

WIDTH = 1000
MARGIN = 12
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Span:
    """Days along the line, from `x` on; `kind` is how they look."""

    kind: str
    x: int
    width: int


@dataclass(frozen=True, slots=True)
class Moment:
    """A day on which something happened, was asked for or will: `until` is the last day of what lasts."""

    on: date
    what: Sentence
    until: date | None = None
    kind: str = ""
    x: int = 0


@dataclass(frozen=True, slots=True)
class Line:
    """What is drawn and what is listed; both say the same."""

    spans: list[Span]
    marks: list[Moment]
    moments: list[Moment]
    months: list[tuple[int, date]]
    today: int | None


def line_of(permit: Permit, stays: Sequence[Any], extensions: Iterable[Extension], *, today: date) -> Line:
    """Draw a permit from its issue to its end."""
    moments = sorted([*_of_permit(permit), *_of_stays(stays), *_of_extensions(extensions)], key=lambda one: one.on)
    days = [*(one.on for one in moments), *(one.until for one in moments if one.until), permit.first_on, permit.last_on]
    first, last = min(days), max(days)
    whole = max((last - first).days, 1)

    def x(day: date) -> int:
        return MARGIN + round((WIDTH - 2 * MARGIN) * (day - first).days / whole)

    def span(kind: str, start: date, end: date) -> Span:
        return Span(kind, x(start), max(3, x(end) - x(start)))

    ends = permit.ended_on or permit.last_on
    spans = [span("days", permit.first_on, max(ends, permit.first_on))]
    spans += [span("stay", one.on, one.until or max(today, one.on)) for one in moments if one.kind == "stay"]
    placed = [Moment(one.on, one.what, one.until, one.kind, x(one.on)) for one in moments]
    marks = [one for one in placed if one.kind != "stay"]
    return Line(spans, marks, placed, _months(first, last, x), x(today) if first <= today <= last else None)


def _of_permit(permit: Permit) -> list[Moment]:
    found = [Moment(day_of(permit.issued_at), _("issued"), kind="mark"), Moment(permit.first_on, _("first day"))]
    if permit.suspended_on:
        found.append(Moment(permit.suspended_on, _("suspended"), kind="mark"))
    if permit.ended_on:
        return [*found, Moment(permit.ended_on, permit.get_end_reason_display(), kind="end")]
    return [*found, Moment(permit.last_on, _("last day"), kind="end")]


def _of_stays(stays: Sequence[Any]) -> list[Moment]:
    found = []
    for stay in stays:
        entered = day_of(stay.entered_at) if stay.entered_at else None
        left = day_of(stay.left_at) if stay.left_at else None
        if entered is None and left:
            found.append(Moment(left, _("exit; the entry was not seen"), kind="mark"))
        elif entered and stay.is_end_unknown:
            found.append(Moment(entered, _("entry; the exit was not seen"), entered + DAY, "stay"))
        elif entered:
            found.append(Moment(entered, _("in the country") if left else _("in the country since"), left, "stay"))
    return found


def _of_extensions(extensions: Iterable[Extension]) -> list[Moment]:
    return [
        Moment(one.effective_on, _("extended"), one.ends_on, "mark")
        for one in extensions
        if one.effective_on and one.status == "granted"
    ]


def _months(first: date, last: date, x: Any) -> list[tuple[int, date]]:
    found, day = [], (first.replace(day=1) + timedelta(days=32)).replace(day=1)
    while day <= last:
        found.append((x(day), day))
        day = (day + timedelta(days=32)).replace(day=1)
    return found
