"""Cases: dirty ones are refused by name, joint ones are counted once, and the profile says how they read."""

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.rules.identifiers import credit_code_problem
from permits.management.replay import parties, profile
from permits.management.replay.cases import Case, Partner
from permits.management.replay.contents import shares
from permits.management.replay.reading import Unreadable, read
from permits.management.replay.sorting import Sorted, sort
from tests.permits.files import CONDENSED, ROW, condensed, spreadsheet

US = profile.load("us-h2a")


def sorted_rows(tmp_path: Path, *rows: dict[str, Any]) -> Sorted:
    return sort(read(condensed(tmp_path / "file.csv", rows)), US)


DIRTY = {
    "no case number": ({"case_number": ""}, "case_number"),
    "no employer": ({"employer": ""}, "employer"),
    "an unknown outcome": ({"outcome": "pending"}, "outcome"),
    "no first day": ({"start": ""}, "start"),
    "no last day": ({"end": "N/A"}, "end"),
    "a day that is none": ({"received": "2016-02-31"}, "received"),
    "an end before the start": ({"end": "2016-02-29"}, "end"),
    "the year 2106": ({"start": "2106-06-21", "end": "2106-10-01"}, "start"),
    "longer than any stay": ({"end": "2017-03-03"}, "end"),
    "decided before it came in": ({"decided": "2016-01-03"}, "decided"),
    "received years before": ({"received": "2012-01-01"}, "received"),
    "no posts": ({"workers_requested": "0", "workers_approved": "0"}, "workers_requested"),
    "posts beyond belief": ({"workers_requested": "1000000000"}, "workers_requested"),
    "half a post": ({"workers_requested": "2.5", "workers_approved": "2.5"}, "workers_requested"),
    "approved without posts": ({"workers_approved": "0"}, "workers_approved"),
    "more approved than asked": ({"workers_approved": "11"}, "workers_approved"),
    "an unknown state": ({"worksite_state": "ZZ"}, "worksite_state"),
    "no state": ({"worksite_state": ""}, "worksite_state"),
    "no hours": ({"hours_per_week": ""}, "hours_per_week"),
    "hours beyond a week's": ({"hours_per_week": "168"}, "hours_per_week"),
    "no wage": ({"rate": "0"}, "rate"),
    "a wage that is no number": ({"rate": "NaN"}, "rate"),
    "a wage without a unit": ({"rate": "800", "rate_unit": "Select Pay Range"}, "rate_unit"),
    "a month's wage by the hour": ({"rate": "800"}, "rate_unit"),
}


@pytest.mark.parametrize("kind", DIRTY)
def test_a_dirty_row_is_refused_by_name_and_the_rest_goes_on(tmp_path: Path, kind: str) -> None:
    wrong, field = DIRTY[kind]

    found = sorted_rows(tmp_path, ROW | {"case_number": "first"}, ROW | wrong, ROW | {"case_number": "last"})

    [fault] = found.faults
    assert (fault.file, fault.line, fault.field) == ("file.csv", 3, field)
    assert fault.problem
    assert [case.number for case in found.cases] == ["first", "last"]


def test_the_same_case_twice_is_refused_by_name_and_says_where_it_stood(tmp_path: Path) -> None:
    found = sorted_rows(tmp_path, ROW, ROW)

    [fault] = found.faults
    assert (fault.line, fault.field, fault.problem) == (3, "case_number", "the same case stands in file.csv:2")
    assert found.filings == 2


def test_a_joint_case_is_one_filing_and_its_other_rows_name_its_employers(tmp_path: Path) -> None:
    whole = ROW | {"outcome": "Determination Issued - Certification", "part": "PRI"}
    members = [
        whole | {"part": "SUB", "employer": "Oak Farm", "workers_requested": "3"},
        whole | {"part": "SUB", "employer": "Elm Farm", "workers_requested": "4"},
    ]
    path = spreadsheet(tmp_path / "file.xlsx", 2016, [members[0], whole, members[1]])

    found = sort(read(path), US)

    [case] = found.cases
    assert case.posts == 10
    assert case.partners == (Partner("Oak Farm", "KY", 3), Partner("Elm Farm", "KY", 4))
    assert (found.rows, found.shared, found.filings) == (3, 2, 1)


def test_the_members_of_an_association_that_filed_jointly_are_no_doubles(tmp_path: Path) -> None:
    whole = ROW | {"organisation": "Association - Joint Employer (H-2A Only)"}

    found = sorted_rows(tmp_path, whole, whole | {"employer": "Oak Farm"})

    assert [partner.employer for partner in found.cases[0].partners] == ["Oak Farm"]
    assert found.faults == []


