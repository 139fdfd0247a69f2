"""The checks of a filing, each at its edge: no database, no clock."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from employers.rules.assessment import CHECKS, assess
from employers.rules.content import Cost, Deduction, FilingContent, Group, House, Share, Site
from employers.rules.findings import Facts, failures
from employers.services.demand.sentences import SENTENCES, sentence
from tests.factories.content import SEARCH, content, facts


def codes(judged: Facts) -> set[str]:
    return {finding.code for finding in failures(assess(judged))}


def test_a_lawful_filing_passes_every_check() -> None:
    assert codes(facts()) == set()


FIRST, LAST = date(2026, 11, 15), date(2027, 4, 15)
WRONG = [
    ({"groups": (Group(10, LAST, FIRST),)}, "end_before_start", "groups.0.ends_on"),
    ({"groups": (Group(10, date(2026, 10, 14), LAST),)}, "season_crossed", "groups.0"),
    ({"groups": (Group(10, date(2027, 4, 1), date(2027, 6, 1)),)}, "season_crossed", "groups.0"),
    ({"groups": (Group(10, FIRST, FIRST + timedelta(181)),)}, "longer_than_a_stay", "groups.0.ends_on"),
    ({"groups": (Group(501, FIRST, LAST),)}, "too_many_posts", "groups"),
    ({"joint_employers": (Share(UUID(int=8), 10),)}, "joint_share_too_large", "joint_employers"),
    ({"joint_employers": (Share(UUID(int=7), 1),)}, "joint_with_itself", "joint_employers"),
    ({"worksites": ()}, "worksite_missing", "worksites"),
    ({"worksites": (Site("外县", "451423"),)}, "worksite_outside_county", "worksites.0.county"),
    ({"lodgings": ()}, "lodging_missing", "lodgings"),
    ({"lodgings": (House("宿舍", 9),)}, "lodging_too_small", "lodgings"),
    ({"hours_a_day": Decimal(0)}, "hours_missing", "hours_a_day"),
    ({"hours_a_day": Decimal("8.5"), "days_a_week": Decimal(5)}, "hours_a_day_too_many", "hours_a_day"),
    ({"days_a_week": Decimal(6)}, "hours_a_week_too_many", "hours_a_day"),
    ({"days_a_week": Decimal(7), "hours_a_day": Decimal(6)}, "days_a_week_too_many", "days_a_week"),
    ({"overtime_a_day": Decimal("3.5")}, "overtime_a_day_too_many", "overtime_a_day"),
    ({"overtime_a_month": Decimal(37)}, "overtime_a_month_too_many", "overtime_a_month"),
    ({"wage_fen": 13_599}, "wage_below_floor", "wage_fen"),
    ({"wage_unit": "piece"}, "wage_unit_wrong", "wage_unit"),
    ({"pay_kind": "piece", "wage_unit": "piece", "piece": "吨"}, "piece_output_missing", "pieces_a_day"),
    ({"deductions": (Deduction("lodging", 2_401, "day"),)}, "deductions_below_floor", "deductions"),
    ({"costs": (Cost("medical", "employer", 1),)}, "cost_heads_missing", "costs"),
    ({"costs": (*content().costs[1:], Cost("medical", "worker", 1))}, "worker_pays", "costs.6.payer"),
    ({"local_search": None}, "local_search_missing", "local_search"),
    ({"local_search": replace(SEARCH, hired=3)}, "local_search_counts", "local_search.hired"),
    ({"local_search": replace(SEARCH, until_on=date(2026, 8, 21))}, "local_search_not_over", "local_search.until_on"),
    ({"local_search": replace(SEARCH, until_on=date(2026, 7, 4))}, "end_before_start", "local_search.until_on"),
]


@pytest.mark.parametrize(("change", "code", "field"), WRONG, ids=[f"{code}-{field}" for _, code, field in WRONG])
def test_what_is_wrong_is_told_with_its_field(change: dict[str, object], code: str, field: str) -> None:
    found = failures(assess(facts(replace(content(), **change))))

    assert (code, field) in {(finding.code, finding.field) for finding in found}


EDGES = [
    {"groups": (Group(10, date(2026, 10, 15), date(2027, 4, 13)),)},
    {"groups": (Group(10, date(2026, 12, 2), date(2027, 5, 31)),)},
    {"groups": (Group(500, FIRST, LAST),), "lodgings": (House("宿舍", 500),)},
    {"hours_a_day": Decimal("7.33"), "days_a_week": Decimal(6)},
    {"wage_fen": 13_600},
    {"overtime_a_day": Decimal(3), "overtime_a_month": Decimal(36)},
    {"deductions": (Deduction("lodging", 2_400, "day"),)},
    {"joint_employers": (Share(UUID(int=8), 9),)},
    {"pay_kind": "piece", "wage_unit": "piece", "piece": "吨", "wage_fen": 17_000, "pieces_a_day": Decimal("0.8")},
]


@pytest.mark.parametrize("change", EDGES)
def test_the_last_lawful_value_passes(change: dict[str, object]) -> None:
    assert codes(facts(replace(content(), **change))) == set()


def test_groups_that_follow_each_other_share_their_beds() -> None:
    first = Group(10, date(2026, 11, 1), date(2026, 12, 31))
    second = Group(10, date(2027, 1, 1), date(2027, 3, 31))

    following = content(groups=(first, second), lodgings=(House("宿舍", 10),))
    overlapping = content(groups=(first, replace(second, starts_on=date(2026, 12, 31))), lodgings=(House("宿舍", 10),))

    assert codes(facts(following)) == set()
    assert codes(facts(overlapping)) == {"lodging_too_small"}


STANDING = [
    ({"licence_until": None}, "licence_missing"),
    ({"licence_until": "2027-04-14"}, "licence_ends_inside"),
    ({"mandate": None}, "mandate_missing"),
    ({"mandate": {"industries": ["A0141"], "left": 500}}, "mandate_other_industry"),
    ({"mandate": {"industries": [], "left": 9}}, "mandate_too_small"),
    ({"on": "2026-06-30"}, "filing_window_closed"),
    ({"on": "2027-03-01"}, "filing_window_closed"),
    ({"on": "2026-11-16"}, "start_in_the_past"),
    ({"known": {"county": False, "industry": True, "occupation": True}}, "county_unknown"),
]


@pytest.mark.parametrize(("change", "code"), STANDING, ids=[f"{code}-{n}" for n, (_, code) in enumerate(STANDING)])
def test_who_files_and_when_is_judged_too(change: dict[str, object], code: str) -> None:
    assert code in codes(facts(**change))


def test_a_decision_asks_no_more_of_windows_and_caps_that_filing_met() -> None:
    decided = facts(moment="decided", on="2026-10-01", mandate={"industries": [], "left": 0})

    assert codes(decided) == set()


def test_what_is_not_known_stops_nobody_and_is_said() -> None:
    found = assess(facts(floor=None))

    assert failures(found) == []
    assert {f.code for f in found if f.result == "not_known"} == {"wage_floor_not_known", "reference_wage_not_known"}


def test_a_reference_wage_that_is_known_is_asked() -> None:
    rules = facts().rules | {"reference_wages": {"9211": {"hourly_fen": 2_500}}}

    assert codes(facts(rules=rules)) == {"wage_below_reference"}


def test_everything_wrong_is_told_at_once() -> None:
    broken = replace(content(), worksites=(), lodgings=(), costs=(), local_search=None, wage_fen=1)

    assert codes(facts(broken)) == {
        "worksite_missing",
        "lodging_missing",
        "cost_heads_missing",
        "local_search_missing",
        "wage_below_floor",
    }


def test_every_check_speaks_on_every_filing() -> None:
    for check in CHECKS:
        assert list(check(facts()))


def test_every_finding_has_a_sentence_that_its_params_fill() -> None:
    judged = [facts(), facts(floor=None)]
    judged += [facts(replace(content(), **change)) for change, _, _ in WRONG]
    judged += [facts(**change) for change, _ in STANDING]

    for finding in {(f.code, str(f.params)): f for each in judged for f in assess(each)}.values():
        assert finding.code in SENTENCES
        assert "%(" not in sentence(finding.code, finding.params)


@given(
    posts=st.integers(1, 10**9),
    wage=st.integers(1, 10**9),
    unit=st.sampled_from(["hour", "day", "month", "piece"]),
    hours=st.decimals(0, 24, places=2),
    days=st.decimals(0, 7, places=1),
    length=st.integers(-400, 400),
)
def test_kept_facts_give_the_same_findings_again(
    posts: int, wage: int, unit: str, hours: Decimal, days: Decimal, length: int
) -> None:
    said = replace(
        content(posts),
        groups=(Group(posts, FIRST, FIRST + timedelta(length)),),
        wage_fen=wage,
        wage_unit=unit,
        hours_a_day=hours,
        days_a_week=days,
    )
    judged = facts(said)

    assert assess(Facts.read(judged.written())) == assess(judged)


def test_content_reads_back_as_it_was_written() -> None:
    said = content(joint_employers=(Share(UUID(int=8), 2),), deductions=(Deduction("meals", 500, "day"),))

    assert FilingContent.read(said.written()) == said
    assert FilingContent.read(said.written()).digest == said.digest


def test_any_change_of_content_changes_its_digest() -> None:
    changed = [replace(content(), **change) for change in [{"wage_fen": 16_001}, {"note": "x"}, {"worksites": ()}]]

    assert len({content().digest, *(each.digest for each in changed)}) == 4


def test_a_number_written_with_more_zeros_is_the_same_content() -> None:
    assert content(hours_a_day=Decimal("8.00")).digest == content(hours_a_day=Decimal(8)).digest


def test_a_clone_moves_days_by_whole_years_and_asks_for_a_new_search() -> None:
    moved = content(groups=(Group(3, date(2027, 11, 15), date(2028, 2, 29)),)).moved("2028-29", years=1)

    assert moved.groups == (Group(3, date(2028, 11, 15), date(2029, 2, 28)),)
    assert (moved.season, moved.local_search) == ("2028-29", None)
