"""The report of a replay: how the files were read, the sums, and who was refused by name, as text and as JSON."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from permits.management.replay.agreement import Left
from permits.management.replay.outcome import Outcome
from permits.management.replay.profile import Profile
from permits.management.replay.tally import Line, Tally

TITLES = {
    "granted": "granted",
    "refused": "refused by decision",
    "withdrawn": "withdrawn",
    "refused_by_name": "refused by name",
}


@dataclass(frozen=True, slots=True)
class Measured:
    """What the run took: seconds in all, those its processes together waited for the database, statements, memory."""

    seconds: float
    database_seconds: float
    statements: int
    peak_megabytes: int
    done_before: int

    def written(self, filings: int) -> dict[str, Any]:
        """The measures as plain values."""
        done = filings - self.done_before
        return {
            "seconds": round(self.seconds, 1),
            "filings_a_second": round(done / self.seconds, 1) if self.seconds else None,
            "seconds_in_the_database": round(self.database_seconds, 1),
            "statements": self.statements,
            "peak_megabytes": self.peak_megabytes,
            "filings_done_by_an_earlier_run": self.done_before,
        }


@dataclass(frozen=True, slots=True)
class Report:
    """All that is said of one run."""

    profile: Profile
    files: Sequence[str]
    share: str
    tally: Tally
    quotas: Sequence[Left]
    measured: Measured
    season: Outcome | None = None

    @property
    def adds_up(self) -> bool:
        """Whether filings and posts are the file, to the unit, and so is the season, if it was played."""
        return self.tally.adds_up and (self.season is None or self.season.adds_up)

    def json(self) -> str:
        """The whole report, every name included."""
        return json.dumps(
            {
                "profile": self.profile.name,
                "source": self.profile.source,
                "files": list(self.files),
                "share_of_what_was_asked": self.share,
                "how_the_files_were_read": self.profile.statement(),
                "sums": self.tally.written(),
                "quotas": [{name: getattr(row, name) for name in row.__slots__} for row in self.quotas],
                "season": self.season and self.season.written(),
                "measured": self.measured.written(self.tally.file.filings),
            },
            ensure_ascii=False,
            indent=2,
        )

    def text(self, *, names: bool = True) -> str:
        """The report for people; without `names` the sums only."""
        parts = [self._head(), self._sums(), self._places(), self._quotas(), *self._season(), self._measured()]
        parts.append(self._check())
        return "\n\n".join([*parts[:-1], *([self._names()] if names else []), parts[-1]]) + "\n"

    def _head(self) -> str:
        lines = [f"Replay of {', '.join(self.files)} as {self.profile.source}, profile {self.profile.name}"]
        lines += [f"  - {line}" for line in self.profile.statement()]
        return "\n".join([*lines, f"  - The share of what was asked is {self.share}."])

    def _sums(self) -> str:
        sums = self.tally
        lines = [
            f"Rows read {sums.rows:,}, of which joint employers' rows of another's case {sums.shared:,}",
            _line("", "filings", "posts asked", "approved", "granted"),
            *(_line(title, *_figures(sums.lines[name])) for name, title in TITLES.items()),
            _line("  of those granted, in part", *_figures(sums.in_part)),
            _line("the file", f"{sums.file.filings:,}", f"{sums.file.asked:,}", f"{sums.file.approved:,}", ""),
        ]
        return "\n".join(lines)

    def _places(self) -> str:
        lines = [_line("state → county", "filings", "posts asked", "approved", "granted")]
        for (state, county), line in sorted(self.tally.places.items()):
            lines.append(_line(f"{state} → {county}", *_figures(line)))
        return "\n".join(lines)

    def _quotas(self) -> str:
        lines = [_line("quota", "ceiling", "reserved", "left", "")]
        for row in self.quotas:
            where = f"{row.season} {row.county}"
            lines.append(_line(where, f"{row.ceiling:,}", f"{row.reserved:,}", f"{row.left:,}", ""))
        return "\n".join(lines)

    def _season(self) -> list[str]:
        return [] if self.season is None else [self.season.text()]

    def _names(self) -> str:
        by = ", ".join(f"{count:,} {who}" for who, count in self.tally.named_by.items()) or "none"
        lines = [f"Refused by name ({by}):"]
        lines += [f"  {one.file}:{one.line} {one.case} {one.field}: {one.problem}" for one in self.tally.named]
        return "\n".join(lines)

    def _measured(self) -> str:
        took = self.measured
        done = self.tally.file.filings - took.done_before
        pace = f"{done / took.seconds:,.0f} filings a second" if took.seconds else ""
        return (
            f"{took.seconds:,.1f} s, {pace}; {took.statements:,} statements, waiting {took.database_seconds:,.1f} s; "
            f"at most {took.peak_megabytes:,} MB; {took.done_before:,} filings were done by an earlier run"
        )

    def _check(self) -> str:
        lines = self.tally.lines
        sums = " + ".join(f"{lines[name].filings:,} {title}" for name, title in TITLES.items())
        if self.tally.adds_up:
            return f"{sums} = {self.tally.file.filings:,}, the file, to the unit; so do the posts."
        wrong = "\n  ".join(self.tally.wrong[:50])
        return f"{sums}: DOES NOT ADD UP to {self.tally.file.filings:,}:\n  {wrong}"

    def save(self, path: Path) -> tuple[Path, Path]:
        """Keep the report beside each other as text and as JSON, and say where."""
        path.parent.mkdir(parents=True, exist_ok=True)
        texts, data = path.with_suffix(".txt"), path.with_suffix(".json")
        texts.write_text(self.text(), encoding="utf-8")
        data.write_text(self.json() + "\n", encoding="utf-8")
        return texts, data


def _figures(line: Line) -> tuple[str, str, str, str]:
    return f"{line.filings:,}", f"{line.asked:,}", f"{line.approved:,}", f"{line.granted:,}"


def _line(title: str, *figures: str) -> str:
    return f"{title:<28}" + "".join(f"{figure:>14}" for figure in figures)
