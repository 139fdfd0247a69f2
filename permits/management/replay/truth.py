"""The truth of a replay: written to a file beside the database, never into it, and read again for the report only."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from django.conf import settings

from permits.management.replay.crews import Crew, Roster
from permits.management.replay.fates import Fate


@dataclass(frozen=True, slots=True)
class Line:
    """What truly happened under one permit, as far as the report asks: by case and place, and who it was."""

    case: str
    serial: int
    person: int
    kind: str
    crossings: int
    tellings: int
    last_lawful_on: date
    left_on: date | None
    overstayed: bool
    suspected_on: date | None
    exit_told_on: date | None

    @classmethod
    def of(cls, case: str, serial: int, person: int, fate: Fate) -> Self:
        """The line of a fate."""
        return cls(
            case,
            serial,
            person,
            fate.kind.value,
            len(fate.crossed),
            len({told.key for told in fate.told}),
            fate.last_lawful_on,
            fate.left_on,
            fate.overstayed,
            fate.suspected_on,
            fate.exit_told_on,
        )


def place(source: str, share: int) -> Path:
    """Where the truth of one share of a replay is kept."""
    folder: Path = settings.VAR_DIR / "replay"
    return folder / f"truth-{source.replace(':', '-')}-{share}.jsonl"


def write(found: Roster, crews: Iterable[Crew], path: Path) -> None:
    """Write the truth of some crews: a line a permit, with every crossing and everything that is told of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8") as stream:
        for crew in crews:
            for serial in range(crew.size):
                fate = found.fate(crew, serial)
                line = _written(Line.of(crew.case.number, serial, crew.ordinal(serial), fate))
                line["crossed"] = [[one.direction, one.at.isoformat(), one.port] for one in fate.crossed]
                line["told"] = [[str(one.on), one.side.value, one.of, one.at.isoformat()] for one in fate.told]
                stream.write(json.dumps(line, separators=(",", ":")) + "\n")


def read(path: Path) -> Iterator[Line]:
    """The lines of a truth, one after the other."""
    with path.open(encoding="utf-8") as stream:
        for written in map(json.loads, stream):
            days = {name: _day(written[name]) for name in ("last_lawful_on", "left_on", "suspected_on", "exit_told_on")}
            kept = {name: written[name] for name in Line.__slots__}
            yield Line(**kept | days)


def overstays(lines: Iterable[Line]) -> list[Line]:
    """Those that are truly overstays, and those that whoever knows only what is told must take for one."""
    return [line for line in lines if line.overstayed or line.suspected_on is not None]


def _written(line: Line) -> dict[str, Any]:
    values = {name: getattr(line, name) for name in Line.__slots__}
    return {name: str(value) if isinstance(value, date) else value for name, value in values.items()}


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
