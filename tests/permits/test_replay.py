"""The replay from end to end: sums to the unit, stopped in the middle and gone on with, nothing taken back."""

import json
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from core.audit.models import Event
from employers.enums import FilingStatus as F
from employers.models import Assessment, Filing
from permits.management.replay import ground, profile
from permits.management.replay.play import Play
from permits.management.replay.reading import read
from permits.management.replay.sorting import sort
from scheme.models import Quota, RuleSet
from scheme.services.quota_proof import prove
from tests.permits.files import ROW, condensed, season_of_rows

US = profile.load("us-h2a")


@pytest.fixture
def scheme(db: None) -> None:
    """The scheme's own reference data."""
    call_command("load_reference", stdout=StringIO())


def replayed(path: Path, report: Path, *given: str) -> tuple[str, dict[str, Any]]:
    said = StringIO()
    given = given if "--jobs" in given else ("--jobs", "1", *given)
    given = given if "--until" in given else ("--until", "filings", *given)
    call_command("replay", str(path), "--report", str(report), *given, stdout=said, stderr=StringIO())
    return said.getvalue(), json.loads(report.with_suffix(".json").read_text())


def test_two_hundred_rows_stopped_in_the_middle_add_up_to_the_unit(scheme: None, tmp_path: Path) -> None:
    rows = season_of_rows(196)
    dirty = [
        rows[0],
        ROW | {"case_number": "dirty-1", "start": "2106-06-21"},
        ROW | {"case_number": "dirty-2", "end": "2016-02-01"},
        ROW | {"case_number": "dirty-3", "workers_requested": "0", "workers_approved": "0"},
    ]
    path = condensed(tmp_path / "file.csv", rows + dirty)
    cases = sort(read(path), US).cases

    def stop(_steps: int) -> None:
        if Filing.objects.filter(status=F.GRANTED).count() > 40:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Play(US, ground.lay(cases, US, share=Decimal("0.9")), stop).run(cases)
    half = Filing.objects.filter(status__in=[F.GRANTED, F.REFUSED, F.WITHDRAWN]).count()
    said, report = replayed(path, tmp_path / "report", "--resume")

    sums, by_name = report["sums"], report["sums"]["refused_by_name"]
    assert 40 < half < 196
    assert report["measured"]["filings_done_by_an_earlier_run"] == half
    assert sums["adds_up"]
    assert "= 200, the file, to the unit; so do the posts." in said
    assert "The ledger proves every counter." in said
    assert sums["file"]["filings"] == 200
    assert sum(sums[kind]["filings"] for kind in ("granted", "refused", "withdrawn", "refused_by_name")) == 200
    assert sums["granted"]["granted"] == sums["file"]["approved"] - by_name["approved"]
    assert sums["refused_by_name_of_which"]["by the profile"] == 4
    granted = Filing.objects.filter(status=F.GRANTED)
    assert granted.count() == sums["granted"]["filings"]
    assert sum(granted.values_list("posts_granted", flat=True)) == sums["granted"]["granted"]
    assert prove().differences == []


def test_what_the_quota_has_no_room_for_is_refused_by_name_in_the_services_words(scheme: None, tmp_path: Path) -> None:
    path = condensed(tmp_path / "file.csv", season_of_rows(30))

    _said, report = replayed(path, tmp_path / "report", "--share", "0.5")

    refused = [row for row in report["sums"]["by_name"] if row["field"] == "posts"]
    assert refused
    assert all("posts are left in the quota of" in row["problem"] for row in refused)
    assert report["sums"]["adds_up"]
    assert all(quota["left"] >= 0 for quota in report["quotas"])
    assert report["share_of_what_was_asked"] == "0.5"


def test_every_filing_went_the_way_of_the_services_under_rules_of_its_own(scheme: None, tmp_path: Path) -> None:
    path = condensed(tmp_path / "file.csv", season_of_rows(12))

    replayed(path, tmp_path / "report", "--share", "1")

    [rules] = RuleSet.objects.filter(season__code="rp26-27")
    one = Filing.objects.get(source_key="H-300-16001-000000")
    events = Event.objects.filter(subject_type="employers.filing", subject_id=str(one.pk)).order_by("seq")
    assert [event.verb for event in events] == ["draft", "file", "confirm", "grant"]
    assert {row.rule_set_id for row in Assessment.objects.filter(filing=one)} == {rules.pk}
    assert rules.parameters["start_may_be_past"] is True
    assert one.confirmed_by != one.employer_id
    assert "synthetic" in one.note


def test_a_joint_case_takes_quota_once_and_names_its_employers(scheme: None, tmp_path: Path) -> None:
    joint = ROW | {"organisation": "Association - Joint Employer (H-2A Only)"}
    path = condensed(tmp_path / "file.csv", [joint, joint | {"employer": "Oak Farm", "workers_requested": "4"}])

    _said, report = replayed(path, tmp_path / "report", "--share", "1")

    [filing] = Filing.objects.all()
    assert [share.posts for share in filing.joint_employers.all()] == [4]
    assert Quota.objects.get(season__code="rp26-27", depth=0).reserved == 10
    assert (report["sums"]["file"]["filings"], report["sums"]["rows_of_joint_employers"]) == (1, 1)


def test_a_second_run_asks_what_it_is_meant_to_do_and_restarting_needs_a_label(scheme: None, tmp_path: Path) -> None:
    path = condensed(tmp_path / "file.csv", season_of_rows(6))
    replayed(path, tmp_path / "report", "--share", "1")

    for again in ([], ["--restart"]):
        with pytest.raises(CommandError, match="cannot be taken back"):
            replayed(path, tmp_path / "report", *again)
    _said, resumed = replayed(path, tmp_path / "report", "--resume")
    _said, apart = replayed(path, tmp_path / "report", "--restart", "--apart", "b", "--share", "1")

    assert resumed["measured"]["filings_done_by_an_earlier_run"] == 6
    assert apart["source"] == "replay:b"
    assert Filing.objects.filter(season__code="rpb26-27").count() == 6
    assert Filing.objects.count() == 12


@pytest.mark.django_db(transaction=True)
def test_two_processes_grant_the_same_as_one(tmp_path: Path) -> None:
    call_command("load_reference", stdout=StringIO())
    path = condensed(tmp_path / "file.csv", season_of_rows(60))

    _said, one = replayed(path, tmp_path / "one", "--share", "0.6")
    _said, two = replayed(path, tmp_path / "two", "--share", "0.6", "--restart", "--apart", "b", "--jobs", "2")

    assert one["sums"] == two["sums"]
    assert one["sums"]["refused_by_name"]["filings"] > 0
    assert prove().differences == []


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (["--share", "none"], "must be a number above 0"),
        (["--profile", "elsewhere"], "There is no profile"),
        (["--apart", "Zwei!"], "six small letters"),
    ],
)
def test_what_is_asked_wrongly_is_refused_in_a_sentence(
    scheme: None, tmp_path: Path, given: list[str], said: str
) -> None:
    path = condensed(tmp_path / "file.csv", season_of_rows(1))

    with pytest.raises(CommandError, match=said):
        replayed(path, tmp_path / "report", *given)

    assert not Filing.objects.exists()


def test_without_the_schemes_own_data_it_says_what_to_do_first(db: None, tmp_path: Path) -> None:
    path = condensed(tmp_path / "file.csv", season_of_rows(1))

    with pytest.raises(CommandError, match="load the reference data first"):
        replayed(path, tmp_path / "report")
