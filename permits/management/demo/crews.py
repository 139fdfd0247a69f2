"""The demo's crews: who is hired by which filing, in which class and for which days, and how far each has come."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import count, islice
from typing import Final

from permits.enums import PermitClass
from permits.management.replay import people
from permits.management.replay.people import Person

REGISTERED, CLEARED, OFFERED, AGREED, APPLIED, ISSUED = range(6)
AFTER: Final = {REGISTERED: 0, CLEARED: 2, OFFERED: 3, AGREED: 4, APPLIED: 7, ISSUED: 10}
"""How many days after the registration, a Monday, each step is taken."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """Some workers of one province, hired together; `until` is the last step they have taken."""

    key: str
    filing: str
    size: int
    home: str
    registered: date
    days: tuple[date, date]
    ports: tuple[str, ...]
    permit_class: str = PermitClass.SEASONAL
    until: int = ISSUED

    @property
    def is_commuting(self) -> bool:
        """Whether they come over with a border pass every day and sleep at home."""
        return self.permit_class == PermitClass.COMMUTER


def _crew(key: str, filing: str, size: int, home: str, registered: str, days: str, ports: str, **more: object) -> Crew:
    first, last = (date.fromisoformat(day) for day in days.split())
    return Crew(
        key=key,
        filing=filing,
        size=size,
        home=home,
        registered=date.fromisoformat(registered),
        days=(first, last),
        ports=tuple(ports.split()),
        **more,  # type: ignore[arg-type]
    )


SHORT = {"permit_class": PermitClass.SHORT}
CREWS: Final = (
    _crew("daxin", "granted-early", 12, "04", "2026-09-28", "2026-10-16 2026-11-15", "shuolong", **SHORT),
    _crew("hekou", "closed", 6, "15", "2026-10-05", "2026-10-20 2026-12-15", "hekou"),
    _crew("daxin-second", "granted-early", 6, "04", "2026-10-12", "2026-10-30 2026-11-29", "shuolong", **SHORT),
    _crew("mill", "granted-in-part", 10, "20", "2026-10-19", "2026-11-10 2027-03-31", "youyiguan aidian"),
    _crew("joint", "granted-joint", 10, "20", "2026-10-26", "2026-11-18 2026-12-18", "aidian", **SHORT),
    _crew("cane", "granted-piece-staggered", 10, "20", "2026-11-02", "2026-11-16 2027-04-20", "youyiguan aidian"),
    _crew("longzhou", "answered-and-granted", 8, "20", "2026-11-02", "2026-11-20 2027-03-20", "shuikou"),
    _crew(
        *("pingxiang", "granted-then-reduced", 8, "20", "2026-11-02", "2026-11-20 2027-04-05", "pingerguan"),
        permit_class=PermitClass.COMMUTER,
    ),
    _crew("shrimp", "granted-after-refusal", 5, "22", "2026-11-09", "2026-11-25 2027-03-31", "dongxing"),
    _crew(
        *("shrimp-second", "granted-after-refusal", 4, "22", "2026-11-09", "2026-11-25 2027-03-31", "dongxing"),
        until=APPLIED,
    ),
    _crew(
        *("cane-second", "granted-piece-staggered", 4, "20", "2026-11-09", "2026-12-01 2027-04-30", "youyiguan"),
        until=AGREED,
    ),
    _crew(*("joint-second", "granted-joint", 5, "20", "2026-11-09", "2026-12-05 2027-04-15", "aidian"), until=OFFERED),
    _crew(
        *("newcomers", "answered-and-granted", 5, "20", "2026-11-16", "2026-11-20 2027-03-20", "shuikou"),
        until=REGISTERED,
    ),
)
"""In the order in which they came forward."""

DOUBLED: Final = "newcomers", "mill"
"""The first of one crew seems to be the first of another: the same name and day of birth, another passport."""


def persons(crew: Crew) -> list[Person]:
    """The invented people of a crew, always the same; their numbers can be nobody's."""
    return list(islice(_of(crew), crew.size))


def _of(crew: Crew) -> Iterator[Person]:
    begin = CREWS.index(crew) * 1000
    for serial in count():
        one = people.person("demo", crew.key, serial, begin + serial, home=crew.home, on=crew.registered)
        if one.province == crew.home:
            yield one
