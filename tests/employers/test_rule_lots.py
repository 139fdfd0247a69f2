"""Cases by lot: every officer is as likely, who leaves moves only their own, and nobody reckons it without the key."""

from collections import Counter
from datetime import date
from uuid import UUID

from employers.rules.lots import drawn, free_on
from scheme.rules.calendar import Calendar

OFFICERS = [UUID(int=number << 64) for number in range(1, 8)]
CASES = [UUID(int=number) for number in range(100_000)]
KEY = b"k" * 32


def test_of_a_hundred_thousand_cases_seven_officers_get_as_many_each_as_chance_gives() -> None:
    number = Counter(drawn(case, OFFICERS, key=KEY) for case in CASES)

    mean = len(CASES) / len(OFFICERS)
    chi2 = sum((number[officer] - mean) ** 2 / mean for officer in OFFICERS)
    assert chi2 < 22.46  # six degrees of freedom: beyond it by chance once in a thousand; the cases are fixed


def test_when_an_officer_leaves_only_theirs_are_drawn_again_and_again_evenly() -> None:
    leaving, staying = OFFICERS[0], OFFICERS[1:]
    before = {case: drawn(case, OFFICERS, key=KEY) for case in CASES[:20_000]}

    after = {case: drawn(case, staying, key=KEY) for case in before}

    assert all(after[case] == officer for case, officer in before.items() if officer != leaving)
    moved = Counter(after[case] for case, officer in before.items() if officer == leaving)
    mean = moved.total() / len(staying)
    assert sum((moved[officer] - mean) ** 2 / mean for officer in staying) < 20.52


def test_neither_the_order_of_officers_nor_anything_but_the_key_decides() -> None:
    assert all(drawn(case, OFFICERS, key=KEY) == drawn(case, OFFICERS[::-1], key=KEY) for case in CASES[:100])
    assert any(drawn(case, OFFICERS, key=KEY) != drawn(case, OFFICERS, key=b"l" * 32) for case in CASES[:100])


def test_below_the_least_number_nothing_is_drawn() -> None:
    assert drawn(CASES[0], OFFICERS[:2], key=KEY, least=3) is None
    assert drawn(CASES[0], OFFICERS[:3], key=KEY, least=3) in OFFICERS
    assert drawn(CASES[0], [], key=KEY) is None


def test_after_half_of_the_working_days_a_case_is_free() -> None:
    monday = date(2026, 8, 31)
    week = Calendar(off=frozenset({date(2026, 9, 3)}))

    assert free_on(monday, date(2026, 9, 14), Calendar()) == date(2026, 9, 7)
    assert free_on(monday, date(2026, 9, 11), Calendar()) == date(2026, 9, 7)  # of nine days five, not four
    assert free_on(monday, date(2026, 9, 8), week) == date(2026, 9, 4)