def test_a_joint_employers_row_without_its_case_is_refused_by_name(tmp_path: Path) -> None:
    path = spreadsheet(tmp_path / "file.xlsx", 2016, [ROW | {"part": "SUB"}])

    found = sort(read(path), US)

    assert [fault.field for fault in found.faults] == ["case_number"]
    assert found.filings == 1


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        ("Certified - Full", "granted"),
        ("Determination Issued - Partial Certification Expired", "granted"),
        ("DENIED", "refused"),
        ("Rejected", "refused"),
        ("Determination Issued - Withdrawn", "withdrawn"),
    ],
)
def test_the_words_of_a_status_say_what_came_of_the_case(tmp_path: Path, status: str, outcome: str) -> None:
    found = sorted_rows(tmp_path, ROW | {"outcome": status})

    assert found.cases[0].outcome == outcome


def case(**said: Any) -> Case:
    [found] = sort_one(ROW | said).cases
    return found


def sort_one(row: dict[str, Any]) -> Sorted:
    from permits.management.replay.reading import Row

    return sort([Row("file.csv", 2, {field: row.get(field, "") for field in (*CONDENSED, "part")})], US)


def test_days_move_by_whole_years_and_the_leap_day_to_the_one_before() -> None:
    moved = [US.moved(date(2016, 2, 18)), US.moved(date(2016, 2, 29)), US.moved(date(2017, 2, 28))]

    assert moved == [date(2027, 2, 18), date(2027, 2, 28), date(2028, 2, 28)]


def test_a_replay_has_seasons_of_its_own_that_are_no_real_ones() -> None:
    first, last = US.season_of(date(2026, 10, 1)), US.season_of(date(2027, 9, 30))

    assert first == last
    assert (first.code, first.work_until) == ("rp26-27", date(2029, 9, 30))
    assert US.season_of(date(2027, 10, 1)).code == "rp27-28"
    assert profile.load("us-h2a", label="b").season_of(date(2026, 10, 1)).code == "rpb26-27"


@pytest.mark.parametrize(
    ("rate", "unit", "fen", "kept"),
    [
        ("11.15", "Hour", 8_028, "hour"),
        ("11.15", "Select Pay Range", 8_028, "hour"),
        ("750", "Month", 540_000, "month"),
        ("300", "Week", 936_000, "month"),
        ("700", "Bi-Weekly", 1_092_000, "month"),
    ],
)
def test_wages_are_read_by_the_stated_rate(rate: str, unit: str, fen: int, kept: str) -> None:
    found = case(rate=rate, rate_unit=unit)

    assert US.wage(found.rate, found.rate_unit) == (fen, kept)


@pytest.mark.parametrize(("hours", "days"), [("35", 5), ("40", 5), ("48", 6), ("60", 6), ("84", 7)])
def test_hours_of_a_week_are_spread_over_its_days(hours: str, days: int) -> None:
    assert US.days_a_week(Decimal(hours)) == days


@pytest.mark.parametrize(
    ("crop", "naics", "title", "industry"),
    [
        ("Sugarcane", "", "", "A0133"),
        ("Sweet Potatoes", "", "", "A0123"),
        ("Sweet Corn", "", "", "A0141"),
        ("Beets", "", "", "A0141"),
        ("Bees", "", "", "A0514"),
        ("", "111930", "", "A0133"),
        ("", "", "Apple picker", "A0159"),
        ("", "", "", "A0514"),
    ],
)
def test_the_trade_is_that_of_the_crop_else_of_the_code_else_of_the_job(
    crop: str, naics: str, title: str, industry: str
) -> None:
    assert US.industry(crop, naics, title) == industry


def test_one_firm_is_one_intermediary_however_it_is_written() -> None:
    written = [parties.intermediary(case(intermediary=name), US) for name in ("Mas Labor, LLC", "MAS LABOR LLC")]

    assert len({party.credit_code for party in written}) == 1


def test_an_employer_that_filed_alone_has_the_desk_of_its_state() -> None:
    desk = parties.intermediary(case(intermediary=""), US)

    assert (desk.name, desk.county) == ("Filing desk KY", US.counties["KY"])


@given(st.text(max_size=80))
def test_every_credit_code_is_right_in_form_and_can_be_nobodys(key: str) -> None:
    code = parties.credit_code(key)

    assert credit_code_problem(code) is None
    assert code[2:8] == "990000"


@given(st.integers(1, 40), st.lists(st.integers(0, 30), max_size=12))
def test_the_shares_of_a_joint_case_leave_a_post_to_its_own_employer(posts: int, named: list[int]) -> None:
    partners = tuple(Partner(f"Farm {n}", "KY", share) for n, share in enumerate(named))
    joint = case(workers_requested=str(posts), workers_approved=str(posts))

    found = shares(Case(**{name: getattr(joint, name) for name in joint.__slots__} | {"partners": partners}), US)

    assert sum(found.values()) < posts
    assert all(share >= 1 for share in found.values())


def test_a_profile_or_a_label_that_there_is_not_says_so() -> None:
    with pytest.raises(Unreadable, match="there is us-h2a"):
        profile.load("elsewhere")
    with pytest.raises(Unreadable, match="six small letters"):
        profile.load("us-h2a", label="Zwei 2")
