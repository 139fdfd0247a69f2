"""The season of a replay from end to end: everybody by the services, every mishap, the truth beside."""

import json
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core.audit.models import Event
from permits.enums import CaseStatus, ReturnStatus
from permits.management.replay import agreement, crews, ground, outcome, overstays, profile, season, shares, truth
from permits.management.replay.crews import Roster
from permits.management.replay.outcome import Outcome
from permits.management.replay.profile import Profile
from permits.management.replay.reading import read
from permits.management.replay.sorting import sort
from permits.management.replay.standing import standing
from permits.models import Crossing, OverstayCase, Permit, Return
from tests.permits.files import ROW, condensed
from workers.models import Consent, Disclosure, Worker

US = profile.load("us-h2a")
OFTEN = {
    "never_came": 60,
    "came_late": 100,
    "gave_back": 80,
    "overstayed": 120,
    "never_left": 40,
    "told_days_late": 80,
    "told_weeks_late": 80,
    "lost_by_the_post": 80,
    "told_twice": 80,
    "delivered_twice": 80,
    "told_by_both_sides": 150,
    "clock_wrong": 50,
    "last_exit_lost_for_good": 50,
}
"""Every mishap, so often that a few dozen people meet them all."""


def rows(count: int, posts: int) -> list[dict[str, Any]]:
    """Filings of some weeks' work, two firms and two prefectures, decided in the same week."""
    states = ["ID", "FL"]
    return [
        ROW
        | {
            "case_number": f"H-300-16001-{number:06}",
            "received": "2016-01-04",
            "decided": str(date(2016, 1, 11) + timedelta(days=number % 3)),
            "start": "2016-01-25",
            "end": str(date(2016, 2, 20) + timedelta(days=number)),
            "employer": f"Farm {number}",
            "employer_state": states[number % 2],
            "intermediary": f"Agency {number % 2}",
            "workers_requested": str(posts),
            "workers_approved": str(posts),
            "worksite_state": states[number % 2],
        }
        for number in range(count)
    ]


@pytest.fixture
def files(db: None, tmp_path: Path, settings: Any) -> Path:
    """The scheme's own data, and a folder of its own for what a replay keeps beside the service."""
    settings.VAR_DIR = tmp_path / "var"
    call_command("load_reference", stdout=StringIO())
    return tmp_path


def prepared(path: Path, given: Profile) -> tuple[Roster, ground.Ground]:
    """The filings played, and who takes their posts."""
    cases = sort(read(path), given).cases
    laid = ground.lay(cases, given, share=Decimal(1))
    shares.play_all([cases], given, laid, lambda _steps: None)
    return crews.roster(cases, standing(given.source), given, agreement.homes(given)), laid


def played(found: Roster, laid: ground.Ground, *, days: int) -> None:
    """Some days of a season, and then somebody stops it."""
    left = iter(range(days))

    def stop(_days: int) -> None:
        if next(left, None) is None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        season.play([found.crews], found, laid, stop)


def held_against_the_truth(found: Roster, ended: season.Ended, measures: shares.Measures) -> Outcome:
    source = found.profile.source
    lines = truth.overstays(truth.read(truth.place(source, 0)))
    return outcome.outcome(found, overstays.hold(lines, source), ended, measures)


def test_a_season_with_every_mishap_adds_up_and_its_overstay_list_says_the_truth(files: Path) -> None:
    given = replace(US, given=US.given | {"fates": US.given["fates"] | OFTEN})
    found, laid = prepared(condensed(files / "file.csv", rows(4, 30)), given)
    fates = [found.fate(crew, serial) for crew in found.crews for serial in range(crew.size)]

    sums = held_against_the_truth(found, *season.play([found.crews], found, laid, lambda _days: None))

    assert sums.permits == sums.posts_granted == 120
    assert sums.not_done == []
    assert sums.wrong == []
    assert sums.held.ratios == dict.fromkeys(sums.held.ratios, 1.0) | {
        "precision_before_late_data": sums.held.ratios["precision_before_late_data"]
    }
    assert sums.held.ratios["precision_before_late_data"] < 1
    assert sums.held.holds
    assert sums.held.overstays == sum(fate.overstayed for fate in fates) > 5
    assert sums.counts["crossings"] == len({told.key + told.side for fate in fates for told in fate.told})
    assert sums.counts["arrivals"] == sum(bool(fate.crossed) for fate in fates)
    assert sums.by_kind["cases_closed_because"].keys() >= {"left_in_time", "left_late", "data_error"}
    assert sums.by_kind["anomalies"].keys() >= {"doubled", "clock_wrong"}
    assert sums.by_kind["alerts"]["permit_ending"] >= 120
    assert OverstayCase.objects.filter(status=CaseStatus.CONFIRMED).exists()
    confirmed = Event.objects.filter(verb="confirm", subject_type="permits.overstaycase")
    assert confirmed.exists()
    assert not confirmed.filter(login="clock").exists()
    assert Return.objects.filter(status=ReturnStatus.CLOSED_OUT).count() == sum(
        fate.exit_told_on is not None for fate in fates
    )


