"""What a worker has shown is held against what the permit class asks."""

from datetime import date

import pytest

from workers.rules.evidence import Shown, Wanted, judge, months_from, valid_until

FIRST, LAST = date(2026, 12, 1), date(2027, 4, 30)
HEALTH = Wanted("health", "health_certificate", valid_months=6)
INSURANCE = Wanted("insurance", "accident_insurance")
TRAINING = Wanted("training", "training_law", valid_months=24)
COURSE = Wanted("training", "training_skills")
PASSPORT = Wanted("paper", "passport", choice="identity")
PASS = Wanted("paper", "border_pass", choice="identity", valid_months=12)
ENTRY = Wanted("paper", "exit_entry_permit", due="entry", valid_months=1)


def judged(*wanted, shown=(), papers=(), due=("application",), margin_days=0):
    return judge(wanted, shown, papers=papers, first_on=FIRST, last_on=LAST, due=due, margin_days=margin_days)


def code(*wanted, **said):
    [finding] = judged(*wanted, **said)
    return finding.code


def health(from_on, until_on=None):
    return Shown("health", "health_certificate", from_on, until_on)


def insurance(from_on, until_on=None):
    return Shown("insurance", "accident_insurance", from_on, until_on)


def paper(name, until_on, from_on=date(2024, 1, 1)):
    return Shown("paper", name, from_on, until_on)


def test_what_was_not_shown_is_missing():
    [finding] = judged(HEALTH)

    assert (finding.rule, finding.result, finding.code) == ("evidence", "failed", "evidence_missing")
    assert (finding.field, finding.params) == ("health_certificate", {"wanted": ["health_certificate"]})


def test_each_requirement_has_one_finding_in_their_order():
    found = judged(INSURANCE, PASSPORT, PASS, HEALTH, TRAINING)

    assert [finding.field for finding in found] == [
        "accident_insurance",
        "identity",
        "health_certificate",
        "training_law",
    ]


def test_what_is_not_yet_due_is_not_asked():
    assert judged(ENTRY) == []
    assert code(ENTRY, due=("application", "entry")) == "evidence_missing"


@pytest.mark.parametrize(
    ("from_on", "expected"),
    [
        (date(2026, 6, 1), "evidence_runs_out"),
        (date(2026, 6, 2), "evidence_passed"),
        (date(2026, 12, 1), "evidence_passed"),
        (date(2026, 12, 2), "evidence_not_begun"),
    ],
)
def test_a_health_certificate_is_good_on_the_first_day(from_on, expected):
    assert code(HEALTH, shown=[health(from_on)]) == expected


def test_a_certificate_that_states_an_earlier_end_ends_there():
    assert code(HEALTH, shown=[health(date(2026, 11, 1), date(2026, 11, 30))]) == "evidence_runs_out"


def test_a_course_without_an_end_is_good_for_ever():
    [finding] = judged(COURSE, shown=[Shown("training", "training_skills", date(2016, 1, 1))])

    assert finding.code == "evidence_passed"
    assert "until" not in finding.params


@pytest.mark.parametrize(
    ("from_on", "until_on", "expected"),
    [
        (FIRST, LAST, "evidence_passed"),
        (date(2026, 12, 2), LAST, "evidence_not_begun"),
        (FIRST, date(2027, 4, 29), "evidence_runs_out"),
        (FIRST, None, "evidence_end_not_known"),
    ],
)
def test_an_insurance_covers_the_whole_stay(from_on, until_on, expected):
    assert code(INSURANCE, shown=[insurance(from_on, until_on)]) == expected


@pytest.mark.parametrize(
    ("second", "expected"),
    [(date(2027, 2, 1), "evidence_passed"), (date(2027, 2, 2), "evidence_runs_out")],
)
def test_two_insurances_may_follow_each_other_without_a_gap(second, expected):
    both = [insurance(second, LAST), insurance(FIRST, date(2027, 1, 31))]

    assert code(INSURANCE, shown=both) == expected


def test_of_several_pieces_the_best_counts():
    assert code(HEALTH, shown=[health(date(2025, 1, 1)), health(date(2026, 11, 1))]) == "evidence_passed"


@pytest.mark.parametrize("shown", [paper("passport", date(2031, 1, 1)), paper("border_pass", date(2031, 1, 1), FIRST)])
def test_one_of_a_choice_is_enough(shown):
    assert code(PASSPORT, PASS, papers=[shown]) == "evidence_passed"


def test_where_nothing_of_a_choice_was_shown_all_of_it_is_named():
    [finding] = judged(PASSPORT, PASS)

    assert (finding.field, finding.params) == ("identity", {"wanted": ["passport", "border_pass"]})


def test_of_a_choice_the_one_that_was_shown_is_spoken_of():
    [finding] = judged(PASSPORT, PASS, papers=[paper("border_pass", None, date(2026, 1, 15))])

    assert (finding.code, finding.params["shown"], finding.params["until"]) == (
        "evidence_runs_out",
        "border_pass",
        "2027-01-14",
    )


@pytest.mark.parametrize(
    ("until_on", "expected"),
    [(date(2027, 5, 29), "evidence_runs_out"), (date(2027, 5, 30), "evidence_passed")],
)
def test_an_identity_paper_outlives_the_stay_by_the_margin(until_on, expected):
    assert code(PASSPORT, papers=[paper("passport", until_on)], margin_days=30) == expected


def test_the_margin_is_not_asked_of_other_evidence():
    assert code(INSURANCE, shown=[insurance(FIRST, LAST)], margin_days=30) == "evidence_passed"


def test_evidence_of_another_kind_does_not_count():
    assert code(HEALTH, shown=[Shown("training", "health_certificate", FIRST, LAST)]) == "evidence_missing"


@pytest.mark.parametrize(
    ("first_on", "months", "last_on"),
    [
        (date(2026, 1, 15), 6, date(2026, 7, 14)),
        (date(2026, 1, 1), 6, date(2026, 6, 30)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 8, 30), 6, date(2027, 2, 28)),
        (date(2027, 8, 30), 6, date(2028, 2, 29)),
        (date(2026, 12, 31), 12, date(2027, 12, 30)),
        (date(2026, 11, 1), 1, date(2026, 11, 30)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
    ],
)
def test_months_count_from_the_first_day(first_on, months, last_on):
    assert months_from(first_on, months) == last_on


def test_what_states_no_end_and_does_not_age_ends_never():
    assert valid_until(health(FIRST), None) is None
