"""`manage.py replay FILE`: real demand through the same services that people use, at its dates."""

import gc
import signal
import sys
import time
from argparse import ArgumentParser
from collections.abc import Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.utils import translation
from tqdm import tqdm

from core.errors import Refusal
from permits.management.replay import (
    agreement,
    crews,
    ground,
    overstays,
    profile,
    reading,
    season,
    shares,
    standing,
    truth,
)
from permits.management.replay.cases import Case
from permits.management.replay.crews import Roster
from permits.management.replay.outcome import Outcome, outcome
from permits.management.replay.phases import megabytes
from permits.management.replay.profile import Profile
from permits.management.replay.report import Measured, Report
from permits.management.replay.shares import ShareFailed
from permits.management.replay.sorting import sort
from permits.management.replay.tally import ENDED, tally
from permits.management.statements import Statements, not_written_down
from permits.models import Permit
from permits.services.border.presence_proof import prove

AGAIN = (
    "A replay marked “{source}” is in the database already. --resume goes on with it. It cannot be taken back: "
    "events, ledger and filings only grow. --restart --apart LABEL replays once more beside it, with seasons, "
    "parties and quotas of its own."
)

OTHERS = (
    "There are open permits that are not this replay's. The season moves the clock for every record: play it in a "
    "database of its own, or stop at --until filings."
)


class Command(BaseCommand):
    help = "Replays filings of real demand from files (condensed CSV, or the yearly xlsx) through the services."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """What may be said on the command line."""
        parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
        parser.add_argument("--profile", default="us-h2a", help="how the files are read (default: us-h2a)")
        parser.add_argument("--share", help="quotas as a share of what was asked (default: the profile's)")
        parser.add_argument("--jobs", type=int, default=2, help="processes side by side (default: 2)")
        parser.add_argument(
            "--until", choices=("filings", "season"), default="season", help="how far (default: season)"
        )
        parser.add_argument(
            "--permits", type=int, default=0, metavar="N", help="at most so many permits (default: all)"
        )
        parser.add_argument("--report", type=Path, help="where the report is kept (default: var/reports/)")
        again = parser.add_mutually_exclusive_group()
        again.add_argument("--resume", action="store_true", help="go on with a replay that was stopped")
        again.add_argument("--restart", action="store_true", help="replay once more; needs --apart")
        parser.add_argument("--apart", default="", metavar="LABEL", help="keep this replay apart under a label")

    def handle(self, *args: Any, **options: Any) -> None:
        """Read, prepare, play, hold against the file, keep the report."""
        begun = time.monotonic()
        signal.signal(signal.SIGTERM, _interrupt)
        try:
            with translation.override("en"), not_written_down(), connection.execute_wrapper(statements := Statements()):
                report = self._replay(options, statements, begun)
        except (reading.Unreadable, Refusal, ShareFailed, LookupError) as error:
            raise CommandError(str(error)) from error
        except KeyboardInterrupt:
            self.stderr.write("Stopped. What was done is kept: go on with --resume.")
            sys.exit(130)
        finally:
            gc.unfreeze()
        texts, data = report.save(options["report"] or _place(report))
        self.stdout.write(report.text(names=False))
        self.stdout.write(f"Kept in {texts} and {data}.")
        call_command("prove_quotas", stdout=self.stdout)
        if not report.adds_up:
            raise CommandError("The replay does not add up.")

    def _replay(self, options: dict[str, Any], statements: Statements, begun: float) -> Report:
        given = profile.load(options["profile"], label=options["apart"])
        share = _share(options["share"] or given.given["share"])
        found = sort((row for path in options["files"] for row in reading.read(path)), given)
        if not found.cases:
            raise reading.Unreadable("There is no case in these files that can be replayed.")
        gc.freeze()
        before = _demand_free(given, options)
        laid = ground.lay(found.cases, given, share=share)
        jobs = max(1, options["jobs"])
        split = shares.split(found.cases, given, jobs)
        with _bar(2 * len(found.cases), " filings", self.stderr) as bar:
            played = shares.play_all(split, given, laid, bar.update)
        known = standing.standing(given.source)
        season = None
        if options["until"] == "season":
            season = self._season(
                crews.roster(found.cases, known, given, agreement.homes(given), options["permits"]), split, laid
            )
        return Report(
            profile=given,
            files=[path.name for path in options["files"]],
            share=str(share),
            tally=tally(found, known, played.refused, given),
            quotas=agreement.left(_seasons(found.cases, given)),
            season=season,
            measured=Measured(
                seconds=time.monotonic() - begun,
                database_seconds=statements.seconds + played.measures.seconds,
                statements=statements.count + played.measures.statements,
                peak_megabytes=megabytes() + played.measures.megabytes,
                done_before=before,
            ),
        )

    def _season(self, found: Roster, split: Sequence[Sequence[Case]], laid: ground.Ground) -> Outcome | None:
        if not found.crews:
            return None
        _demand_alone(found.profile)
        parts = [own for own in crews.shares(found, split) if own]
        with _bar(season.days_left(found) * len(parts), " days", self.stderr) as bar:
            ended, measures = season.play(parts, found, laid, bar.update)
        source = found.profile.source
        lines = (line for place in range(len(parts)) for line in truth.read(truth.place(source, place)))
        # Who was refused a permit by name has no fate under one.
        permitted = (line for line in lines if (line.case, line.serial) not in ended.refused)
        held = overstays.hold(truth.overstays(permitted), source)
        with ended.phases.measured("proof of stays"):
            proof = prove()
        return outcome(found, held, ended, measures, proof.differences)


def _bar(total: int, unit: str, stream: Any) -> "tqdm[Any]":
    return tqdm(total=total, unit=unit, disable=None, file=stream)


def _demand_alone(given: Profile) -> None:
    """The clock's jobs look at every record: at a replay's dates they would end what is real."""
    others = Permit.objects.visible_to(standing.ONLOOKER).open().exclude(filing__source=given.source)
    if others.exists():
        raise reading.Unreadable(OTHERS)


def _interrupt(*_args: object) -> None:
    raise KeyboardInterrupt


def _share(text: str) -> Decimal:
    try:
        share = Decimal(text)
    except InvalidOperation:
        share = Decimal(0)
    if not 0 < share <= 10:
        raise reading.Unreadable(f"The share “{text}” must be a number above 0 and up to 10, such as 0.9.")
    return share


def _demand_free(given: Profile, options: dict[str, Any]) -> int:
    """How many filings an earlier run brought to their end; refused where nothing says what is to become of them."""
    there = standing.standing(given.source)
    if there and not options["resume"]:
        raise reading.Unreadable(AGAIN.format(source=given.source))
    return sum(one.status in ENDED for one in there.values())


def _seasons(cases: Sequence[Case], given: Profile) -> list[str]:
    return sorted({given.season_of(case.decided).code for case in cases})


def _place(report: Report) -> Path:
    folder: Path = settings.VAR_DIR / "reports"
    return folder / f"{report.profile.source.replace(':', '-')}-{report.files[0].split('.')[0]}"