def test_everybody_went_the_way_of_the_services(files: Path) -> None:
    found, laid = prepared(condensed(files / "file.csv", rows(1, 6)), US)

    season.play([found.crews], found, laid, lambda _days: None)

    assert Worker.objects.filter(source="replay").count() == Consent.objects.count() == 6
    assert set(Consent.objects.values_list("way", flat=True)) == {"kiosk"}
    assert Disclosure.objects.filter(purpose="register").exists()
    one = Permit.objects.order_by("pk").first()
    assert one is not None
    verbs = Event.objects.filter(subject_type="permits.permit", subject_id=str(one.pk)).order_by("seq")
    assert verbs.values_list("verb", flat=True)[0] == "issue"
    assert not Crossing.objects.exclude(worker__source="replay").exists()


def test_a_season_that_was_stopped_goes_on_where_it_was_and_comes_to_the_same(files: Path) -> None:
    path = condensed(files / "file.csv", rows(2, 12))
    found, laid = prepared(path, US)
    played(found, laid, days=45)
    half = Crossing.objects.count()
    call_command(
        "replay",
        str(path),
        "--resume",
        "--share",
        "1",
        "--jobs",
        "1",
        "--report",
        str(files / "report"),
        stdout=StringIO(),
    )

    report = json.loads((files / "report.json").read_text())["season"]
    fates = [found.fate(crew, serial) for crew in found.crews for serial in range(crew.size)]
    assert 0 < half < report["crossings"]
    assert report["crossings"] == len({told.key + told.side for fate in fates for told in fate.told})
    assert report["permits"] == report["posts_granted"] == 24
    assert report["adds_up"]
    assert report["refused_by_name"] == report["not_done"] == report["proofs_that_fail"] == []


def test_who_was_refused_a_permit_by_name_is_still_named_after_a_stop(files: Path) -> None:
    over = rows(1, 2)[0] | {"case_number": "H-300-16001-000009", "decided": "2016-05-20", "end": "2016-03-01"}
    path = condensed(files / "file.csv", [*rows(1, 3), over])
    found, laid = prepared(path, US)
    played(found, laid, days=130)

    call_command("replay", str(path), "--resume", "--share", "1", "--report", str(files / "report"), stdout=StringIO())

    report = json.loads((files / "report.json").read_text())["season"]
    assert (report["posts_granted"], report["permits"]) == (5, 3)
    assert [(one["case"], one["place"]) for one in report["refused_by_name"]] == [
        (over["case_number"], 0),
        (over["case_number"], 1),
    ]
    assert "run out" in report["refused_by_name"][0]["problem"]
    assert report["adds_up"]


def test_the_clock_of_a_season_is_not_moved_where_others_have_permits(files: Path) -> None:
    found, laid = prepared(condensed(files / "file.csv", rows(1, 2)), US)
    played(found, laid, days=20)
    other = condensed(files / "other.csv", [ROW | {"case_number": "H-9"}])

    with pytest.raises(CommandError, match="open permits that are not this replay's"):
        call_command("replay", str(other), "--restart", "--apart", "b", "--share", "1", stdout=StringIO())


@pytest.mark.django_db(transaction=True)
def test_two_processes_play_the_same_season_on_the_same_days(tmp_path: Path, settings: Any) -> None:
    settings.VAR_DIR = tmp_path / "var"
    call_command("load_reference", stdout=StringIO())
    path, report = condensed(tmp_path / "file.csv", rows(2, 5)), tmp_path / "report"

    call_command("replay", str(path), "--share", "1", "--jobs", "2", "--report", str(report), stdout=StringIO())

    sums = json.loads(report.with_suffix(".json").read_text())["season"]
    assert sums["permits"] == sums["posts_granted"] == 10
    assert sums["adds_up"]
    assert len(list((tmp_path / "var" / "replay").glob("truth-replay-*.jsonl"))) == 2
