"""Who of the demo's crews crosses when and where, and whose arrival is told by the employer."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from functools import partial
from typing import Final

from accounts.enums import Role
from permits.enums import Direction, Source
from permits.management.demo.intake import Hired, moment
from permits.management.demo.offices import Staff
from permits.management.demo.story import Step
from permits.services.border import crossings
from permits.services.border.crossings import Claim
from permits.services.follow_up import arrivals
from permits.services.follow_up.arrivals import Came, Registered

IN, OUT = Direction.IN.value, Direction.OUT.value
Crossed = tuple[str, Iterable[int], str, tuple[int, int], str]

CROSSED: Final[tuple[Crossed, ...]] = (
    ("daxin", range(12), "2026-10-16", (8, 10), IN),
    ("hekou", range(6), "2026-10-20", (9, 20), IN),
    ("daxin-second", range(6), "2026-10-30", (8, 0), IN),
    ("daxin", (8,), "2026-11-05", (15, 40), OUT),
    ("mill", range(8), "2026-11-10", (8, 30), IN),
    ("mill", (8,), "2026-11-11", (10, 5), IN),
    ("hekou", (0,), "2026-11-11", (16, 0), OUT),
    ("daxin", range(3), "2026-11-12", (15, 0), OUT),
    ("mill", (4,), "2026-11-15", (9, 0), OUT),
    ("cane", range(7), "2026-11-16", (7, 50), IN),
    ("mill", (4,), "2026-11-17", (17, 30), IN),
    ("daxin", (11,), "2026-11-17", (11, 15), OUT),
    ("joint", range(8), "2026-11-18", (8, 20), IN),
    ("joint", (3,), "2026-11-18", (17, 40), IN),
    ("longzhou", range(6), "2026-11-20", (9, 0), IN),
    ("pingxiang", range(8), "2026-11-20", (7, 10), IN),
    ("pingxiang", range(7), "2026-11-20", (18, 40), OUT),
)
"""By crew, place in it, day, hour and minute; at the first of the permit's ports."""

ELSEWHERE: Final = "cane", (7,), "2026-11-16", (10, 30), IN
ELSEWHERE_AT: Final = "shuikou"
"""Somebody comes through a port that the permit does not name."""

TOLD_LATE: Final = "daxin", (10,), "2026-11-14", (16, 20), OUT
TOLD_ON: Final = date(2026, 11, 18)
"""An exit that only the other side saw, and told four days later: until then somebody is suspected."""

ARRIVED: Final = (
    ("daxin", range(12), "2026-10-16", True),
    ("hekou", range(6), "2026-10-20", True),
    ("daxin-second", range(6), "2026-10-30", True),
    ("mill", range(8), "2026-11-10", True),
    ("cane", range(5), "2026-11-16", True),
    ("cane", (5, 6), "2026-11-16", False),
    ("joint", range(4), "2026-11-18", True),
    ("joint", range(4, 8), "2026-11-18", False),
)
"""By crew, places in it and day, and whether the police have registered the lodging; told on the day after."""


def steps(staff: Staff, hired: Mapping[str, Hired]) -> list[Step]:
    """All crossings, and the arrivals that are reported, each with its moment."""
    return [
        *(_crossing(one, hired, staff) for one in CROSSED),
        _crossing(ELSEWHERE, hired, staff, port=ELSEWHERE_AT),
        _crossing(TOLD_LATE, hired, staff, told_on=TOLD_ON),
        *(_arrival(one, hired) for one in ARRIVED),
    ]


def _crossing(
    crossed: Crossed, hired: Mapping[str, Hired], staff: Staff, *, port: str = "", told_on: date | None = None
) -> Step:
    key, who, day, (hour, minute), direction = crossed
    crew = hired[key]
    at_port = port or crew.crew.ports[0]
    source = (Source.COUNTERPART if told_on else Source.POST).value
    occurred = moment(date.fromisoformat(day), hour, minute)
    at = moment(told_on, 9) if told_on else occurred + timedelta(minutes=25)

    def record() -> object:
        claims = [
            Claim(
                direction=direction,
                occurred_at=occurred + timedelta(minutes=2 * place),
                key=f"{key}/{number}/{direction}/{day}/{hour}",
                port=at_port,
                permit=crew.permits[number],
                source=source,
            )
            for place, number in enumerate(who)
        ]
        return crossings.record_each(claims, by=staff[at_port, Role.OFFICER], at=at)

    return at, record


def _arrival(arrived: tuple[str, Iterable[int], str, bool], hired: Mapping[str, Hired]) -> Step:
    key, who, on, is_registered = arrived
    day = date.fromisoformat(on)
    return moment(day + timedelta(1), 9, 30), partial(_report, hired[key], list(who), day, is_registered)


def _report(crew: Hired, who: list[int], day: date, is_registered: bool) -> None:
    by, at = crew.boss(Role.CLERK), moment(day + timedelta(1), 9, 30)
    arrivals.report_each([Came(crew.permits[number], day) for number in who], by=by, at=at)
    if is_registered:
        arrivals.register_lodging_each([Registered(crew.permits[number], day) for number in who], by=by, at=at)
